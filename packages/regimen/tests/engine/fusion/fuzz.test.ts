/** Random programs on the wasm backend, fused, against the float64 reference, which runs plans kernel by kernel. */
import { describe, expect, it } from 'vitest'
import {
  type Backend,
  createWasmBackend,
  leavesOf,
  Program,
  referenceBackend,
  type Tensor,
  withBackend,
} from '../../../src/engine/index.ts'
import { randomProgram } from './random-program.ts'

const programs = 2000
const groupSize = 100
const steps = 2
/** Relaxed where the engine has it, and strict: in turns. */
const modes = [createWasmBackend(), createWasmBackend({ deterministic: true })] as const

/** Results and states of the steps, one after the other. */
function outcomes(seed: number, backend: Backend): Tensor[] {
  return withBackend(backend, () => {
    const { state, inputs, step } = randomProgram(seed)
    const program = new Program(state, { backend })
    const run = program.compile(step)
    return Array.from({ length: steps }, () => {
      const results = run(inputs)
      return [...results, ...leavesOf(program.read()).map(({ tensor }) => tensor)]
    }).flat()
  })
}

function differences(seed: number): string[] {
  const actual = outcomes(seed, modes[seed % 2 === 0 ? 0 : 1])
  return outcomes(seed, referenceBackend).flatMap((expected, place) => {
    const truth = expected.data()
    const found = actual[place]?.data() ?? []
    const scale = Array.from(truth).reduce((most, value) => Math.max(most, Math.abs(value)), 1)
    if (found.length !== truth.length) return [`seed ${seed}, value ${place}: ${found.length} elements`]
    return Array.from(truth).flatMap((value, index) =>
      Math.abs((found[index] ?? Number.NaN) - value) <= 2e-4 * scale
        ? []
        : [`seed ${seed}, value ${place}, element ${index}: ${found[index]} instead of ${value}`],
    )
  })
}

describe('random programs, fused, against the reference', () => {
  const groups = Array.from({ length: programs / groupSize }, (_, group) => group * groupSize)
  it.each(groups)('seeds from %d', (first) => {
    const wrong = Array.from({ length: groupSize }, (_, index) => differences(first + index)[0] ?? [])
    expect(wrong.flat()).toEqual([])
  })
})
