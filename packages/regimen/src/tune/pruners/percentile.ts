import type { Technique } from '../../technique.ts'
import type { Pruner } from '../pruner.ts'
import {
  atLeast,
  bestOf,
  checkOptions,
  isDue,
  measureOf,
  type PrunerMonitorOptions,
  reportAt,
  type ScheduleOptions,
} from './reports.ts'

/** The options of `percentilePruner` and `medianPruner`. */
export interface PercentileOptions extends PrunerMonitorOptions, ScheduleOptions {
  /** Completed trials before the first one is stopped. Default: 5. */
  readonly startupTrials?: number
}

const defaults = { startupTrials: 5, warmupSteps: 0, interval: 1 } as const
const paper = 'Golovin et al. 2017, Google Vizier, KDD'

export const percentileTechnique: Technique = {
  name: 'percentile',
  kind: 'pruner',
  defaults: { percentile: 25, ...defaults },
  paper,
  catalogue: ['H11.4'],
}

export const medianTechnique: Technique = {
  name: 'median',
  kind: 'pruner',
  defaults,
  paper,
  catalogue: ['H11.4'],
}

/**
 * Stops a trial whose best report so far is worse than the given percentile of what the completed trials had reported
 * by the same step (between two of them interpolated), or that has reported nothing but NaN.
 * @param percentile share of trials that would go on, in percent: 25 keeps the best quarter.
 * @throws RegimenError `pruner-option`.
 */
export function percentilePruner(percentile = 25, options: PercentileOptions = {}): Pruner {
  return percentileNamed('percentile', percentile, options)
}

/** The median stopping rule: `percentilePruner` at 50. @throws RegimenError `pruner-option`. */
export function medianPruner(options: PercentileOptions = {}): Pruner {
  return percentileNamed('median', 50, options)
}

function percentileNamed(name: string, percentile: number, options: PercentileOptions): Pruner {
  const { startupTrials = 5, warmupSteps = 0, interval = 1 } = options
  checkOptions(name, [
    ['percentile', percentile, percentile >= 0 && percentile <= 100, 'a number from 0 to 100'],
    atLeast('startupTrials', startupTrials, 0),
    atLeast('warmupSteps', warmupSteps, 0),
    atLeast('interval', interval, 1),
  ])
  return {
    name,
    decide(trial, context) {
      const step = trial.reports.at(-1)?.step
      const others = context.trials.filter(
        ({ number, state }) => state === 'completed' && number !== trial.number,
      )
      if (step === undefined || !isDue(step, options) || others.length < startupTrials) return 'continue'
      const measure = measureOf(options, context)
      const best = bestOf(trial.reports, measure)
      if (Number.isNaN(best)) return 'stop'
      const reached = others.flatMap((other) => {
        const report = reportAt(other, step)
        return report ? measure(report) : []
      })
      // No limit: NaN, than which nothing is worse.
      return best > percentileOf(reached, percentile) ? 'stop' : 'continue'
    },
  }
}

/** Linear between the two nearest, NaN left out; NaN of nothing. */
export function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const place = (percentile / 100) * (sorted.length - 1)
  const [below = Number.NaN, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  // Two infinite ones have no difference.
  return below === above ? below : below + (place - Math.floor(place)) * (above - below)
}
