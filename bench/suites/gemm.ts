/** Products of square matrices, with every combination of transposed operands. */
import { measureCases } from '../runner/measure.ts'
import { allButCopy, type Suite } from './suite.ts'

const sizes = [32, 64, 125, 128, 256, 512, 1024]
const transposes = [
  { letters: 'NN', transposeA: false, transposeB: false },
  { letters: 'NT', transposeA: false, transposeB: true },
  { letters: 'TN', transposeA: true, transposeB: false },
  { letters: 'TT', transposeA: true, transposeB: true },
]

/** [96, 256] · [256, 8], so many times. */
const repetitions = 64
export const microKernel = {
  name: 'micro-kernel',
  task: { kind: 'microKernel', repetitions } as const,
  operations: 2 * 96 * 256 * 8 * repetitions,
}

export const gemm: Suite = {
  about:
    'products of square matrices; N and T say which operand is transposed; micro-kernel: panels that stay in the cache',
  takes: allButCopy,
  async run(session) {
    await session.start()
    const cases = sizes.flatMap((size) =>
      transposes.map(({ letters, ...which }) => ({
        name: `${size}-${letters}`,
        task: { kind: 'matmul', size, ...which } as const,
        operations: 2 * size ** 3,
      })),
    )
    return measureCases(session, [microKernel, ...cases])
  },
}
