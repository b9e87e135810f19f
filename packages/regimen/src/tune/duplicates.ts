/** Trials with the same values as one before. */
import type { Assignment, TrialRecord } from './trial.ts'

/** The first completed trial with exactly these values. */
export function sameTrial(trials: readonly TrialRecord[], parameters: Assignment): TrialRecord | undefined {
  const wanted = keyOf(parameters)
  return trials.find(({ state, parameters: others }) => state === 'completed' && keyOf(others) === wanted)
}

function keyOf(parameters: Assignment): string {
  return JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)))
}
