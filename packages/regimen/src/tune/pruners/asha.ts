import type { Technique } from '../../technique.ts'
import type { Pruner } from '../pruner.ts'
import { atLeast, checkOptions, measureOf, type PrunerMonitorOptions } from './reports.ts'
import { hasJustClimbed, rungSteps, standings, waiting } from './rungs.ts'

/** The options of `ashaPruner`. */
export interface AshaOptions extends PrunerMonitorOptions {
  /** Steps after which the best trials run to their end: R. */
  readonly maximumSteps: number
  /** Steps of the first rung: r. Default: 1. */
  readonly minimumSteps?: number
  /** One in so many trials of a rung goes on to the next, which is so many times as far: η. Default: 4. */
  readonly reductionFactor?: number
  /** Rungs left out at the bottom: s. Default: 0. */
  readonly earlyStoppingRate?: number
}

export const ashaTechnique: Technique = {
  name: 'asha',
  kind: 'pruner',
  defaults: { minimumSteps: 1, reductionFactor: 4, earlyStoppingRate: 0 },
  paper: 'Li et al. 2020, A system for massively parallel hyperparameter tuning, arXiv:1810.05934',
  catalogue: ['H11.4'],
}

/**
 * Asynchronous successive halving (algorithm 2 of the paper): a trial pauses on each rung r·η^(s+k); whoever asks for
 * work gets the best paused trial among the first ⌊n/η⌋ of the n that reached its rung, looking from the top rung
 * down, else a new one. Nobody waits for others. A trial should `keep` its state before it reports, to go on from
 * there; without one it begins again.
 * @throws RegimenError `pruner-option`.
 */
export function ashaPruner(options: AshaOptions): Pruner {
  const { maximumSteps, minimumSteps = 1, reductionFactor = 4, earlyStoppingRate = 0 } = options
  checkOptions('asha', [
    atLeast('minimumSteps', minimumSteps, Number.MIN_VALUE),
    atLeast('maximumSteps', maximumSteps, minimumSteps),
    ['reductionFactor', reductionFactor, reductionFactor > 1, 'a number above 1'],
    atLeast('earlyStoppingRate', earlyStoppingRate, 0),
  ])
  const first = minimumSteps * reductionFactor ** earlyStoppingRate
  const rungs = rungSteps(first, maximumSteps, reductionFactor)
  return {
    name: 'asha',
    decide: (trial) => (hasJustClimbed(trial, rungs) ? 'pause' : 'continue'),
    promote(context) {
      const measure = measureOf(options, context)
      for (let rung = rungs.length - 2; rung >= 0; rung--) {
        const climbers = standings(context.trials, rungs[rung] ?? 0, measure)
        const best = climbers.slice(0, Math.floor(climbers.length / reductionFactor))
        const [promoted] = waiting(best, rung, rungs)
        if (promoted) return promoted.number
      }
      return undefined
    },
  }
}
