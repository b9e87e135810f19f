import type { RandomKey } from '../../engine/random.ts'

/** `count` numbers in [0, 1) with 53 random bits each. */
export function uniforms(key: RandomKey, count: number): Float64Array {
  const words = key.bits(2 * count)
  return Float64Array.from({ length: count }, (_, index) => {
    const [high = 0, low = 0] = words.subarray(2 * index, 2 * index + 2)
    return ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53
  })
}
