import { tensor } from '../../engine/ops/create.ts'
import { add, log, mul, neg, select, sub } from '../../engine/ops/elementwise.ts'
import { mean, sum } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { belowMaximum, expForSum, logSoftmax } from '../activations/softmax.ts'
import { requireOption } from '../options.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { classExists, classTargets, isTargetClass } from './targets.ts'

/** The settings of `crossEntropyLoss`. */
export type CrossEntropySettings = {
  /** ε: targets become t(1 − ε) + ε / K, so that the model need not be certain. Default 0. */
  readonly labelSmoothing: number
  /** A factor for each of the K classes on its −t ln y. Default []: 1 each. */
  readonly classWeights: readonly number[]
}

/**
 * Softmax and −Σ t ln y in one, on logits [batch, K]; finite for logits of any size, gradient y − t.
 * Targets: int32 classes [batch], or rows of probabilities [batch, K]. A class that does not exist gives NaN.
 * With class weights the mean is divided, as in PyTorch, by the sum of the weights of the target classes, or
 * for rows of probabilities by the number of examples.
 */
export const crossEntropyLoss: TechniqueFactory<CrossEntropySettings, Loss> =
  lossFactory<CrossEntropySettings>(
    {
      name: 'crossEntropy',
      defaults: { labelSmoothing: 0, classWeights: [] },
      paper: 'Bridle 1990, NIPS 2; label smoothing: Szegedy et al. 2016, arXiv:1512.00567',
      catalogue: ['F11', 'R10', 'H11.1'],
    },
    (settings) => {
      const { labelSmoothing, classWeights } = settings
      const holds = labelSmoothing >= 0 && labelSmoothing <= 1
      requireOption('crossEntropy', 'labelSmoothing', labelSmoothing, holds, 'a number from 0 to 1')
      requireClassWeights(classWeights)
      if (classWeights.length > 0) return weighted(settings)
      return {
        perExample: (outputs, targets) => {
          const loss = hardOrSoft(outputs, targets)
          if (labelSmoothing === 0) return loss
          const uniform = neg(mean(logSoftmax(outputs), { axes: 1 }))
          return add(mul(loss, 1 - labelSmoothing), mul(uniform, labelSmoothing))
        },
        initialValue: Math.log,
      }
    },
  )

function hardOrSoft(logits: Tensor, given: Tensor): Tensor {
  const { kind, targets } = classTargets('crossEntropy', logits, given)
  if (kind === 'rows') return neg(sum(mul(targets, logSoftmax(logits)), { axes: 1 }))
  const shifted = belowMaximum(logits)
  // Picked with select, not with a product: 0 · −Infinity of a masked class would be NaN.
  const picked = sum(select(isTargetClass(logits, targets), shifted, 0), { axes: 1 })
  return sub(
    log(sum(expForSum(shifted), { axes: 1 })),
    select(classExists(logits, targets), picked, Number.NaN),
  )
}

/** −Σ wₖ tₖ ln yₖ, t smoothed. */
function weighted({ labelSmoothing, classWeights }: CrossEntropySettings) {
  const weightsFor = (logits: Tensor) => {
    const classes = logits.shape[1] ?? 0
    const fits = classWeights.length === classes
    requireOption(
      'crossEntropy',
      'classWeights',
      classWeights,
      fits,
      `${classes} numbers, one for each class`,
    )
    return tensor(classWeights, [classes], logits.dtype)
  }
  return {
    perExample: (logits: Tensor, given: Tensor) => {
      const { kind, targets } = classTargets('crossEntropy', logits, given)
      const losses = mul(neg(logSoftmax(logits)), weightsFor(logits))
      const smooth = (loss: Tensor) =>
        labelSmoothing === 0
          ? loss
          : add(mul(loss, 1 - labelSmoothing), mul(mean(losses, { axes: 1 }), labelSmoothing))
      if (kind === 'rows') return smooth(sum(mul(targets, losses), { axes: 1 }))
      const picked = sum(select(isTargetClass(logits, targets), losses, 0), { axes: 1 })
      return smooth(select(classExists(logits, targets), picked, Number.NaN))
    },
    exampleWeights: (logits: Tensor, given: Tensor) => {
      const { kind, targets } = classTargets('crossEntropy', logits, given)
      if (kind === 'rows') return undefined
      return sum(select(isTargetClass(logits, targets), weightsFor(logits), 0), { axes: 1 })
    },
    ...(labelSmoothing === 0 ? { initialValue: Math.log } : {}),
  }
}

function requireClassWeights(weights: readonly number[]): void {
  const holds =
    Array.isArray(weights) &&
    weights.every((weight) => Number.isFinite(weight) && weight >= 0) &&
    (weights.length === 0 || weights.some((weight) => weight > 0))
  requireOption('crossEntropy', 'classWeights', weights, holds, 'numbers of at least 0, not all 0')
}

/**
 * The mean cross-entropy of a batch of logits [batch, K], in nats.
 * @throws RegimenError `targets-shape`, `technique-option`.
 */
export const crossEntropy: LossFunction<CrossEntropySettings> = lossFunction(crossEntropyLoss)
