/** The smoother of the textbook's loss plots: a Kaiser window of 11 points, β = 2. */

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
