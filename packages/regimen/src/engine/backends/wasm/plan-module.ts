/** From a lowered plan with addresses to a function that runs it, alone or together with other threads. */
import { extentOf } from '../../layout.ts'
import type { View } from '../../plan.ts'
import type { Addresses } from './addresses.ts'
import { ModuleBuilder } from './assembler.ts'
import { importProduct } from './external-product.ts'
import { kernelFunction } from './kernels/function.ts'
import { elementBytes } from './loops.ts'
import { type LoweredKernel, type LoweredPlan, touchedElements } from './lowering.ts'
import { alignUp } from './memory-plan.ts'
import { alignment, type WasmStore } from './store.ts'
import { barrier } from './threads/barrier.ts'
import { threadPool } from './threads/pool.ts'
import { runFunction } from './threads/run-function.ts'
import { type Range, schedule, type Task, type Turn } from './threads/schedule.ts'
import { Team } from './threads/team.ts'

/** When the threads of a backend work together. */
export interface ThreadPolicy {
  /** How many may, the calling one included. */
  readonly threads: number
  /** A plan shorter than this, by estimate, runs on the calling thread: waking others costs more. */
  readonly shortestPlan: number
  /** A kernel shorter than this runs on one thread: it is not worth the barriers that a split tends to bring. */
  readonly shortestSplit: number
  /** True: also when one thread turns out to be faster. Tests want that. */
  readonly always: boolean
}

/** Times in nanoseconds. */
export const defaultPolicy = { shortestPlan: 50_000, shortestSplit: 3_000, always: false } as const
/** What an element read or written, and an operation, cost: for estimates of the order of magnitude. */
const elementNanoseconds = 0.2
const operationNanoseconds = 0.02
/** After so long without a sign of life a thread counts as lost. */
const patienceSeconds = 60

/** Byte address of a view's first element. */
export function addressOf({ buffer, layout }: View, addresses: Addresses): number {
  return (addresses.buffers[buffer] ?? 0) + layout.offset * elementBytes
}

/** A function that runs the plan once. */
export function preparePlan(
  { kernels }: LoweredPlan,
  addresses: Addresses,
  store: WasmStore,
  { threads, shortestPlan, shortestSplit, always }: ThreadPolicy,
): () => void {
  const busy = kernels.filter(({ units }) => units > 0)
  const tasks = busy.map((kernel) => taskOf(kernel, addresses))
  const nanoseconds = tasks.reduce((sum, task) => sum + task.nanoseconds, 0)
  const several = store.shared && threads > 1 && nanoseconds >= shortestPlan
  const turns = several ? schedule(tasks, shortestSplit) : []
  const module = new WebAssembly.Module(assemble(busy, addresses, turns, store))
  const { memory } = store
  const { run } = new WebAssembly.Instance(module, { engine: store.imports }).exports
  if (typeof run !== 'function') throw new TypeError('the module exports no function run')
  if (!turns.some(({ split }) => split)) return () => run(0, 1)
  const team = new Team(threadPool(), {
    module,
    memory,
    ...(store.product && { product: store.product.worker }),
    run: (rank, count) => run(rank, count),
    threads,
    nanoseconds,
    patienceSeconds,
    always,
  })
  return () => team.run()
}

function taskOf(kernel: LoweredKernel, addresses: Addresses): Task {
  const { reads, writes, units, flops, unitBytes } = kernel
  const ranges = (views: readonly View[], first: number) =>
    views.map((view, index) => ({
      ...rangeOf(view, addresses),
      ...rowsOf(view, addresses, unitBytes?.[first + index]),
    }))
  return {
    reads: ranges(reads, 0),
    writes: ranges(writes, reads.length),
    units,
    nanoseconds: touchedElements(kernel) * elementNanoseconds + flops * operationNanoseconds,
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

/** A module whose function `run` calls the kernels in order. Without turns, the first thread runs all of them. */
function assemble(
  kernels: readonly LoweredKernel[],
  addresses: Addresses,
  turns: readonly Turn[],
  { shared, product }: WasmStore,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  if (product) importProduct(module)
  const calls = kernels.map((kernel, index) => ({
    kernel: kernelFunction(module, kernel),
    addresses: [...kernel.reads, ...kernel.writes].map((view) => addressOf(view, addresses)),
    units: kernel.units,
    ...(turns[index] ?? alone),
  }))
  const meet = turns.some((turn) => turn.barrier)
    ? barrier(module, { hostMaySleep: threadPool().hostMaySleep, patienceSeconds })
    : undefined
  module.export('run', runFunction(module, calls, meet))
  return module.finish({ shared })
}

const alone: Turn = { split: false, barrier: false, together: 1 }
