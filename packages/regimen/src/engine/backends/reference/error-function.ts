/** The error function in float64: relative error below 10⁻¹⁵. */

const twoOverRootPi = 2 / Math.sqrt(Math.PI)

/** A series of positive terms near 0, the continued fraction of 1 − erf further out. */
export function erf(x: number): number {
  const size = Math.abs(x)
  // NaN, and ±0 with its sign.
  if (!(size > 0)) return x
  return Math.sign(x) * (size < 2.5 ? series(size) : 1 - complement(size))
}

/** 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5 ⋯ (2n+1)) (Abramowitz & Stegun 1964, 7.1.6). */
function series(x: number): number {
  let term = x
  let total = x
  for (let n = 1; term > total * 2 ** -54; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    total += term
  }
  return twoOverRootPi * Math.exp(-x * x) * total
}

/** e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) (7.1.14), from the inside out. */
function complement(x: number): number {
  if (x > 6) return 0
  let fraction = x
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction
  return (Math.exp(-x * x) * twoOverRootPi) / 2 / fraction
}
