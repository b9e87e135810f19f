/** Random numbers on the host, from keys. */
import type { RandomKey } from 'regimen'

/** Standard normal numbers in float64 (Box & Muller 1958). */
export function normals(key: RandomKey, count: number): Float64Array {
  const pairs = Math.ceil(count / 2)
  const uniform = key.uniform(2 * pairs)
  const result = new Float64Array(2 * pairs)
  for (let pair = 0; pair < pairs; pair++) {
    // 1 − u is never 0.
    const radius = Math.sqrt(-2 * Math.log(1 - (uniform[2 * pair] ?? 0)))
    const angle = 2 * Math.PI * (uniform[2 * pair + 1] ?? 0)
    result[2 * pair] = radius * Math.cos(angle)
    result[2 * pair + 1] = radius * Math.sin(angle)
  }
  return result.subarray(0, count)
}
