/** From a lowered plan with addresses to a function that runs it, alone or together with other threads. */
import { finish, type Gradually } from '../../backend.ts'
import type { View } from '../../plan.ts'
import type { Addresses } from './addresses.ts'
import { type FunctionReference, ModuleBuilder } from './assembler.ts'
import { importProduct } from './external-product.ts'
import { kernelFunction } from './kernels/function.ts'
import { elementBytes } from './loops.ts'
import { type LoweredKernel, type LoweredPlan, touchedElements } from './lowering.ts'
import type { WasmStore } from './store.ts'
import { broughtThreads } from './threads/brought.ts'
import { type Call, runFunction } from './threads/run-function.ts'
import type { Turn } from './threads/schedule.ts'

/** When the threads of a backend work together. */
export interface ThreadPolicy {
  /** How many may, the calling one included. */
  readonly threads: number
  /** A plan shorter than this, by estimate, runs on the calling thread: waking others costs more. */
  readonly shortestPlan: number
  /** The same of a plan of one kernel: an eager operation, often run just once, so that others learn of it in vain. */
  readonly shortestOperation: number
  /** A kernel shorter than this runs on one thread: it is not worth the barriers that a split tends to bring. */
  readonly shortestSplit: number
  /** True: also when one thread turns out to be faster. Tests want that. */
  readonly always: boolean
}

/** Times in nanoseconds. */
export const defaultPolicy = {
  shortestPlan: 50_000,
  shortestOperation: 500_000,
  shortestSplit: 3_000,
  always: false,
} as const
/** What an element read or written, and an operation, cost: for estimates of the order of magnitude. */
const elementNanoseconds = 0.2
const operationNanoseconds = 0.02
/** Byte address of a view's first element. */
export function addressOf({ buffer, layout }: View, addresses: Addresses): number {
  return (addresses.buffers[buffer] ?? 0) + layout.offset * elementBytes
}

/** A function that runs the plan once, prepared kernel by kernel. */
export function* preparePlan(
  { kernels }: LoweredPlan,
  addresses: Addresses,
  store: WasmStore,
  policy: ThreadPolicy,
): Gradually<() => void> {
  const busy = kernels.filter(({ units }) => units > 0)
  const nanoseconds = busy.reduce((sum, kernel) => sum + nanosecondsOf(kernel), 0)
  const several = store.shared && policy.threads > 1 && nanoseconds >= policy.shortestPlan
  if (!several) return yield* prepareAlone(busy, addresses, store)
  const prepareTogether = () => broughtThreads()?.prepareTogether(busy, addresses, store, policy)
  const prepared = prepareTogether()
  if (prepared) return yield* prepared
  // The threads' code is on its way: the plan is prepared for them when it has come.
  const alone = yield* prepareAlone(busy, addresses, store)
  let together: (() => void) | undefined
  return () => {
    const work = together ? undefined : prepareTogether()
    if (work) together = finish(work)
    if (together) together()
    else alone()
  }
}

/** A function that runs the plan once, on the calling thread. */
export function* prepareAlone(
  kernels: readonly LoweredKernel[],
  addresses: Addresses,
  store: WasmStore,
): Gradually<() => void> {
  const code = yield* assemble(kernels, addresses, store)
  yield
  const { run } = instantiate(code, store)
  return () => run(0, 1)
}

/** Estimated time of a kernel on one thread. */
export function nanosecondsOf(kernel: LoweredKernel): number {
  return touchedElements(kernel) * elementNanoseconds + kernel.flops * operationNanoseconds
}

/** How threads take turns, and where they meet. */
interface Meetings {
  readonly turns: readonly Turn[]
  /** May import, and is therefore called before the module has functions of its own. */
  readonly barrier: (module: ModuleBuilder) => FunctionReference<readonly ['i32', 'i32']>
}

/** A module whose function `run` calls the kernels in order. Without meetings, the first thread runs all of them. */
export function* assemble(
  kernels: readonly LoweredKernel[],
  addresses: Addresses,
  { shared, product }: WasmStore,
  meetings?: Meetings,
): Gradually<Uint8Array<ArrayBuffer>> {
  const module = new ModuleBuilder()
  if (product) importProduct(module)
  const meet = meetings?.turns.some((turn) => turn.barrier) ? meetings.barrier(module) : undefined
  const calls: Call[] = []
  for (const [index, kernel] of kernels.entries()) {
    calls.push({
      kernel: kernelFunction(module, kernel),
      addresses: [...kernel.reads, ...kernel.writes].map((view) => addressOf(view, addresses)),
      units: kernel.units,
      ...(meetings?.turns[index] ?? firstAlone),
    })
    yield
  }
  module.export('run', runFunction(module, calls, meet))
  return module.finish({ shared })
}

const firstAlone: Turn = { split: false, barrier: false, together: 1 }

/** The module with its function in the store's memory; `attend` is for those with barriers. */
export function instantiate(code: Uint8Array<ArrayBuffer>, { imports }: WasmStore, attend?: () => void) {
  const module = new WebAssembly.Module(code)
  const { run } = new WebAssembly.Instance(module, { engine: { ...imports, ...(attend && { attend }) } })
    .exports
  if (typeof run !== 'function') throw new TypeError('the module exports no function run')
  return { module, run: (rank: number, threads: number): unknown => run(rank, threads) }
}
