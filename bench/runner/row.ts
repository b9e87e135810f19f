/** One line of a result. */

export interface Row {
  readonly suite: string
  readonly workload: string
  readonly system: string
  readonly medianMicroseconds: number
  readonly minMicroseconds: number
  readonly maxMicroseconds: number
  /** Billions of floating point operations per second at the median; 0 where there are none to count. */
  readonly gflops: number
  /** What else a suite measured, such as bytes. */
  readonly also?: Readonly<Record<string, number>>
}

export function rowOf(
  suite: string,
  workload: string,
  system: string,
  samples: readonly number[],
  operations: number,
): Row {
  const medianMicroseconds = median(samples)
  return {
    suite,
    workload,
    system,
    medianMicroseconds,
    minMicroseconds: Math.min(...samples),
    maxMicroseconds: Math.max(...samples),
    gflops: operations / medianMicroseconds / 1000,
  }
}

/** The middle one, or the mean of the middle two; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (below + above) / 2
}
