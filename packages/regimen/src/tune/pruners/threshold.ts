import { tuneError } from '../../messages/tune.ts'
import type { Technique } from '../../technique.ts'
import type { Pruner } from '../pruner.ts'
import { atLeast, checkOptions, isDue, type PrunerMonitorOptions, type ScheduleOptions } from './reports.ts'

/** The options of `thresholdPruner`. At least one of the ends must be given. */
export interface ThresholdOptions extends Pick<PrunerMonitorOptions, 'monitor'>, ScheduleOptions {
  /** Default: none. */
  readonly lower?: number
  /** Default: none. */
  readonly upper?: number
}

export const thresholdTechnique: Technique = {
  name: 'threshold',
  kind: 'pruner',
  defaults: { warmupSteps: 0, interval: 1 },
  paper: 'Akiba et al. 2019, Optuna, arXiv:1907.10902',
  catalogue: ['H11.4'],
}

/**
 * Stops a trial whose last report is NaN, below `lower` or above `upper`: the metric as it is, whatever the direction.
 * @throws RegimenError `pruner-option`.
 */
export function thresholdPruner(options: ThresholdOptions): Pruner {
  const { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY, monitor } = options
  if (options.lower === undefined && options.upper === undefined) {
    throw tuneError('pruner-option', {
      pruner: 'threshold',
      option: 'upper',
      value: 'undefined',
      expected: 'a number here or as lower',
    })
  }
  checkOptions('threshold', [
    ['lower', lower, lower <= upper, `a number not above upper (${upper})`],
    atLeast('warmupSteps', options.warmupSteps ?? 0, 0),
    atLeast('interval', options.interval ?? 1, 1),
  ])
  return {
    name: 'threshold',
    decide({ reports }) {
      const report = reports.at(-1)
      if (!report || !isDue(report.step, options)) return 'continue'
      const { metrics } = report
      const value = monitor === undefined ? (metrics.loss ?? Object.values(metrics)[0]) : metrics[monitor]
      return value !== undefined && value >= lower && value <= upper ? 'continue' : 'stop'
    },
  }
}
