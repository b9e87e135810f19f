/** Which values may be written where another lies that nobody reads any more. */

import type { PlanBuffer, View } from '../../plan.ts'
import { sizeOf } from '../../types.ts'
import type { LoweredKernel, LoweredPlan } from './lowering.ts'
import type { Lifetime } from './memory-plan.ts'
import { rootPlace } from './placement.ts'

/** The state slot of a buffer that holds the old value of one. */
export function slotOf(buffer: PlanBuffer | undefined): number | undefined {
  return buffer?.kind === 'input' && buffer.source.from === 'state' ? buffer.source.slot : undefined
}

/**
 * New values of state slots that may be written to the slot at once, without a copy at the end: those
 * whose old value nobody reads any more when the new one is computed. Gives buffer and slot.
 */
export function* updatedInPlace(plan: LoweredPlan): Generator<[buffer: number, slot: number]> {
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
    const isOld = ({ buffer: each }: View) => slotOf(plan.buffers[each]) === target.slot
    const free = lastRead < step || (lastRead === step && replaces(kernel, isOld, view.buffer))
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

/**
 * Buffers that a kernel may write over one of the same size that it is the last to read. Gives each with the one before
 * it. Buffers of size 0 have a place already; those of constants live always.
 */
export function* handedOn(
  { buffers, kernels, places }: LoweredPlan,
  lifetimes: readonly Lifetime[],
): Generator<[buffer: number, from: number]> {
  // Not a buffer in which others lie: who reads them does not say so.
  const claimed = new Set([...places.keys()].map((buffer) => rootPlace(places, buffer).within))
  for (const [step, kernel] of kernels.entries()) {
    const written = new Set(kernel.writes.map(({ buffer }) => buffer))
    const ending = [...new Set(kernel.reads.map(({ buffer }) => buffer))].filter(
      (buffer) =>
        lifetimes[buffer]?.last === step && !written.has(buffer) && buffers[buffer]?.kind !== 'constant',
    )
    for (const buffer of written) {
      const { size = 0, first } = lifetimes[buffer] ?? {}
      if (size === 0 || first !== step || claimed.has(buffer)) continue
      const from = ending.find(
        (each) =>
          !claimed.has(each) &&
          lifetimes[each]?.size === size &&
          replaces(kernel, (view) => view.buffer === each, buffer),
      )
      if (from === undefined) continue
      claimed.add(from)
      yield [buffer, from]
    }
  }
}

/** True when the kernel may write the buffer over every view that it reads of the old value. */
function replaces(kernel: LoweredKernel, isOld: (view: View) => boolean, buffer: number): boolean {
  const write = kernel.writes.findIndex((view) => view.buffer === buffer)
  return kernel.reads.every((view, read) => !isOld(view) || kernel.mayReplace(read, write))
}
