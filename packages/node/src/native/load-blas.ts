/** A BLAS loaded into the process: its matrix product, set to work on the calling thread alone. */
import { createRequire } from 'node:module'
import { type Family, type FamilyName, families, type SetupCall } from './families.ts'
import type { NativeHint } from './hints.ts'

type Koffi = typeof import('koffi')
type Library = ReturnType<Koffi['load']>

export interface LoadedBlas {
  readonly family: FamilyName
  /** `undefined` where the library does not tell. */
  readonly version: string | undefined
  readonly sgemm: CblasSgemm
}

/** cblas_sgemm, with addresses as numbers: koffi passes these fastest, and no view has to be made. */
export type CblasSgemm = (
  order: number,
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  addressA: number,
  strideA: number,
  addressB: number,
  strideB: number,
  beta: number,
  addressC: number,
  strideC: number,
) => void

/** What CBLAS calls the ways in which matrices lie. */
export const cblas = { rowMajor: 101, plain: 111, transposed: 112 } as const

const sgemmPrototype =
  'void cblas_sgemm(int, int, int, int, int, int, float, size_t, int, size_t, int, float, size_t, int)'

let module: Koffi | undefined

/** @throws Error when the optional dependency is not installed, or may not be loaded. */
export function loadKoffi(): Koffi {
  module ??= createRequire(import.meta.url)('koffi') as Koffi
  return module
}

/**
 * Loads a library, by a name that the system's loader knows or by path, and sets it to one thread. Some libraries keep
 * that setting per thread, so every thread that uses the library loads it for itself.
 * @throws Error when koffi is missing.
 */
export function loadBlas(path: string): LoadedBlas | NativeHint {
  const koffi = loadKoffi()
  let library: Library
  try {
    library = koffi.load(path)
  } catch (error) {
    return { code: 'blas-not-loadable', parameters: { path, reason: reasonOf(error) } }
  }
  const sgemm = find<CblasSgemm>(library, sgemmPrototype)
  if (!sgemm) return { code: 'blas-no-sgemm', parameters: { path } }
  const found = familyOf(library)
  if (!found) return { code: 'blas-unknown', parameters: { path } }
  for (const { call, argument } of found.setup) call(argument)
  return { family: found.family, version: versionOf(library, families[found.family]), sgemm }
}

interface Setup {
  readonly call: (argument: number) => void
  readonly argument: number
}

/** The first family all of whose functions are there. */
function familyOf(library: Library): { family: FamilyName; setup: Setup[] } | undefined {
  for (const family of familyNames) {
    const calls: readonly SetupCall[] = families[family].setup
    const setup = calls.flatMap(({ symbol, type, argument }): Setup[] => {
      const call = find<Setup['call']>(library, `void ${symbol}(${type})`)
      return call ? [{ call, argument }] : []
    })
    if (setup.length === calls.length) return { family, setup }
  }
  return undefined
}

const familyNames: readonly FamilyName[] = ['openblas', 'mkl', 'blis', 'accelerate']

const versionBytes = 200

function versionOf(library: Library, { version }: Family): string | undefined {
  if (!version) return undefined
  const { symbol, by } = version
  if (by === 'result') return numberIn(find<() => string>(library, `const char *${symbol}()`)?.())
  const text = new Uint8Array(versionBytes)
  find<(text: Uint8Array, size: number) => void>(library, `void ${symbol}(_Out_ uint8_t *, int)`)?.(
    text,
    text.length,
  )
  return numberIn(new TextDecoder().decode(text))
}

/** Versions come in a sentence: "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH". */
function numberIn(text: string | undefined): string | undefined {
  return /\d+(\.\d+)+/.exec(text ?? '')?.[0]
}

/** A function of the library, typed by who asks for it, as in any foreign interface. */
function find<F extends (...values: never[]) => unknown>(library: Library, prototype: string): F | undefined {
  try {
    return library.func(prototype) as unknown as F
  } catch {
    return undefined
  }
}

/** The last part says what the loader found. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^Failed to load shared library: /, '')
}
