/** What the tests of the native backend need: a BLAS on this machine. */
import type { Backend } from 'regimen'
import { describe } from 'vitest'
import { threadPool } from '../../../regimen/src/engine/backends/wasm/threads/pool.ts'
import { eagerProduct } from '../../../regimen/tests/engine/wasm/eager-product.ts'
import { usableBlas } from '../../src/native/native-backend.ts'

const found = usableBlas()

if (!('product' in found)) {
  console.warn(
    `SKIPPING the tests of the native backend: ${found.hint.code}. Install OpenBLAS (Debian: apt-get install libopenblas0).`,
  )
}

/** In CI nothing skips. */
export const describeWithBlas = describe.skipIf(!('product' in found) && !process.env.CI)

/** How many steps several threads of this process have run together. */
export const stepsTogether = () => threadPool().stepsTogether

/**
 * The wasm backend with every product that fits made by the BLAS, however small, and always on all threads; `calls`
 * counts the products of this thread.
 */
export function everyProduct(threads: number): { backend: Backend; calls: () => number } {
  if (!('product' in found)) throw new Error(`no BLAS: ${JSON.stringify(found.hint)}`)
  const { product } = found
  let calls = 0
  const externalProduct = {
    ...product,
    smallest: 0,
    connect: (memory: WebAssembly.Memory) => {
      const multiply = product.connect(memory)
      return (...operands: Parameters<typeof multiply>) => {
        calls++
        multiply(...operands)
      }
    },
  }
  return { backend: eagerProduct(threads, externalProduct), calls: () => calls }
}
