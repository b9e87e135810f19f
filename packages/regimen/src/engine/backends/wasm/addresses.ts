/** Where each buffer of a plan lies in the store's memory. */

import type { Plan, PlanBuffer, PlanKernel, View } from '../../plan.ts'
import { sizeOf } from '../../types.ts'
import { isElementwise } from './kernels/elementwise.ts'
import { elementBytes } from './loops.ts'
import { alignUp, type Lifetime, placeBuffers } from './memory-plan.ts'
import { alignment, type WasmStore } from './store.ts'

export interface Addresses {
  /** Byte address of each buffer's first element. */
  readonly buffers: readonly number[]
  /** Byte address of each kernel's scratch memory. */
  readonly scratch: readonly number[]
  /** Bytes of the store's shared region that the plan needs. */
  readonly total: number
}

/** `scratchBytes[i]` is what kernel i needs for itself while it runs. */
export function assignAddresses(plan: Plan, store: WasmStore, scratchBytes: readonly number[]): Addresses {
  const fixed = [...stateAddresses(plan, store)]
  for (const [buffer, slot] of updatedInPlace(plan)) fixed[buffer] = store.slot(slot).address
  const lifetimes = bufferLifetimes(plan)
  const requests = lifetimes.map((lifetime, index) =>
    fixed[index] === undefined ? lifetime : { ...lifetime, size: 0 },
  )
  const scratch = scratchBytes.map((size, kernel) => ({ size, first: kernel, last: kernel }))
  const { offsets, total } = placeBuffers([...requests, ...scratch], alignment)
  const addresses = offsets.map((offset) => store.base + offset)
  return {
    buffers: plan.buffers.map((_, index) => fixed[index] ?? addresses[index] ?? store.base),
    scratch: addresses.slice(plan.buffers.length),
    total,
  }
}

function stateAddresses({ buffers }: Plan, store: WasmStore): (number | undefined)[] {
  return buffers.map((buffer) => {
    const slot = slotOf(buffer)
    return slot === undefined ? undefined : store.slot(slot).address
  })
}

function slotOf(buffer: PlanBuffer | undefined): number | undefined {
  return buffer?.kind === 'input' && buffer.source.from === 'state' ? buffer.source.slot : undefined
}

/**
 * Steps are the kernels' numbers; arguments are there before the first, and what is read after the last
 * lives until then. Constants live always, so that they outlast the run.
 */
function bufferLifetimes({ buffers, kernels, outputs }: Plan): Lifetime[] {
  const before = -1
  const after = kernels.length
  const first = buffers.map(() => before)
  const last = buffers.map(({ kind }) => (kind === 'constant' ? after : before))
  kernels.forEach(({ inputs, output }, step) => {
    first[output.buffer] = step
    last[output.buffer] = step
    for (const { buffer } of inputs) if (buffers[buffer]?.kind !== 'constant') last[buffer] = step
  })
  for (const { view } of outputs) last[view.buffer] = after
  return buffers.map(({ size }, index) => ({
    size: alignUp(size * elementBytes, alignment),
    first: first[index] ?? before,
    last: last[index] ?? after,
  }))
}

/**
 * New values of state slots that may be written to the slot at once, without a copy at the end: those
 * whose old value nobody reads any more when the new one is computed. Gives buffer and slot.
 */
function* updatedInPlace(plan: Plan): Generator<[buffer: number, slot: number]> {
  const producers = new Map(plan.kernels.map(({ output }, step) => [output.buffer, step]))
  const lastReads = lastSlotReads(plan)
  const claimed = new Set<number>()
  for (const { view, target } of plan.outputs) {
    if (target.to !== 'state' || claimed.has(view.buffer)) continue
    const step = producers.get(view.buffer)
    const kernel = step === undefined ? undefined : plan.kernels[step]
    const buffer = plan.buffers[view.buffer]
    if (step === undefined || !kernel || sizeOf(view.layout.shape) !== buffer?.size) continue
    const lastRead = lastReads.get(target.slot) ?? -1
    const free = lastRead < step || (lastRead === step && readsInStep(plan, kernel, target.slot))
    if (!free) continue
    claimed.add(view.buffer)
    yield [view.buffer, target.slot]
  }
}

/** The last kernel that reads each slot's old value; beyond all kernels when an output is a view of it. */
function lastSlotReads({ buffers, kernels, outputs }: Plan): Map<number, number> {
  const reads = new Map<number, number>()
  const note = ({ buffer }: View, step: number) => {
    const slot = slotOf(buffers[buffer])
    if (slot !== undefined) reads.set(slot, step)
  }
  kernels.forEach(({ inputs }, step) => {
    for (const view of inputs) note(view, step)
  })
  for (const { view } of outputs) note(view, kernels.length)
  return reads
}

/** True when the kernel reads the slot element by element in the order in which it writes its output. */
function readsInStep({ buffers }: Plan, { primitive, inputs, output }: PlanKernel, slot: number): boolean {
  if (!isElementwise(primitive)) return false
  const readers = inputs.filter(({ buffer }) => slotOf(buffers[buffer]) === slot)
  return readers.every(({ layout }) => {
    const { shape, strides } = output.layout
    const sameStrides = shape.every((size, axis) => size === 1 || layout.strides[axis] === strides[axis])
    const sameShape =
      layout.shape.length === shape.length && shape.every((size, a) => layout.shape[a] === size)
    return layout.offset === 0 && sameShape && sameStrides
  })
}
