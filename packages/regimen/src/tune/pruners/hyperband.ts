import type { Technique } from '../../technique.ts'
import type { Pruner } from '../pruner.ts'
import type { PrunerMonitorOptions } from './reports.ts'
import { rungSteps } from './rungs.ts'
import { type Bracket, checkHalving, halving } from './successive-halving.ts'

/** The options of `hyperbandPruner`. */
export interface HyperbandOptions extends PrunerMonitorOptions {
  /** Steps after which the best trials run to their end: R. */
  readonly maximumSteps: number
  /** Steps of the lowest rung of all: r. Default: 1. */
  readonly minimumSteps?: number
  /** One in so many trials of a rung goes on to the next, which is so many times as far: η. Default: 3. */
  readonly reductionFactor?: number
}

export const hyperbandTechnique: Technique = {
  name: 'hyperband',
  kind: 'pruner',
  defaults: { minimumSteps: 1, reductionFactor: 3 },
  paper: 'Li et al. 2018, Hyperband, JMLR 18(185), arXiv:1603.06560',
  catalogue: ['H11.4'],
}

/** How many trials begin in a bracket, and the rungs they climb. */
export interface BracketPlan {
  readonly size: number
  readonly rungs: readonly number[]
}

/**
 * The brackets of one round (algorithm 1 of the paper), the most daring first: for s = s_max, …, 0 as many as
 * ⌈(s_max + 1)/(s + 1) · η^s⌉ trials, on rungs R·η^(−s), …, R.
 */
export function hyperbandBrackets(maximum: number, minimum = 1, factor = 3): BracketPlan[] {
  const most = rungSteps(minimum, maximum, factor).length - 1
  return Array.from({ length: most + 1 }, (_, index): BracketPlan => {
    const s = most - index
    const size = Math.ceil(((most + 1) / (s + 1)) * factor ** s - 1e-9)
    return { size, rungs: Array.from({ length: s + 1 }, (__, rung) => maximum / factor ** (s - rung)) }
  })
}

/**
 * Hyperband: successive halving in several brackets, from many trials that must prove themselves early to few that all
 * run to the end; so it need not be known how early the good ones can be told. The trials of a study go through the
 * brackets in the order of their numbers, round after round.
 * @throws RegimenError `pruner-option`.
 */
export function hyperbandPruner(options: HyperbandOptions): Pruner {
  const { maximumSteps, minimumSteps = 1, reductionFactor = 3 } = options
  checkHalving('hyperband', maximumSteps, minimumSteps, reductionFactor)
  const plans = hyperbandBrackets(maximumSteps, minimumSteps, reductionFactor)
  const round = plans.reduce((sum, { size }) => sum + size, 0)
  const bracketOf = (number: number): Bracket => {
    let first = number - (number % round)
    for (const { size, rungs } of plans) {
      if (number < first + size) return { first, size, rungs }
      first += size
    }
    throw new RangeError('a trial beyond its round')
  }
  return halving('hyperband', bracketOf, reductionFactor, options)
}
