/** Trials with several objectives: which are better than which. */
import type { Direction, TrialRecord } from './trial.ts'

/** True when `a` is nowhere worse than `b` and somewhere better. */
export function dominates(
  a: readonly number[],
  b: readonly number[],
  directions: readonly Direction[],
): boolean {
  const differences = directions.map((direction, index) => {
    const difference = (a[index] ?? Number.NaN) - (b[index] ?? Number.NaN)
    return direction === 'minimize' ? difference : -difference
  })
  return (
    differences.every((difference) => difference <= 0) && differences.some((difference) => difference < 0)
  )
}

/** The trials that no other dominates, in the order given. */
export function paretoFront(trials: readonly TrialRecord[], directions: readonly Direction[]): TrialRecord[] {
  return trials.filter(({ values }) => !trials.some((other) => dominates(other.values, values, directions)))
}
