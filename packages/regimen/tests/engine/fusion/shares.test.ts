/** Kernels computed in shares, in any order, give the bits of kernels computed at once. */
import { describe, expect, it } from 'vitest'
import { leavesOf, Program, wasmBackend } from '../../../src/engine/index.ts'
import { lower } from '../../../src/engine/lower.ts'
import type { KernelName } from '../../../src/engine/primitives/attributes.ts'
import { sizeOf } from '../../../src/engine/types.ts'
import { kernelCases } from '../wasm/kernel-cases.ts'
import { type KernelCase, planOf } from '../wasm/one-kernel.ts'
import { type Content, memoryAfter, resultsAfter } from './memory-after.ts'
import { randomProgram } from './random-program.ts'

describe('shares of kernels', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => 1000 + index)
  it.each([2, 3, 7])('of random programs, %d of each', (shares) => {
    for (const seed of seeds) {
      const { state, inputs, step } = randomProgram(seed)
      const program = new Program(state)
      const plan = lower(program.trace(step, inputs))
      const types = leavesOf(state).map(({ tensor }) => tensor.type)
      const after = (count: number) => memoryAfter(plan, types, count)
      expect(after(shares), `seed ${seed}`).toEqual(after(1))
    }
  })

  it.each(Object.keys(kernelCases) as KernelName[])('of %s', (name) => {
    const cases: readonly KernelCase[] = kernelCases[name]
    for (const [index, each] of cases.entries()) {
      // Of kernels that share their loops' code, every other case.
      if (cases.length > 50 && index % 2 === 1) continue
      const plan = planOf(each, wasmBackend)
      if (sizeOf(plan.outputs[0]!.view.layout.shape) === 0) continue
      const content: Content = (input, dtype) => {
        const { data } = each.operands[input]!
        return dtype === 'bool' ? Array.from(data, (value) => -value) : data
      }
      const after = (count: number) => resultsAfter(plan, [], count, content)
      expect(after(3), JSON.stringify(each.attributes)).toEqual(after(1))
    }
  })
})
