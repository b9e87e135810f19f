/** Whether a product is right: random matrices in every way in which they may lie, against sums in float64. */
import type { ProductFunction } from 'regimen'

const sizes = [
  { m: 1, n: 1, k: 1 },
  { m: 3, n: 10, k: 125 },
  { m: 67, n: 35, k: 41 },
] as const
/** Elements between rows that do not belong to the matrix. */
const gap = 3
/** Of the largest sum of absolute products; a float32 sum of 125 terms in any order is far below. */
const tolerance = 1e-5

export interface Mismatch {
  /** Such as `67×41ᵀ · 41×35`. */
  readonly product: string
  /** As a share of what the sum's terms amount to; NaN or infinite when the result is. */
  readonly difference: number
}

/** `undefined` when every product is right. `product` works in `memory`, of two pages at least. */
export function checkProduct(memory: WebAssembly.Memory, product: ProductFunction): Mismatch | undefined {
  for (const { m, n, k } of sizes) {
    for (const transposeA of [0, 1]) {
      for (const transposeB of [0, 1]) {
        const difference = worstDifference(memory, product, { m, n, k, transposeA, transposeB })
        // Written so that NaN does not pass.
        if (!(difference <= tolerance)) {
          const name = `${m}×${k}${transposeA ? 'ᵀ' : ''} · ${k}×${n}${transposeB ? 'ᵀ' : ''}`
          return { product: name, difference }
        }
      }
    }
  }
  return undefined
}

interface Case {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly transposeA: number
  readonly transposeB: number
}

function worstDifference(memory: WebAssembly.Memory, product: ProductFunction, each: Case): number {
  const { m, n, k, transposeA, transposeB } = each
  const [strideA, strideB, strideC] = [(transposeA ? m : k) + gap, (transposeB ? k : n) + gap, n + gap]
  const startB = (transposeA ? k : m) * strideA
  const startC = startB + (transposeB ? n : k) * strideB
  const elements = new Float32Array(memory.buffer, 0, startC + m * strideC)
  const random = randomNumbers()
  for (let index = 0; index < elements.length; index++) elements[index] = random()
  const before = elements.slice()
  const bytes = Float32Array.BYTES_PER_ELEMENT
  product(transposeA, transposeB, m, n, k, 0, strideA, startB * bytes, strideB, startC * bytes, strideC)
  const element = (index: number) => before[index] ?? Number.NaN
  let worst = 0
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let [sum, size] = [0, 1]
      for (let depth = 0; depth < k; depth++) {
        const a = element(transposeA ? depth * strideA + row : row * strideA + depth)
        const b = element(startB + (transposeB ? column * strideB + depth : depth * strideB + column))
        sum += a * b
        size += Math.abs(a * b)
      }
      const actual = elements[startC + row * strideC + column] ?? Number.NaN
      worst = Math.max(worst, Math.abs(actual - sum) / size)
    }
    // What lies between the rows belongs to somebody else.
    for (let index = 0; index < gap; index++) {
      const place = startC + row * strideC + n + index
      if (elements[place] !== before[place]) worst = Number.POSITIVE_INFINITY
    }
  }
  return worst
}

/** The same numbers from −1 to 1 each time: Lehmer's generator (Park & Miller 1988). */
function randomNumbers(): () => number {
  let state = 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return (state / 2_147_483_647) * 2 - 1
  }
}
