/** Where each buffer of a plan lies in the store's memory. */
import { handedOn, slotOf, updatedInPlace } from './in-place.ts'
import { elementBytes } from './loops.ts'
import type { LoweredPlan } from './lowering.ts'
import { alignUp, type Lifetime, type Placement, placeBuffers } from './memory-plan.ts'
import { rootPlace } from './placement.ts'
import { alignment, type WasmStore } from './store.ts'

export interface Addresses {
  /** Byte address of each buffer's first element. */
  readonly buffers: readonly number[]
  /** When each buffer holds what is needed; of size 0 where it lies in another. */
  readonly lifetimes: readonly Lifetime[]
  /** Bytes of the store's shared region that the plan needs. */
  readonly total: number
}

export function assignAddresses(plan: LoweredPlan, store: WasmStore): Addresses {
  const fixed = [...stateAddresses(plan, store)]
  for (const [buffer, slot] of updatedInPlace(plan)) fixed[buffer] = store.slot(slot).address
  const lifetimes = bufferLifetimes(plan)
  const requests = lifetimes.map((lifetime, index) =>
    fixed[index] === undefined ? lifetime : { ...lifetime, size: 0 },
  )
  const { offsets, total } = smallest(plan, requests)
  const own = plan.buffers.map((_, index) => fixed[index] ?? store.base + (offsets[index] ?? 0))
  const buffers = own.map((_, index) => {
    const { within, offset } = rootPlace(plan.places, index)
    return (own[within] ?? 0) + offset * elementBytes
  })
  return { buffers, lifetimes, total }
}

/** With buffers that are handed on, and without: one place for a whole chain of them sometimes fits in less well. */
function smallest(plan: LoweredPlan, requests: readonly Lifetime[]): Placement {
  const apart = placeBuffers(requests, alignment)
  const heads = requests.map((_, index) => index)
  const chained = [...requests]
  for (const [buffer, from] of handedOn(plan, requests)) {
    const head = heads[from] ?? from
    const [chain, link] = [chained[head], requests[buffer]]
    if (!chain || !link) continue
    heads[buffer] = head
    chained[head] = { ...chain, last: link.last }
    chained[buffer] = { ...link, size: 0 }
  }
  const { offsets, total } = placeBuffers(chained, alignment)
  return total < apart.total ? { offsets: heads.map((head) => offsets[head] ?? 0), total } : apart
}

function stateAddresses({ buffers }: LoweredPlan, store: WasmStore): (number | undefined)[] {
  return buffers.map((buffer) => {
    const slot = slotOf(buffer)
    return slot === undefined ? undefined : store.slot(slot).address
  })
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
