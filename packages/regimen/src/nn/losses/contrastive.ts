import { iota } from '../../engine/ops/create.ts'
import { cast, div, mul, select, square, sub } from '../../engine/ops/elementwise.ts'
import { mean, sum } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { sameShape } from '../../engine/types.ts'
import { relu } from '../activations/relu.ts'
import { requireOption, withDefaults } from '../options.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { allDistances, pairsOf, requireClassesOfRows, requireRows, rowDistance } from './distances.ts'
import { type Loss, lossFactory } from './loss.ts'
import { targetsError } from './targets.ts'

/** The settings of `contrastiveLoss`. */
export type ContrastiveSettings = {
  /** From this distance on, different examples are left alone. Default 1. */
  readonly margin: number
}

const defaults: ContrastiveSettings = { margin: 1 }

function requireMargin(margin: number): void {
  requireOption(
    'contrastive',
    'margin',
    margin,
    Number.isFinite(margin) && margin > 0,
    'a finite number above 0',
  )
}

/** ½d² of what belongs together. */
const attraction = (distance: Tensor) => mul(square(distance), 0.5)
/** ½ max(0, margin − d)² of what does not. */
const repulsion = (distance: Tensor, margin: number) => mul(square(relu(sub(margin, distance))), 0.5)

/**
 * For `fit` (with `metrics: []`) on outputs as embeddings [batch, features] and int32 classes [batch]: examples
 * of one class attract each other, others repel each other up to a margin. Of an example, the mean over all
 * others of the batch.
 */
export const contrastiveLoss: TechniqueFactory<ContrastiveSettings, Loss> = lossFactory(
  {
    name: 'contrastive',
    defaults,
    paper: 'Hadsell, Chopra & LeCun 2006, CVPR, equation 4',
    catalogue: [],
  },
  ({ margin }) => {
    requireMargin(margin)
    return {
      outputs: 'embedding',
      perExample: (outputs, classes) => {
        requireClassesOfRows('contrastive', outputs, classes)
        const [batch = 0] = outputs.shape
        const { same, self } = pairsOf(classes, iota([batch], 0))
        const distance = allDistances(outputs)
        const each = select(same, attraction(distance), repulsion(distance, margin))
        return div(sum(select(self, 0, each), { axes: 1 }), Math.max(1, batch - 1))
      },
    }
  },
)

/**
 * The mean over pairs of ½d² where they belong together, else ½ max(0, margin − d)², d the Euclidean distance.
 * @param first [batch, features]
 * @param second likewise.
 * @param same [batch]: true (1) where a pair belongs together.
 * @throws RegimenError `targets-shape`, `technique-option`.
 */
export function contrastive(
  first: Tensor,
  second: Tensor,
  same: Tensor,
  options: Partial<ContrastiveSettings> = {},
): Tensor {
  const { margin } = withDefaults('contrastive', defaults, options)
  requireMargin(margin)
  requireRows('contrastive', first, second)
  if (!sameShape(same.shape, first.shape.slice(0, 1))) {
    throw targetsError(
      'contrastive',
      first,
      same,
      'embeddings [batch, features] and one truth value for each',
    )
  }
  const distance = rowDistance(first, second)
  return mean(select(cast(same, 'bool'), attraction(distance), repulsion(distance, margin)))
}
