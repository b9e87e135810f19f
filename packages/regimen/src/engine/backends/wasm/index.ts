/**
 * The wasm backend: every plan becomes one WebAssembly module with SIMD kernels for its shapes and strides.
 * Runs wherever WebAssembly has 128-bit vectors: Node, browsers, workers; float32, int32 and bool.
 */
import { RegimenError } from '../../../errors.ts'
import type { Backend, Store } from '../../backend.ts'
import type { Plan } from '../../plan.ts'
import type { DType } from '../../types.ts'
import { environmentFlag } from './environment.ts'
import { compilePlan, compilePlanGradually } from './executable.ts'
import type { ExternalProduct } from './external-product.ts'
import { defaultPolicy } from './plan-module.ts'
import { relaxedVectors } from './relaxed.ts'
import { WasmStore } from './store.ts'
import { broughtThreads } from './threads/brought.ts'
import { type Threads, threadCount } from './threads/thread-count.ts'

const dtypes = ['float32', 'int32', 'bool'] as const satisfies readonly DType[]

function requireSupported(types: readonly { readonly dtype: DType }[]): void {
  const unsupported = types.find(({ dtype }) => !dtypes.some((supported) => supported === dtype))
  if (!unsupported) return
  const parameters = { backend: 'wasm', dtype: unsupported.dtype, supported: dtypes.join(', ') }
  throw new RegimenError('dtype-unsupported', parameters)
}

export type { ExternalLowering, ExternalProduct, ProductFunction } from './external-product.ts'
export { externalProductLowering } from './kernels/external-product.ts'
export { relaxedVectors } from './relaxed.ts'

/** The options of `createWasmBackend`. */
export interface WasmOptions {
  /**
   * Threads that run long plans together, the calling one included. Default `auto`: as many as there are
   * cores, up to 8; where the environment variable REGIMEN_THREADS is set, what it says. Results are the
   * same bits whatever the number.
   */
  readonly threads?: Threads
  /**
   * True: the same bits on every machine, in every engine that has the same `Math`, and on any number of threads.
   * False (default, unless the environment variable REGIMEN_DETERMINISTIC is 1): where the engine has relaxed vectors,
   * matrix products and convolutions multiply and add in one instruction, about a quarter faster; its last bits depend on the machine.
   * On one machine, with one engine, the bits are the same each time either way.
   */
  readonly deterministic?: boolean
  /**
   * What makes large float32 matrix products instead of WebAssembly. Default: nothing. With it, whatever `deterministic`
   * says, results may differ in their last bits with the number of threads that take part, which changes from run to run.
   */
  readonly externalProduct?: ExternalProduct
}

/** The backend of generated WebAssembly kernels. */
export interface WasmBackend extends Backend {
  readonly name: 'wasm'
  /** How many threads are in use: 1 where memory cannot be shared (pages that are not cross-origin isolated). */
  readonly threads: number
  /** True when the bits do not depend on the machine: as asked for, or because its engine has no relaxed vectors. */
  readonly deterministic: boolean
}

/**
 * A wasm backend with settings of its own. float32 is its floating type. Plans of one store share its
 * memory: their constants are copied again after another plan has run, temporaries are laid out for each
 * anew. Threads start when the first plan that is long enough runs, are shared by all backends, and join
 * as soon as they are ready; short plans and eager operations run on the calling thread.
 * @throws RegimenError `bad-attribute` for a number of threads that is not one; later `dtype-unsupported`
 * for float64, `memory-exhausted` beyond 4 GiB, `thread-failed` when a thread fails during a step.
 */
export function createWasmBackend({
  threads = 'auto',
  deterministic,
  externalProduct,
}: WasmOptions = {}): WasmBackend {
  // 'auto' is looked up when it is needed: importing the library asks the machine nothing.
  let count = threads === 'auto' ? undefined : threadCount(threads)
  const threadsInUse = () => {
    count ??= threadCount('auto')
    return count
  }
  let isStrict = deterministic
  const arithmetic = () => {
    isStrict ??= environmentFlag('REGIMEN_DETERMINISTIC')
    return !isStrict && relaxedVectors() ? 'relaxed' : 'strict'
  }
  /** What compiling takes, once it is known to be possible. */
  const compiled = (plan: Plan, store: Store) => {
    if (!(store instanceof WasmStore)) throw new TypeError('the store belongs to another backend')
    requireSupported(plan.buffers)
    return [plan, store, { threads: threadsInUse(), ...defaultPolicy }, arithmetic()] as const
  }
  return {
    name: 'wasm',
    floatType: 'float32',
    dtypes,
    get threads() {
      return threadsInUse()
    },
    get deterministic() {
      return arithmetic() === 'strict'
    },
    createStore: (slots) => {
      requireSupported(slots)
      return new WasmStore(slots, { shared: threadsInUse() > 1, product: externalProduct })
    },
    compile: (plan, store) => compilePlan(...compiled(plan, store)),
    compileGradually: (plan, store) => compilePlanGradually(...compiled(plan, store)),
    explain: (plan, store) =>
      broughtThreads()?.explainPlan(...compiled(plan, store)) ?? { kernels: [], places: [], code: 0 },
  }
}

/** The wasm backend with as many threads as the machine has cores, and its fastest arithmetic: in force from the start. */
export const wasmBackend: WasmBackend = createWasmBackend()
