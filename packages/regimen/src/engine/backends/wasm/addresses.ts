/** Where each buffer of a plan lies in the store's memory. */

import type { PlanBuffer, View } from '../../plan.ts'
import { sizeOf } from '../../types.ts'
import { elementBytes } from './loops.ts'
import type { LoweredKernel, LoweredPlan } from './lowering.ts'
import { alignUp, type Lifetime, placeBuffers } from './memory-plan.ts'
import { rootPlace } from './placement.ts'
import { alignment, type WasmStore } from './store.ts'

export interface Addresses {
  /** Byte address of each buffer's first element. */
  readonly buffers: readonly number[]
  /** Bytes of the store's shared region that the plan needs. */
  readonly total: number
}

export function assignAddresses(plan: LoweredPlan, store: WasmStore): Addresses {
  const fixed = [...stateAddresses(plan, store)]
  for (const [buffer, slot] of updatedInPlace(plan)) fixed[buffer] = store.slot(slot).address
  const requests = bufferLifetimes(plan).map((lifetime, index) =>
    fixed[index] === undefined ? lifetime : { ...lifetime, size: 0 },
  )
  const { offsets, total } = placeBuffers(requests, alignment)
  const own = plan.buffers.map((_, index) => fixed[index] ?? store.base + (offsets[index] ?? 0))
  const buffers = own.map((_, index) => {
    const { within, offset } = rootPlace(plan.places, index)
    return (own[within] ?? 0) + offset * elementBytes
  })
  return { buffers, total }
}

function stateAddresses({ buffers }: LoweredPlan, store: WasmStore): (number | undefined)[] {
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
function bufferLifetimes({ buffers, kernels, outputs, places }: LoweredPlan): Lifetime[] {
  const before = -1
  const after = kernels.length
  const first = buffers.map(() => before)
  const last = buffers.map(({ kind }) => (kind === 'constant' ? after : before))
  const written = new Set<number>()
  kernels.forEach(({ reads, writes }, step) => {
    for (const { buffer } of writes) {
      if (!written.has(buffer)) first[buffer] = step
      written.add(buffer)
      last[buffer] = step
    }
    for (const { buffer } of reads) if (buffers[buffer]?.kind !== 'constant') last[buffer] = step
  })
  for (const { view } of outputs) last[view.buffer] = after
  // A buffer lives as long as any that lies in it.
  for (const buffer of places.keys()) {
    const { within } = rootPlace(places, buffer)
    first[within] = Math.min(first[within] ?? before, first[buffer] ?? before)
    last[within] = Math.max(last[within] ?? after, last[buffer] ?? after)
  }
  return buffers.map(({ size }, index) => ({
    size: places.has(index) ? 0 : alignUp(size * elementBytes, alignment),
    first: first[index] ?? before,
    last: last[index] ?? after,
  }))
}

/**
 * New values of state slots that may be written to the slot at once, without a copy at the end: those
 * whose old value nobody reads any more when the new one is computed. Gives buffer and slot.
 */
function* updatedInPlace(plan: LoweredPlan): Generator<[buffer: number, slot: number]> {
  const producers = new Map(
    plan.kernels.flatMap(({ writes }, step) => writes.map(({ buffer }) => [buffer, step] as const)),
  )
  const lastReads = lastSlotReads(plan)
  const claimed = new Set<number>()
  for (const { view, target } of plan.outputs) {
    if (target.to !== 'state' || claimed.has(view.buffer)) continue
    const step = producers.get(view.buffer)
    const kernel = step === undefined ? undefined : plan.kernels[step]
    const buffer = plan.buffers[view.buffer]
    if (step === undefined || !kernel || sizeOf(view.layout.shape) !== buffer?.size) continue
    const lastRead = lastReads.get(target.slot) ?? -1
    const free = lastRead < step || (lastRead === step && replaces(plan, kernel, target.slot, view.buffer))
    if (!free) continue
    claimed.add(view.buffer)
    yield [view.buffer, target.slot]
  }
}

/** The last kernel that reads each slot's old value; beyond all kernels when an output is a view of it. */
function lastSlotReads({ buffers, kernels, outputs }: LoweredPlan): Map<number, number> {
  const reads = new Map<number, number>()
  const note = ({ buffer }: View, step: number) => {
    const slot = slotOf(buffers[buffer])
    if (slot !== undefined) reads.set(slot, step)
  }
  kernels.forEach((kernel, step) => {
    for (const view of kernel.reads) note(view, step)
  })
  for (const { view } of outputs) note(view, kernels.length)
  return reads
}

/** True when the kernel may write the buffer over every view of the slot that it reads. */
function replaces({ buffers }: LoweredPlan, kernel: LoweredKernel, slot: number, buffer: number): boolean {
  const write = kernel.writes.findIndex((view) => view.buffer === buffer)
  return kernel.reads.every(
    (view, read) => slotOf(buffers[view.buffer]) !== slot || kernel.mayReplace(read, write),
  )
}
