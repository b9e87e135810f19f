/** An external product of plain loops in float64, which also worker threads import; counts its calls. */
import type { ProductFunction } from '../../../src/engine/backends/wasm/external-product.ts'

export interface PlainSettings {
  /** Calls on the first thread, and on others. */
  readonly calls: Int32Array<SharedArrayBuffer>
  readonly thread: 0 | 1
}

export function connect({ calls, thread }: PlainSettings): (memory: WebAssembly.Memory) => ProductFunction {
  return (memory) =>
    (transposeA, transposeB, m, n, k, addressA, strideA, addressB, strideB, addressC, strideC) => {
      Atomics.add(calls, thread, 1)
      const elements = new Float32Array(memory.buffer)
      const [a, b, c] = [addressA, addressB, addressC].map((address) => (address >>> 0) / 4) as [
        number,
        number,
        number,
      ]
      for (let row = 0; row < m; row++) {
        for (let column = 0; column < n; column++) {
          let sum = 0
          for (let depth = 0; depth < k; depth++) {
            const left =
              elements[a + (transposeA ? depth * strideA + row : row * strideA + depth)] ?? Number.NaN
            const right =
              elements[b + (transposeB ? column * strideB + depth : depth * strideB + column)] ?? Number.NaN
            sum += left * right
          }
          elements[c + row * strideC + column] = sum
        }
      }
    }
}
