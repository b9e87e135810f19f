/**
 * Kernels between which threads need not wait for each other, as phases: a kernel that reads other rows than those
 * its thread has written comes in a later phase. Ordered so, a dense network's step goes through the layers and back
 * with each thread at its own rows of the batch; then come the gradients of the weights, which need all rows.
 */
import type { PlanBuffer } from '../../../plan.ts'
import { elementBytes } from '../loops.ts'
import { at, type LoweredKernel } from '../lowering.ts'

/**
 * Postponed kernels keep what they read alive, out of the caches in the end; and only in short steps does waiting
 * count. So with more bytes of temporaries than this all kernels are of one phase.
 */
const mostBytes = 2 ** 21

/** The phase of each kernel; from 0 on. */
export function phasesOf(kernels: readonly LoweredKernel[], buffers: readonly PlanBuffer[]): number[] {
  const bytes = buffers.reduce(
    (sum, { kind, size }) => sum + (kind === 'temporary' ? size * elementBytes : 0),
    0,
  )
  if (bytes > mostBytes) return kernels.map(() => 0)
  const producers = new Map<number, { readonly index: number; readonly write: number }[]>()
  const phases: number[] = []
  kernels.forEach((kernel, index) => {
    const before = kernel.reads.flatMap(({ buffer }, read) =>
      (producers.get(buffer) ?? []).map((source) => {
        const waits = !sameRows(at(kernels, source.index), source.write, kernel, read)
        return at(phases, source.index) + Number(waits)
      }),
    )
    phases.push(Math.max(0, ...before))
    kernel.writes.forEach(({ buffer }, write) => {
      producers.set(buffer, [...(producers.get(buffer) ?? []), { index, write }])
    })
  })
  return phases
}

/** True when shares can be cut so that each thread reads what it has written itself. */
function sameRows(producer: LoweredKernel, write: number, consumer: LoweredKernel, read: number): boolean {
  const from = producer.unitBytes?.[producer.reads.length + write]
  const to = consumer.unitBytes?.[read]
  const offset = consumer.reads[read]?.layout.offset
  if (!from || !to || offset !== 0 || producer.units <= 1 || consumer.units <= 1) return false
  const [fine, coarse] = from < to ? [producer, consumer] : [consumer, producer]
  const together = Math.max(from, to) / Math.min(from, to)
  return Number.isInteger(together) && Math.ceil(fine.units / together) === coarse.units
}
