/** Values counted in equal bins. */

/** Counts of the values in equal bins; what lies on the upper end belongs to the last, what lies outside to none. */
export function countBins(values: ArrayLike<number>, from: number, to: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!(value >= from && value <= to)) continue
    const bin = Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}
