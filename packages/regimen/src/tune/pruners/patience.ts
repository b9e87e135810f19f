import type { Technique } from '../../technique.ts'
import type { Pruner } from '../pruner.ts'
import { atLeast, checkOptions, measureOf, type PrunerMonitorOptions } from './reports.ts'

/** The options of `patiencePruner`. */
export interface PatienceOptions extends PrunerMonitorOptions {
  /** Reports in a row without improvement that are borne. Default: 10. */
  readonly patience?: number
  /** What counts as improvement: more than this. Default: 0. */
  readonly minimumDelta?: number
  /** Asked once the patience is at an end; its word is the decision. Default: stop. */
  readonly pruner?: Pruner
}

export const patienceTechnique: Technique = {
  name: 'patience',
  kind: 'pruner',
  defaults: { patience: 10, minimumDelta: 0 },
  paper: 'Prechelt 1998, Early stopping: but when?',
  catalogue: ['R7', 'H11.4'],
}

/**
 * Stops a trial that has not improved for more than `patience` reports in a row; or leaves the decision to another
 * pruner then, which so is kept from stopping trials that still get better. NaN is no improvement.
 * @throws RegimenError `pruner-option`.
 */
export function patiencePruner(options: PatienceOptions = {}): Pruner {
  const { patience = 10, minimumDelta = 0, pruner } = options
  checkOptions('patience', [atLeast('patience', patience, 0), atLeast('minimumDelta', minimumDelta, 0)])
  return {
    name: 'patience',
    decide(trial, context) {
      const measure = measureOf(options, context)
      let best = Number.POSITIVE_INFINITY
      let without = 0
      for (const report of trial.reports) {
        const value = measure(report)
        const improved = value < best - minimumDelta || (value < best && best === Number.POSITIVE_INFINITY)
        without = improved ? 0 : without + 1
        if (improved) best = value
      }
      if (without <= patience) return 'continue'
      return pruner ? pruner.decide(trial, context) : 'stop'
    },
    ...(pruner?.promote ? { promote: (context) => pruner.promote?.(context) } : {}),
  }
}
