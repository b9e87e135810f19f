/** The normal distribution in float64. */

/** The integral of the standard normal density from −∞ to x; relative error below 1e-13 in the tails, too. */
export function normalCdf(x: number): number {
  if (x > 8.3) return 1
  return x > 0 ? 1 - lowerTail(-x) : lowerTail(x)
}

/** For x ≤ 0. */
function lowerTail(x: number): number {
  if (x < -38) return 0
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (x > -3) {
    // Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/15 + …), Abramowitz & Stegun 26.2.11.
    let [term, sum] = [x, x]
    for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
      term *= (x * x) / odd
      sum += term
    }
    return 0.5 + density * sum
  }
  // φ(x) / (−x + 1/(−x + 2/(−x + …))), 26.2.14.
  let fraction = -x
  for (let depth = Math.ceil(8 + 500 / (x * x)); depth > 0; depth--) fraction = -x + depth / fraction
  return density / fraction
}

/** The x with Φ(x) = p, for 0 < p < 1: Acklam's rational approximation, then a step of Halley's method. */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY
  if (p >= 1) return Number.POSITIVE_INFINITY
  if (p > 0.5) return -normalQuantile(1 - p)
  const x = p < 0.02425 ? tailQuantile(Math.sqrt(-2 * Math.log(p))) : centralQuantile(p - 0.5)
  const error = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2)
  return x - error / (1 + (x * error) / 2)
}

const centralTop = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
]
const centralBottom = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
]
const tailTop = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const tailBottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]

function centralQuantile(q: number): number {
  const r = q * q
  return (q * polynomial(centralTop, r)) / polynomial(centralBottom, r)
}

function tailQuantile(q: number): number {
  return polynomial(tailTop, q) / polynomial(tailBottom, q)
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}
