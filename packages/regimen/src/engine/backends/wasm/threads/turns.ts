/** How threads take turns at a plan's kernels, and the module that has barriers where they meet. */
import type { Gradually } from '../../../backend.ts'
import { extentOf } from '../../../layout.ts'
import type { View } from '../../../plan.ts'
import type { Addresses } from '../addresses.ts'
import { elementBytes } from '../loops.ts'
import type { LoweredKernel } from '../lowering.ts'
import { alignUp } from '../memory-plan.ts'
import { addressOf, assemble, nanosecondsOf } from '../plan-module.ts'
import { alignment, type WasmStore } from '../store.ts'
import { barrier, importAttend } from './barrier.ts'
import { threadPool } from './pool.ts'
import { type Range, schedule, type Task, type Turn } from './schedule.ts'
import { nodeThreads } from './sharing.ts'

/**
 * After so long without a sign of life a thread counts as lost. In Node those that have ended are noticed long before;
 * a page cannot look, and its own thread hears of nothing while it waits.
 */
export const patienceSeconds = nodeThreads() ? 60 : 10

/** How threads take turns; undefined where no kernel is worth sharing. */
export function turnsOf(
  kernels: readonly LoweredKernel[],
  addresses: Addresses,
  shortestSplit: number,
): Turn[] | undefined {
  const tasks = kernels.map((kernel) => taskOf(kernel, addresses))
  const turns = schedule(tasks, shortestSplit)
  return turns.some(({ split }) => split) ? turns : undefined
}

/** The module with barriers where the turns want them. */
export function assembleTogether(
  kernels: readonly LoweredKernel[],
  addresses: Addresses,
  store: WasmStore,
  turns: readonly Turn[],
): Gradually<Uint8Array<ArrayBuffer>> {
  const { hostMaySleep } = threadPool()
  return assemble(kernels, addresses, store, {
    turns,
    barrier: (module) => barrier(module, { hostMaySleep, patienceSeconds, attend: importAttend(module) }),
  })
}

function taskOf(kernel: LoweredKernel, addresses: Addresses): Task {
  const { reads, writes, units, unitBytes } = kernel
  const ranges = (views: readonly View[], first: number) =>
    views.map((view, index) => ({
      ...rangeOf(view, addresses),
      ...rowsOf(view, addresses, unitBytes?.[first + index]),
    }))
  return {
    reads: ranges(reads, 0),
    writes: ranges(writes, reads.length),
    units,
    nanoseconds: nanosecondsOf(kernel),
  }
}

/** Up to the end of the last cache line, which a kernel may write as far as it is its own. */
function rangeOf(view: View, addresses: Addresses): Range {
  const start = addressOf(view, addresses)
  return { start, end: alignUp(start + extentOf(view.layout) * elementBytes, alignment) }
}

/** A block of columns is counted from where its first row begins, so that its units are those of the other columns. */
function rowsOf(
  view: View,
  addresses: Addresses,
  unitBytes: number | undefined,
): Pick<Range, 'unitBytes' | 'origin'> {
  const { shape, strides, offset } = view.layout
  const axis = shape.findIndex((size) => size > 1)
  const [row = 0, ...rest] = [strides[axis] ?? 0, ...shape.slice(axis + 1)]
  const width = extentOf({ shape: rest, strides: strides.slice(axis + 1), offset: 0 })
  const before = row > 0 ? offset % row : 0
  const isBlock = unitBytes !== undefined && unitBytes % (row * elementBytes) === 0 && before + width <= row
  return { unitBytes, origin: isBlock ? addressOf(view, addresses) - before * elementBytes : undefined }
}
