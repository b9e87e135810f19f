/** The contract of losses: what training makes small. */
import { div, mul } from '../../engine/ops/elementwise.ts'
import { mean, sum } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { formatType, sameShape } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import { requireOption } from '../options.ts'
import { type TechniqueFactory, type TechniqueRow, techniqueFactory } from '../technique-factory.ts'

/**
 * What training makes small: a number for each example. The loss of a batch is Σ sᵢ·lᵢ / Σ sᵢ·wᵢ: l is `perExample`, s are the sample weights (1 where none are given),
 * and w is `exampleWeights` (1 where a loss has none). Without weights that is the mean over the batch.
 */
export interface Loss {
  /** The technique's name: `crossEntropy`. */
  readonly name: string
  readonly settings: Settings
  /**
   * `embedding`: the outputs are points in a space of any size, and not a logit for each class; metrics that read
   * logits, such as accuracy, do not apply.
   */
  readonly outputs?: 'embedding'
  /**
   * One number for each example: [batch].
   * @throws RegimenError `targets-shape` when outputs and targets do not fit.
   */
  perExample(outputs: Tensor, targets: Tensor): Tensor
  /** What each example counts for in the mean, [batch], for losses that weigh classes; nothing means 1 each. */
  exampleWeights?(outputs: Tensor, targets: Tensor): Tensor | undefined
  /** The expected loss of a model that knows nothing, where theory gives one: ln K for K classes. */
  initialValue?(classes: number): number
}

type LossParts = Omit<Loss, 'name' | 'settings'>

/** @internal */
export function lossFactory<S extends Settings>(
  row: Omit<TechniqueRow<S>, 'kind'>,
  build: (settings: S) => LossParts,
): TechniqueFactory<S, Loss> {
  const technique: TechniqueRow<S> = { ...row, kind: 'loss' }
  return techniqueFactory(technique, (settings) => ({ name: row.name, settings, ...build(settings) }))
}

/**
 * A loss as a function of tensors: a scalar.
 * @param sampleWeights [batch], not negative: how much each example counts. Default: all the same.
 */
export type LossFunction<S extends Settings> = (
  outputs: Tensor,
  targets: Tensor,
  options?: Partial<S>,
  sampleWeights?: Tensor,
) => Tensor

/** @internal */
export function lossFunction<S extends Settings>(factory: TechniqueFactory<S, Loss>): LossFunction<S> {
  return (outputs, targets, options, sampleWeights) =>
    meanLoss(factory(options), outputs, targets, sampleWeights)
}

/**
 * The loss of a batch: the mean over its examples, weighted where the loss or the caller weighs them.
 * @param sampleWeights [batch]
 * @throws RegimenError `targets-shape`, `technique-option`.
 */
export function meanLoss(loss: Loss, outputs: Tensor, targets: Tensor, sampleWeights?: Tensor): Tensor {
  const each = loss.perExample(outputs, targets)
  const counts = loss.exampleWeights?.(outputs, targets)
  if (!sampleWeights) return counts ? div(sum(each), sum(counts)) : mean(each)
  const expected = `one weight for each of ${each.size} examples, ${formatType(each.type)}`
  const fits = sameShape(sampleWeights.shape, each.shape) && sampleWeights.dtype === each.dtype
  requireOption(loss.name, 'sampleWeights', formatType(sampleWeights.type), fits, expected)
  return div(sum(mul(each, sampleWeights)), sum(counts ? mul(counts, sampleWeights) : sampleWeights))
}
