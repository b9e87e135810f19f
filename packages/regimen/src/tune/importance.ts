/** How much of an objective's variation each hyperparameter explains by itself. */
import { RandomKey } from '../engine/random.ts'
import { type Domain, toUnit } from './domain.ts'
import { growForest, type Leaf } from './forest.ts'
import { isFinished, type TrialRecord } from './trial.ts'

/** The options of `importances`. */
export interface ImportanceOptions {
  /** The objective that is explained: its place among the study's directions. Default: 0. */
  readonly objective?: number
  /** Trees of the forest. Default: 32. */
  readonly trees?: number
}

/** A hyperparameter and what it explains. */
export interface Importance {
  readonly name: string
  /** Share of the variance, 0 to 1. What all shares leave to 1 is explained only by several together. */
  readonly share: number
}

/**
 * Functional analysis of variance (Hutter, Hoos & Leyton-Brown 2014, "An efficient approach for assessing
 * hyperparameter importance", ICML): a random forest learns the objective from the trials, and from it follows exactly
 * which share of the variance over the whole space is the main effect of each hyperparameter. Logarithmic ranges are
 * taken in the logarithm. Where a trial did not ask for one (a branch not taken), it stands in the middle of its range.
 * @param trials finished ones with finite values count.
 * @returns the most important first; empty for fewer than four trials, shares 0 where the objective is constant.
 */
export function importances(
  trials: readonly TrialRecord[],
  { objective = 0, trees = 32 }: ImportanceOptions = {},
): Importance[] {
  const finished = trials.filter(
    (trial) => isFinished(trial) && Number.isFinite(trial.values[objective] ?? Number.NaN),
  )
  const domains = lastDomains(finished)
  if (finished.length < 4 || domains.size === 0) return []
  const names = [...domains.keys()].sort()
  const inputs = finished.map(({ parameters }) =>
    names.map((name) => {
      const [value, domain] = [parameters[name], domains.get(name)]
      if (value === undefined || domain === undefined) return 0.5
      return Math.min(1, Math.max(0, toUnit(domain, value)))
    }),
  )
  const values = finished.map((trial) => trial.values[objective] ?? 0)
  const forest = growForest({ inputs, values }, trees, RandomKey.fromSeed(0).child('importance'))
  const shares = forest.map((leaves) => mainEffects(leaves, names.length))
  return names
    .map((name, dimension): Importance => {
      const sum = shares.reduce((total, tree) => total + (tree[dimension] ?? 0), 0)
      return { name, share: sum / shares.length }
    })
    .sort((a, b) => b.share - a.share)
}

/** A domain may have changed between runs of a study: the latest counts. */
function lastDomains(trials: readonly TrialRecord[]): Map<string, Domain> {
  return new Map(trials.flatMap(({ domains }) => Object.entries(domains)))
}

/** For each dimension the variance of the tree's mean over all others, as a share of the tree's variance. */
function mainEffects(leaves: readonly Leaf[], dimensions: number): number[] {
  const sizes = leaves.map(({ low, high }) =>
    low.reduce((product, start, dimension) => product * ((high[dimension] ?? 1) - start), 1),
  )
  const mean = leaves.reduce((sum, { value }, index) => sum + value * (sizes[index] ?? 0), 0)
  const variance = leaves.reduce(
    (sum, { value }, index) => sum + (value - mean) ** 2 * (sizes[index] ?? 0),
    0,
  )
  return Array.from({ length: dimensions }, (_, dimension) =>
    variance > 0 ? varianceAlong(leaves, sizes, dimension, mean) / variance : 0,
  )
}

function varianceAlong(
  leaves: readonly Leaf[],
  sizes: readonly number[],
  dimension: number,
  mean: number,
): number {
  // Along one dimension the marginal is a staircase: each leaf adds to it where it begins and takes away where it ends.
  const edges = leaves.flatMap(({ low, high, value }, index) => {
    const [start = 0, end = 1] = [low[dimension], high[dimension]]
    const height = (value * (sizes[index] ?? 0)) / (end - start)
    return [
      { place: start, height },
      { place: end, height: -height },
    ]
  })
  edges.sort((a, b) => a.place - b.place)
  let [variance, height, before] = [0, 0, 0]
  for (const edge of edges) {
    variance += (height - mean) ** 2 * (edge.place - before)
    height += edge.height
    before = edge.place
  }
  return variance
}
