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

/** The distribution of some numbers. @param bins default 30. */
export function distributionOf(values: ArrayLike<number>, bins = 30): Distribution {
  const { low, high, mean, standardDeviation, zeros, finite } = moments(values)
  const counts = new Array<number>(bins).fill(0)
  const width = (high - low) / bins
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0
    if (!Number.isFinite(value)) continue
    const bin = width > 0 ? Math.min(bins - 1, Math.floor((value - low) / width)) : 0
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return {
    histogram: { low, high, counts },
    mean,
    standardDeviation,
    zeroFraction: values.length === 0 ? 0 : zeros / values.length,
    nonFinite: values.length - finite,
  }
}

/** One pass; mean and variance as in Welford 1962, so that a large mean costs no digits. */
function moments(values: ArrayLike<number>) {
  let [low, high, mean, squares, finite, zeros] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    0,
    0,
    0,
  ]
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0
    if (!Number.isFinite(value)) continue
    if (value === 0) zeros++
    if (value < low) low = value
    if (value > high) high = value
    finite++
    const distance = value - mean
    mean += distance / finite
    squares += distance * (value - mean)
  }
  const none = finite === 0
  return {
    low: none ? 0 : low,
    high: none ? 0 : high,
    mean,
    standardDeviation: none ? 0 : Math.sqrt(squares / finite),
    zeros,
    finite,
  }
}

/** √Σv² over any number of arrays. */
export function normOf(...arrays: readonly ArrayLike<number>[]): number {
  let total = 0
  for (const values of arrays) {
    for (let index = 0; index < values.length; index++) total += (values[index] ?? 0) ** 2
  }
  return Math.sqrt(total)
}
