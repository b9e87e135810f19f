/** Loss curves over several seeds: smoothed, averaged, with their spread. */

/** Kaiser window of 11 points, β = 2: how the textbook smooths its loss plots. */
const halfWidth = 5
const beta = 2

/** Modified Bessel function of the first kind, order 0, by its power series (Abramowitz & Stegun 1964, 9.6.12). */
function bessel0(x: number): number {
  let [term, sum] = [1, 1]
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

const kaiser = Array.from({ length: 2 * halfWidth + 1 }, (_, index) =>
  bessel0(beta * Math.sqrt(1 - ((index - halfWidth) / halfWidth) ** 2)),
)

/** Weighted means over neighbours; at the ends over those that there are. */
export function smooth(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, index) => {
    let [sum, weights] = [0, 0]
    kaiser.forEach((weight, place) => {
      const value = values[index + place - halfWidth]
      if (value === undefined) return
      sum += weight * value
      weights += weight
    })
    return sum / weights
  })
}

export interface SpreadCurve {
  readonly mean: readonly number[]
  readonly lowest: readonly number[]
  readonly highest: readonly number[]
}

/** At each step the mean, the smallest and the largest of the smoothed curves, as far as all of them go. */
export function spreadOf(curves: readonly ArrayLike<number>[]): SpreadCurve {
  const smoothed = curves.map(smooth)
  const length = smoothed.length === 0 ? 0 : Math.min(...smoothed.map((curve) => curve.length))
  const at = (index: number) => smoothed.map((curve) => curve[index] ?? 0)
  const steps = Array.from({ length }, (_, index) => at(index))
  return {
    mean: steps.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    lowest: steps.map((values) => Math.min(...values)),
    highest: steps.map((values) => Math.max(...values)),
  }
}
