/** Trials from best to worst, as samplers see them. */
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

/**
 * The front on which each trial lies, 0 for those that none dominates: trials in lexicographic order, each on the first
 * front where none dominates it (efficient non-dominated sorting: Zhang et al. 2015).
 */
export function fronts(
  trials: readonly TrialRecord[],
  directions: readonly Direction[],
): Map<number, number> {
  const points = trials.map(({ number, values }) => ({
    number,
    losses: directions.map((direction, objective) => {
      const value = values[objective] ?? Number.NaN
      if (Number.isNaN(value)) return Number.POSITIVE_INFINITY
      return direction === 'minimize' ? value : -value
    }),
  }))
  const numbers = new Map<number, number>()
  const layers: (readonly number[])[][] = []
  for (const { number, losses } of points.sort((a, b) => compare(a.losses, b.losses))) {
    const found = layers.findIndex((layer) => !layer.some((other) => isBetter(other, losses)))
    const front = found < 0 ? layers.length : found
    if (found < 0) layers.push([losses])
    else layers[found]?.push(losses)
    numbers.set(number, front)
  }
  return numbers
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  let somewhere = false
  for (let objective = 0; objective < a.length; objective++) {
    const [one = 0, other = 0] = [a[objective], b[objective]]
    if (one > other) return false
    if (one < other) somewhere = true
  }
  return somewhere
}
