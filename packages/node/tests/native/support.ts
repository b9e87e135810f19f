/** What the tests of the native backend need: a BLAS on this machine. */
import type { Backend } from 'regimen'
import { describe } from 'vitest'
import type { ThreadPolicy } from '../../../regimen/src/engine/backends/wasm/plan-module.ts'
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
export const mayUseBlas = 'product' in found || process.env.CI !== undefined
export const describeWithBlas = describe.skipIf(!mayUseBlas)

/** How many steps several threads of this process have run together. */
export const stepsTogether = () => threadPool().stepsTogether

/**
 * The wasm backend with every product that fits made by the BLAS, however small, and always on all threads; `calls`
 * counts the products of this thread.
 */
export function everyProduct(
  threads: number,
  policy: Partial<ThreadPolicy> = {},
  blas = found,
): { backend: Backend; calls: () => number } {
  if (!('product' in blas)) throw new Error(`no BLAS: ${JSON.stringify(blas.hint)}`)
  const { product } = blas
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
  return { backend: eagerProduct(threads, externalProduct, policy), calls: () => calls }
}
