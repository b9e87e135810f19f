/** The standard normal distribution, and Student's t where intervals need it. */

/** Φ(x), by the series of the error function (Abramowitz & Stegun 1964, 26.2.11); beyond 8 deviations 0 or 1. */
export function normalProbability(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0
  let [term, sum] = [x, x]
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= (x * x) / (2 * n + 1)
    sum += term
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}

/** The 97.5 % point of the standard normal distribution. */
export const normal975 = 1.959963984540054

/** The 97.5 % points of Student's t with 1 to 9 degrees of freedom. */
const few = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622]

/** The 97.5 % point of Student's t; from 10 degrees of freedom on by its expansion (Abramowitz & Stegun 1964, 26.7.5). */
export function student975(degrees: number): number {
  const z = normal975
  const tabled = few[degrees - 1]
  if (tabled !== undefined) return tabled
  const first = (z ** 3 + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  return z + first / degrees + second / degrees ** 2
}
