/**
 * The backends and numbers of threads that the tables of primitives and kernels are run on. With threads, and with a
 * BLAS, every plan is shared out and every product is the library's, however small.
 */
import { describe } from 'vitest'
import { describeWithBlas, everyProduct } from '../../../node/tests/native/support.ts'
import type { Backend } from '../../src/engine/backend.ts'
import { createWasmBackend } from '../../src/engine/backends/wasm/index.ts'
import { certainThreads, everything, surelyTogether } from './wasm/threads/certain-threads.ts'

/** A backend under test, and what of its work can be counted. */
export interface TestedBackend {
  readonly backend: Backend
  /** Runs that several threads have made together, and how many there were at most. */
  readonly runs?: () => number
  readonly most?: () => number
  /** Products made by the BLAS on this thread. */
  readonly calls?: () => number
}

export interface BackendRow {
  readonly name: string
  readonly threads: number
  /** Whether it takes the case of this index, of so many of the primitive. */
  readonly takes: (index: number, primitive: string, cases: number) => boolean
  /** Skips, loudly, where this machine has no such backend. */
  readonly describe: typeof describe | typeof describeWithBlas
  /** Made when it is first asked for. */
  readonly tested: () => TestedBackend
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const all = () => true

/** Every third case; of primitives with few cases, and of products, all. */
const everyThird =
  (place: number): BackendRow['takes'] =>
  (index, primitive, cases) =>
    primitive === 'matmul' || cases < 6 || index % 3 === place

const onThreads = (threads: number, place: number): BackendRow => ({
  name: `wasm, ${threads} threads`,
  threads,
  takes: everyThird(place),
  describe,
  tested: once(() => certainThreads(threads)),
})

export const backendRows: readonly BackendRow[] = [
  ...[false, true].map((deterministic) => ({
    name: `wasm, deterministic: ${deterministic}`,
    threads: 1,
    takes: all,
    describe,
    tested: once(() => ({ backend: createWasmBackend({ threads: 1, deterministic }) })),
  })),
  onThreads(2, 0),
  onThreads(3, 1),
  {
    name: 'native, 2 threads',
    threads: 2,
    takes: everyThird(2),
    describe: describeWithBlas,
    tested: once(() => {
      const { backend, calls } = everyProduct(2, everything)
      // The library may add up in another order when it gets other rows.
      return { ...surelyTogether(backend, { sameBits: false }), calls }
    }),
  },
]
