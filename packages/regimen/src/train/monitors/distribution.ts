/** How numbers are spread, in a form that a log can hold. */

/** Counts between two ends, in bins of equal width. */
export interface Histogram {
  /** The smallest finite value; 0 when there is none. */
  readonly low: number
  /** The largest finite value, which belongs to the last bin. */
  readonly high: number
  /** Values of each bin, from `low` to `high`. All are in the first when `low` = `high`. */
  readonly counts: readonly number[]
}

/** What a tensor's elements look like. */
export interface Distribution {
  readonly histogram: Histogram
  /** Of the finite values; 0 when there are none. */
  readonly mean: number
  /** Of the finite values, divided by their number. */
  readonly standardDeviation: number
  /** Share of elements that are exactly 0; 0 when there are no elements. */
  readonly zeroFraction: number
  /** Elements that are NaN or infinite; they are in no bin. */
  readonly nonFinite: number
}

/**
 * The distribution of some numbers, in two passes: the second knows mean and ends, so that a large mean costs no digits.
 * @param bins default 30.
 */
export function distributionOf(values: ArrayLike<number>, bins = 30): Distribution {
  const { low, high, mean, zeros, finite } = endsAndMean(values)
  const counts = new Int32Array(bins)
  const width = (high - low) / bins
  let squares = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0
    if (!Number.isFinite(value)) continue
    const distance = value - mean
    squares += distance * distance
    const bin = width > 0 ? Math.min(bins - 1, Math.floor((value - low) / width)) : 0
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return {
    histogram: { low, high, counts: Array.from(counts) },
    mean,
    standardDeviation: finite === 0 ? 0 : Math.sqrt(squares / finite),
    zeroFraction: values.length === 0 ? 0 : zeros / values.length,
    nonFinite: values.length - finite,
  }
}

/** Of the finite values; all 0 when there are none. */
function endsAndMean(values: ArrayLike<number>) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let [sum, finite, zeros] = [0, 0, 0]
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0
    if (!Number.isFinite(value)) continue
    if (value === 0) zeros++
    if (value < low) low = value
    if (value > high) high = value
    finite++
    sum += value
  }
  return finite === 0
    ? { low: 0, high: 0, mean: 0, zeros, finite }
    : { low, high, mean: sum / finite, zeros, finite }
}

/** √Σv² over any number of arrays. */
export function normOf(...arrays: readonly ArrayLike<number>[]): number {
  let total = 0
  for (const values of arrays) {
    for (let index = 0; index < values.length; index++) total += (values[index] ?? 0) ** 2
  }
  return Math.sqrt(total)
}
