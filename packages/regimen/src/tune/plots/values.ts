/** What plots show of trials. */
import type { Domain } from '../domain.ts'
import { type Direction, isFinished, type TrialRecord } from '../trial.ts'

/** Which of several objectives is shown. */
export interface ObjectiveOptions {
  /** The place of the objective among the study's directions. Default: 0. */
  readonly objective?: number
}

export interface Shown {
  readonly trial: TrialRecord
  readonly value: number
}

/** Trials that came to an end with a finite value. */
export function shownTrials(trials: readonly TrialRecord[], { objective = 0 }: ObjectiveOptions): Shown[] {
  return trials.flatMap((trial) => {
    const value = trial.values[objective] ?? Number.NaN
    return isFinished(trial) && Number.isFinite(value) ? [{ trial, value }] : []
  })
}

/** How good a value is among others: 0 the best, 1 the worst, by rank, so that one absurd value hides nothing. */
export function ranks(shown: readonly Shown[], direction: Direction = 'minimize'): number[] {
  const sorted = shown.map(({ value }) => value).sort((a, b) => (direction === 'minimize' ? a - b : b - a))
  const first = new Map<number, number>()
  sorted.forEach((value, index) => {
    if (!first.has(value)) first.set(value, index)
  })
  return shown.map(({ value }) => (first.get(value) ?? 0) / Math.max(1, shown.length - 1))
}

/** Hyperparameters with the domain that they had last, sorted by name. */
export function domainsOf(shown: readonly Shown[]): Map<string, Domain> {
  const entries = shown.flatMap(({ trial }) => Object.entries(trial.domains))
  return new Map([...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `trial 7: 0.25, x = 3`. */
export function titleOf({ trial, value }: Shown, word: string): string {
  const parameters = Object.entries(trial.parameters).map(([name, own]) =>
    typeof own === 'number' ? `${name} = ${Number(own.toPrecision(4))}` : `${name} = ${own}`,
  )
  return [`${word} ${trial.number}: ${Number(value.toPrecision(5))}`, ...parameters].join(', ')
}
