/** The wasm backend with its large matrix products made by the machine's BLAS. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Backend,
  createWasmBackend,
  type ExternalProduct,
  externalProductLowering,
  type WasmOptions,
} from 'regimen'
import { checkProduct } from './check-product.ts'
import { type BlasSettings, connect } from './connect.ts'
import { type BlasInfo, findBlas } from './find-blas.ts'
import type { NativeHint } from './hints.ts'

/** The options of `createNativeBackend`. */
export interface NativeOptions extends Pick<WasmOptions, 'threads'> {
  /**
   * The BLAS: a name that the system's loader knows, or a path; `none` for no BLAS. Default: the environment variable
   * REGIMEN_BLAS, else the first of the known libraries that this machine has.
   */
  readonly path?: string
}

/** The wasm backend with large products made by the machine's BLAS. */
export interface NativeBackend extends Backend {
  /** `wasm` when no BLAS can be used; `hint` says why. */
  readonly name: 'native' | 'wasm'
  readonly threads: number
  readonly blas: BlasInfo | undefined
  /** What would make it faster, if anything. */
  readonly hint: NativeHint | undefined
}

/**
 * The wasm backend, which hands large float32 matrix products to the machine's BLAS (OpenBLAS, Intel MKL, BLIS,
 * Accelerate). Each thread calls it for its share, so the library is set to one thread, for the whole process. The
 * library is tried on random matrices first. Where none can be used, the result is the plain wasm backend with a hint.
 *
 * Results may differ in their last bits from the wasm backend's, and between runs: with the number of threads that
 * take part in a step, which the clock decides, and between machines. For the same bits each time use the wasm backend.
 * @throws RegimenError `bad-attribute` for a number of threads that is not one.
 */
export function createNativeBackend({ path: library, threads }: NativeOptions = {}): NativeBackend {
  const options: WasmOptions = threads === undefined ? {} : { threads }
  const found = usableBlas(library)
  if ('hint' in found) return withNotes(createWasmBackend(options), { hint: found.hint })
  const { product, info } = found
  return withNotes(createWasmBackend({ ...options, deterministic: false, externalProduct: product }), {
    blas: info,
  })
}

/** Which BLAS `createNativeBackend` uses with these options, or why none. */
export function nativeBlas({
  path: library,
}: Pick<NativeOptions, 'path'> = {}): { readonly info: BlasInfo } | { readonly hint: NativeHint } {
  return usableBlas(library)
}

/** The product of the BLAS that is found, after it has been checked; or why there is none. */
export function usableBlas(
  library?: string,
): { readonly product: ExternalProduct; readonly info: BlasInfo } | { readonly hint: NativeHint } {
  const found = findBlas(library === undefined ? {} : { path: library })
  if ('hint' in found) return found
  const { info } = found
  const product = blasProduct({ library: found.library })
  const memory = new WebAssembly.Memory({ initial: 2 })
  const mismatch = checkProduct(memory, product.connect(memory))
  if (mismatch) return { hint: { code: 'blas-wrong', parameters: { path: info.path, ...mismatch } } }
  return { product, info }
}

function blasProduct(settings: BlasSettings): ExternalProduct {
  const worker = { module: workerModule(), settings }
  return { connect: connect(settings), worker, lowering: externalProductLowering }
}

/** The module beside this one: a source here, a bundle of its own in the published package. */
function workerModule(): string {
  const extension = path.extname(fileURLToPath(import.meta.url))
  return new URL(`./connect${extension}`, import.meta.url).href
}

function withNotes(
  backend: ReturnType<typeof createWasmBackend>,
  { blas, hint }: { readonly blas?: BlasInfo; readonly hint?: NativeHint },
): NativeBackend {
  const { floatType, dtypes, createStore, compile, compileGradually, explain } = backend
  return {
    name: blas ? 'native' : 'wasm',
    floatType,
    dtypes,
    get threads() {
      return backend.threads
    },
    createStore,
    compile,
    ...(compileGradually && { compileGradually }),
    explain,
    blas,
    hint,
  }
}
