/** Trials from best to worst, as samplers see them. */
import { paretoFront } from '../pareto.ts'
import { type Direction, isFeasible, isFinished, loss, type TrialRecord } from '../trial.ts'

/**
 * Completed before pruned ones, feasible before infeasible ones (by how much they miss), then by value; with several
 * objectives by fronts (Deb et al. 2002).
 */
export function ranked(trials: readonly TrialRecord[], directions: readonly Direction[]): TrialRecord[] {
  const finished = trials.filter(isFinished)
  const front = directions.length > 1 ? fronts(finished, directions) : undefined
  const key = (trial: TrialRecord) => [
    violation(trial),
    Number(trial.state === 'pruned'),
    front ? (front.get(trial.number) ?? 0) : loss(trial, directions),
    trial.number,
  ]
  return finished
    .map((trial) => ({ trial, key: key(trial) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ trial }) => trial)
}

/** How much a trial misses its constraints; 0 where it is feasible. */
export function violation(trial: TrialRecord): number {
  if (isFeasible(trial)) return 0
  return trial.constraints.reduce((sum, constraint) => sum + Math.max(0, constraint), 0)
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++) {
    const [one = 0, other = 0] = [a[index], b[index]]
    // No difference: two may be infinite.
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}

/** The front on which each trial lies, 0 for those that none dominates. */
export function fronts(
  trials: readonly TrialRecord[],
  directions: readonly Direction[],
): Map<number, number> {
  const numbers = new Map<number, number>()
  let rest = trials
  for (let front = 0; rest.length > 0; front++) {
    const first = new Set(paretoFront(rest, directions).map(({ number }) => number))
    // Values that cannot be compared end on the last front.
    for (const { number } of rest) if (first.has(number) || first.size === 0) numbers.set(number, front)
    rest = first.size === 0 ? [] : rest.filter(({ number }) => !first.has(number))
  }
  return numbers
}
