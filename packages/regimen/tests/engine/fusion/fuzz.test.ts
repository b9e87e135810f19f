/** Random programs on the wasm backend, fused, a third of them on two threads, against the float64 reference, which runs plans kernel by kernel. */
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
import { certainThreads, pause } from '../wasm/threads/certain-threads.ts'
import { randomProgram } from './random-program.ts'

const programs = 2000
const groupSize = 100
const steps = 2
/** Relaxed where the engine has it, strict, and two threads that share out everything: in turns. */
const twoThreads = certainThreads(2)
const modes = [
  createWasmBackend({ threads: 1 }),
  createWasmBackend({ threads: 1, deterministic: true }),
  twoThreads.backend,
] as const

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
  const actual = outcomes(seed, modes[seed % modes.length] ?? modes[0])
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
  it.each(groups)('seeds from %d', async (first) => {
    const wrong: string[] = []
    for (let seed = first; seed < first + groupSize; seed++) {
      wrong.push(...differences(seed).slice(0, 1))
      await pause()
    }
    expect(wrong).toEqual([])
  })

  it('have run on two threads', () => {
    expect(twoThreads.most()).toBe(2)
    // Of a third of the programs, all steps but those with nothing to share.
    expect(twoThreads.runs()).toBeGreaterThan(0.9 * steps * (programs / 3))
  })
})
