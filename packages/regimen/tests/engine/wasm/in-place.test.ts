/** Values that are written over those that nobody reads any more. */
import { describe, expect, it } from 'vitest'
import { assignAddresses } from '../../../src/engine/backends/wasm/addresses.ts'
import { handedOn } from '../../../src/engine/backends/wasm/in-place.ts'
import type { LoweredKernel, LoweredPlan } from '../../../src/engine/backends/wasm/lowering.ts'
import { WasmStore } from '../../../src/engine/backends/wasm/store.ts'
import { contiguousLayout } from '../../../src/engine/layout.ts'
import type { PlanBuffer, View } from '../../../src/engine/plan.ts'

const size = 1000
const bytes = 4032
const view = (buffer: number): View => ({ buffer, dtype: 'float32', layout: contiguousLayout([size]) })

/** No buffer lies within another. */
const alone = { places: new Map<number, never>() }

/** Kernels by the buffers that they read and write; each may write over all that it reads unless told otherwise. */
function planOf(
  steps: readonly { readonly reads: number[]; readonly writes: number[]; readonly mayReplace?: boolean }[],
  kinds: Readonly<Record<number, 'constant'>> = {},
): LoweredPlan {
  const count = Math.max(...steps.flatMap(({ reads, writes }) => [...reads, ...writes])) + 1
  const buffers = Array.from({ length: count }, (_, index): PlanBuffer => {
    if (kinds[index]) return { kind: 'constant', dtype: 'float32', size, data: new Float32Array(size) }
    return index === 0
      ? { kind: 'input', dtype: 'float32', size, source: { from: 'argument', index: 0 } }
      : { kind: 'temporary', dtype: 'float32', size }
  })
  const kernels = steps.map(
    ({ reads, writes, mayReplace = true }, index): LoweredKernel => ({
      key: String(index),
      parts: ['add'],
      flops: 0,
      kind: 'other',
      reads: reads.map(view),
      writes: writes.map(view),
      units: 1,
      mayReplace: () => mayReplace,
      emit: () => {},
    }),
  )
  return {
    ...alone,
    buffers,
    kernels,
    outputs: [{ view: view(count - 1), target: { to: 'result', index: 0 } }],
  }
}

const totalOf = (plan: LoweredPlan) => assignAddresses(plan, new WasmStore([])).total

describe('values handed on', () => {
  it('run a chain in the space of one', () => {
    const chain = Array.from({ length: 20 }, (_, index) => ({ reads: [index], writes: [index + 1] }))
    expect(totalOf(planOf(chain))).toBe(bytes)
  })

  it.each([
    ['that a kernel reads in another order', [{ reads: [0], writes: [1], mayReplace: false }]],
    [
      'that are read again',
      [
        { reads: [0], writes: [1] },
        { reads: [0, 1], writes: [2], mayReplace: false },
      ],
    ],
  ])('are not those %s', (_, steps) => {
    const plan = planOf(steps)
    const { buffers } = assignAddresses(plan, new WasmStore([]))
    expect(buffers[0]).not.toBe(buffers[1])
  })

  it('are not constants, and go to one value only', () => {
    expect(totalOf(planOf([{ reads: [1], writes: [2] }], { 1: 'constant' }))).toBe(2 * bytes)
    expect(totalOf(planOf([{ reads: [0], writes: [1, 2] }]))).toBe(2 * bytes)
  })

  it('are of the same size', () => {
    const plan = planOf([{ reads: [0], writes: [1] }])
    const lifetimes = [
      { size: 64, first: -1, last: 0 },
      { size: 128, first: 0, last: 1 },
    ]
    expect([...handedOn(plan, lifetimes)]).toEqual([])
    expect([
      ...handedOn(
        plan,
        lifetimes.map((each) => ({ ...each, size: 64 })),
      ),
    ]).toEqual([[1, 0]])
  })
})
