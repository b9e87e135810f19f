/**
 * The product of a BLAS for the matrices in a WebAssembly memory. A module of its own: worker threads import it by its
 * address, so it must not need the rest of the package.
 */
import type { ProductFunction } from 'regimen'
import { type CblasSgemm, cblas, loadBlas, loadKoffi } from './load-blas.ts'

export interface BlasSettings {
  /** A name that the system's loader knows, or a path. */
  readonly library: string
}

/**
 * Loads the library on the calling thread; gives what makes the product for a memory.
 * @throws Error when the library cannot be used.
 */
export function connect({ library }: BlasSettings): (memory: WebAssembly.Memory) => ProductFunction {
  const blas = loadBlas(library)
  if (!('sgemm' in blas)) throw new Error(`${library}: ${blas.code}`)
  return (memory) => productIn(memory, blas.sgemm)
}

function productIn(memory: WebAssembly.Memory, sgemm: CblasSgemm): ProductFunction {
  const koffi = loadKoffi()
  const { rowMajor, plain, transposed } = cblas
  let { buffer } = memory
  let base = Number(koffi.address(buffer))
  return (transposeA, transposeB, m, n, k, addressA, strideA, addressB, strideB, addressC, strideC) => {
    // A memory that has grown has another buffer, which may lie elsewhere unless it is shared.
    if (memory.buffer !== buffer) {
      buffer = memory.buffer
      base = Number(koffi.address(buffer))
    }
    sgemm(
      rowMajor,
      transposeA ? transposed : plain,
      transposeB ? transposed : plain,
      m,
      n,
      k,
      1,
      base + (addressA >>> 0),
      strideA,
      base + (addressB >>> 0),
      strideB,
      0,
      base + (addressC >>> 0),
      strideC,
    )
  }
}
