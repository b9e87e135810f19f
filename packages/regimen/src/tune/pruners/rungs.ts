/** Rungs: steps at which trials are compared, each further than the one before by the reduction factor. */
import type { TrialRecord } from '../trial.ts'
import type { Measure } from './reports.ts'

/** The steps of the rungs: minimum · factorᵏ for k = 0, 1, … while they are below or at the maximum. */
export function rungSteps(minimum: number, maximum: number, factor: number): number[] {
  const steps: number[] = []
  // A hair above: 3 · 3 · 3 must reach 27 also where the minimum is a quotient.
  for (let step = minimum; step <= maximum * (1 + 1e-9); step *= factor) steps.push(step)
  return steps
}

/** What a trial was worth when it reached a step: its first report at or after it. Infinity for NaN: the worst. */
export function valueAtRung({ reports }: TrialRecord, step: number, measure: Measure): number | undefined {
  const report = reports.find((each) => each.step >= step - 1e-9)
  if (!report) return undefined
  const value = measure(report)
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
}

export interface Climber {
  readonly trial: TrialRecord
  readonly value: number
}

/** The trials that have reached a step, the best first; of equal ones the earlier. */
export function standings(trials: readonly TrialRecord[], step: number, measure: Measure): Climber[] {
  return trials
    .flatMap((trial): Climber[] => {
      const value = valueAtRung(trial, step, measure)
      return value === undefined ? [] : [{ trial, value }]
    })
    .sort((a, b) => (a.value === b.value ? a.trial.number - b.trial.number : a.value < b.value ? -1 : 1))
}

/** The highest rung that a trial has reached; −1 below the first. */
export function rungOf({ reports }: TrialRecord, rungs: readonly number[]): number {
  const step = reports.at(-1)?.step ?? Number.NEGATIVE_INFINITY
  return rungs.findLastIndex((rung) => step >= rung - 1e-9)
}

/** True when the last report is the first one on its rung, and not on the last rung, from which trials run on. */
export function hasJustClimbed(trial: TrialRecord, rungs: readonly number[]): boolean {
  const rung = rungOf(trial, rungs)
  const before = rungOf({ ...trial, reports: trial.reports.slice(0, -1) }, rungs)
  return rung > before && rung < rungs.length - 1
}

/** Of the trials given, those that wait on a rung, in the same order. NaN and Infinity never climb. */
export function waiting(climbers: readonly Climber[], rung: number, rungs: readonly number[]): TrialRecord[] {
  return climbers
    .filter(({ trial, value }) => value < Number.POSITIVE_INFINITY && isWaiting(trial, rung, rungs))
    .map(({ trial }) => trial)
}

function isWaiting(trial: TrialRecord, rung: number, rungs: readonly number[]): boolean {
  return trial.state === 'paused' && rungOf(trial, rungs) === rung
}
