/** Sums of samples. Empty samples give NaN. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0
  return sum / values.length
}

/** Of the sample: divided by n − 1. */
export function variance(values: ArrayLike<number>): number {
  const centre = mean(values)
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += ((values[index] ?? 0) - centre) ** 2
  return sum / (values.length - 1)
}

export function deviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values))
}

export function median(values: ArrayLike<number>): number {
  return quantileOfSorted(Float64Array.from(values).sort(), 0.5)
}

/** Linear between the order statistics: type 7 of Hyndman & Fan 1996, the default of R and NumPy. */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  const place = probability * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

/** Of two samples of equal length (Pearson). */
export function correlation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const [a, b] = [mean(first), mean(second)]
  let [product, squares, otherSquares] = [0, 0, 0]
  for (let index = 0; index < first.length; index++) {
    const [x, y] = [(first[index] ?? 0) - a, (second[index] ?? 0) - b]
    product += x * y
    squares += x * x
    otherSquares += y * y
  }
  return product / Math.sqrt(squares * otherSquares)
}

/** The correlation of ranks (Spearman 1904); ties share their mean rank. */
export function rankCorrelation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return correlation(ranks(first), ranks(second))
}

function ranks(values: ArrayLike<number>): number[] {
  const sorted = Float64Array.from(values).sort()
  return Array.from(values, (value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2)
}

/** Slope of the least-squares line through the points. */
export function slope(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return (correlation(x, y) * deviation(y)) / deviation(x)
}
