import { iota } from '../../engine/ops/create.ts'
import { add, and, not, select, sub } from '../../engine/ops/elementwise.ts'
import { any, max, mean, min } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { relu } from '../activations/relu.ts'
import { requireOption, withDefaults } from '../options.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { allDistances, pairsOf, requireClassesOfRows, requireRows, rowDistance } from './distances.ts'
import { type Loss, lossFactory } from './loss.ts'

/** The settings of `tripletLoss`. */
export type TripletSettings = {
  /** By how much the other class must be further away. Default 1. */
  readonly margin: number
  /** Compare squared distances, as the paper does with margin 0.2 on embeddings of length 1. Default false. */
  readonly squared: boolean
}

const defaults: TripletSettings = { margin: 1, squared: false }

function requireMargin(margin: number): void {
  requireOption('triplet', 'margin', margin, Number.isFinite(margin) && margin > 0, 'a finite number above 0')
}

/**
 * For `fit` (with `metrics: []`) on outputs as embeddings [batch, features] and int32 classes [batch]: each
 * example with the furthest of its own class and the nearest of another in its batch. Where the batch lacks
 * either, the loss is 0.
 */
export const tripletLoss: TechniqueFactory<TripletSettings, Loss> = lossFactory(
  {
    name: 'triplet',
    defaults,
    paper:
      'Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832; margin: PyTorch; hardest of a batch: Hermans, Beyer & Leibe 2017, arXiv:1703.07737',
    catalogue: [],
  },
  ({ margin, squared }) => {
    requireMargin(margin)
    return {
      outputs: 'embedding',
      perExample: (outputs, classes) => {
        requireClassesOfRows('triplet', outputs, classes)
        const { same, self } = pairsOf(classes, iota([outputs.shape[0] ?? 0], 0))
        const positive = and(same, not(self))
        const distance = allDistances(outputs, squared)
        const along = { axes: 1 }
        // A missing partner leaves an infinite distance, which the selection below takes out again.
        const complete = and(any(positive, along), any(not(same), along))
        const furthest = max(select(positive, distance, 0), along)
        const nearest = min(select(same, Number.POSITIVE_INFINITY, distance), along)
        return relu(select(complete, add(sub(furthest, nearest), margin), 0))
      },
    }
  },
)

/**
 * The mean over the batch of max(0, d(anchor, positive) − d(anchor, negative) + margin), d the Euclidean distance.
 * All three [batch, features].
 * @throws RegimenError `targets-shape`, `technique-option`.
 */
export function triplet(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: Partial<TripletSettings> = {},
): Tensor {
  const { margin, squared } = withDefaults('triplet', defaults, options)
  requireMargin(margin)
  requireRows('triplet', anchor, positive)
  requireRows('triplet', anchor, negative)
  const lack = sub(rowDistance(anchor, positive, squared), rowDistance(anchor, negative, squared))
  return mean(relu(add(lack, margin)))
}
