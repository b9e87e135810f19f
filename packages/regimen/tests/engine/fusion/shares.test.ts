/** Kernels computed in shares, in any order, give the bits of kernels computed at once. */
import { describe, expect, it } from 'vitest'
import { leavesOf, Program } from '../../../src/engine/index.ts'
import { lower } from '../../../src/engine/lower.ts'
import { memoryAfter } from './memory-after.ts'
import { randomProgram } from './random-program.ts'

describe('shares of kernels', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => 1000 + index)
  it.each([2, 3, 7])('%d of each kernel', (shares) => {
    for (const seed of seeds) {
      const { state, inputs, step } = randomProgram(seed)
      const program = new Program(state)
      const plan = lower(program.trace(step, inputs))
      const types = leavesOf(state).map(({ tensor }) => tensor.type)
      expect(memoryAfter(plan, types, shares), `seed ${seed}`).toEqual(memoryAfter(plan, types, 1))
    }
  })
})
