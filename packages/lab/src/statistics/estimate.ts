/** A number with the interval in which 95 of 100 repetitions would have it. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Of how many measurements; 1 for what is not random. */
  readonly count: number
}

/** What is not random: a closed form, a deterministic path. */
export function exactly(value: number): Estimate {
  return { value, low: value, high: value, count: 1 }
}
