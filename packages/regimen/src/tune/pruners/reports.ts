/** What pruners read of trials: one metric of their reports, turned so that less is better. */
import { tuneError } from '../../messages/tune.ts'
import type { PrunerContext } from '../pruner.ts'
import type { Report, TrialRecord } from '../trial.ts'

/** Options that all pruners have which compare trials. */
export interface PrunerMonitorOptions {
  /** The metric that is looked at. Default: `loss` where it is reported, else the first one. */
  readonly monitor?: string
  /** Default: what the study's first direction says. */
  readonly better?: 'lower' | 'higher'
}

/** The metric of a report, less being better; NaN where it is missing. */
export type Measure = (report: Report) => number

export function measureOf(
  { monitor, better }: PrunerMonitorOptions,
  { directions }: Pick<PrunerContext, 'directions'>,
): Measure {
  const lower = better === undefined ? directions[0] !== 'maximize' : better === 'lower'
  return ({ metrics }) => {
    const value = monitor === undefined ? (metrics.loss ?? Object.values(metrics)[0]) : metrics[monitor]
    return value === undefined ? Number.NaN : lower ? value : -value
  }
}

/** The best of the measures, NaN left out; NaN when nothing else is there. */
export function bestOf(reports: readonly Report[], measure: Measure): number {
  const values = reports.map(measure).filter((value) => !Number.isNaN(value))
  return values.length === 0 ? Number.NaN : values.reduce((best, value) => Math.min(best, value))
}

/** The last report not later than a step, if there is one. */
export function reportAt({ reports }: TrialRecord, step: number): Report | undefined {
  return reports.findLast((report) => report.step <= step)
}

/** A trial's reports that are far enough and fall on the interval. */
export function isDue(step: number, { warmupSteps = 0, interval = 1 }: ScheduleOptions): boolean {
  return step > warmupSteps && (step - warmupSteps - 1) % interval === 0
}

/** When a pruner decides. */
export interface ScheduleOptions {
  /** No decision up to this step. Default: 0. */
  readonly warmupSteps?: number
  /** After that, a decision every so many steps. Default: 1. */
  readonly interval?: number
}

/** @throws RegimenError `pruner-option` for the first number that breaks its rule. */
export function checkOptions(
  pruner: string,
  rules: readonly (readonly [option: string, value: number, holds: boolean, expected: string])[],
): void {
  const broken = rules.find(([, , holds]) => !holds)
  if (!broken) return
  const [option, value, , expected] = broken
  throw tuneError('pruner-option', { pruner, option, value: String(value), expected })
}

export const atLeast = (
  option: string,
  value: number,
  least: number,
): readonly [string, number, boolean, string] => [
  option,
  value,
  Number.isFinite(value) && value >= least,
  `a number of at least ${least}`,
]
