import type { Technique } from '../../technique.ts'
import type { Pruner, PrunerContext } from '../pruner.ts'
import type { TrialRecord } from '../trial.ts'
import { atLeast, checkOptions, measureOf, type PrunerMonitorOptions } from './reports.ts'
import { hasJustClimbed, rungOf, rungSteps, standings, waiting } from './rungs.ts'

/** The options of `successiveHalvingPruner`. */
export interface SuccessiveHalvingOptions extends PrunerMonitorOptions {
  /** Steps after which the best trials run to their end: R. */
  readonly maximumSteps: number
  /** Steps of the first rung: r. Default: 1. */
  readonly minimumSteps?: number
  /** One in so many trials of a rung goes on to the next, which is so many times as far: η. Default: 3. */
  readonly reductionFactor?: number
  /** Trials that are compared with each other: n. Default: as many as leave one on the last rung. */
  readonly trials?: number
}

export const successiveHalvingTechnique: Technique = {
  name: 'successiveHalving',
  kind: 'pruner',
  defaults: { minimumSteps: 1, reductionFactor: 3 },
  paper: 'Jamieson & Talwalkar 2016, Non-stochastic best arm identification, arXiv:1502.07943',
  catalogue: ['H11.4'],
}

/** Trials that climb together, and the rungs on their way. */
export interface Bracket {
  /** Numbers from `first` on, `size` of them. */
  readonly first: number
  readonly size: number
  readonly rungs: readonly number[]
}

/**
 * Successive halving: of n trials that have run to step r the best ⌊n/η⌋ go on to r·η, of these the best ⌊n/η²⌋ to
 * r·η², … up to R. Trials pause on each rung until all n are there (or have failed); meanwhile the next n are begun.
 * A trial should `keep` its state before it reports, to go on from there.
 * @throws RegimenError `pruner-option`.
 */
export function successiveHalvingPruner(options: SuccessiveHalvingOptions): Pruner {
  const { maximumSteps, minimumSteps = 1, reductionFactor = 3 } = options
  checkHalving('successiveHalving', maximumSteps, minimumSteps, reductionFactor)
  const rungs = rungSteps(minimumSteps, maximumSteps, reductionFactor)
  const size = options.trials ?? Math.round(reductionFactor ** (rungs.length - 1))
  checkOptions('successiveHalving', [atLeast('trials', size, 1)])
  const bracketOf = (number: number): Bracket => ({
    first: number - (number % size),
    size,
    rungs,
  })
  return halving('successiveHalving', bracketOf, reductionFactor, options)
}

/** @internal */
export function checkHalving(pruner: string, maximum: number, minimum: number, factor: number): void {
  checkOptions(pruner, [
    atLeast('minimumSteps', minimum, Number.MIN_VALUE),
    atLeast('maximumSteps', maximum, minimum),
    ['reductionFactor', factor, factor > 1, 'a number above 1'],
  ])
}

/** The pruner of one kind of brackets; Hyperband has several. */
export function halving(
  name: string,
  bracketOf: (number: number) => Bracket,
  factor: number,
  monitor: PrunerMonitorOptions,
): Pruner {
  return {
    name,
    decide: (trial) => (hasJustClimbed(trial, bracketOf(trial.number).rungs) ? 'pause' : 'continue'),
    promote(context) {
      const paused = context.trials.filter(({ state }) => state === 'paused')
      const brackets = new Map(
        paused.map(({ number }) => bracketOf(number)).map((each) => [each.first, each]),
      )
      for (const bracket of [...brackets.values()].sort((a, b) => a.first - b.first)) {
        const promoted = promotedIn(bracket, factor, context, monitor)
        if (promoted) return promoted.number
      }
      return undefined
    },
  }
}

function promotedIn(
  { first, size, rungs }: Bracket,
  factor: number,
  context: PrunerContext,
  monitor: PrunerMonitorOptions,
): TrialRecord | undefined {
  const own = context.trials.filter(({ number }) => number >= first && number < first + size)
  if (own.length < size) return undefined
  const measure = measureOf(monitor, context)
  let climbers = own
  for (const [rung, step] of rungs.slice(0, -1).entries()) {
    if (climbers.some((trial) => mayYetArrive(trial, rung, rungs))) return undefined
    const survivors = Math.max(1, Math.floor(size / factor ** (rung + 1) + 1e-9))
    const best = standings(climbers, step, measure)
      .filter(({ value }) => value < Number.POSITIVE_INFINITY)
      .slice(0, survivors)
    const [promoted] = waiting(best, rung, rungs)
    if (promoted) return promoted
    climbers = best.map(({ trial }) => trial)
  }
  return undefined
}

function mayYetArrive(trial: TrialRecord, rung: number, rungs: readonly number[]): boolean {
  return (trial.state === 'running' || trial.state === 'paused') && rungOf(trial, rungs) < rung
}
