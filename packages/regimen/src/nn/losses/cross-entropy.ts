import { iota } from '../../engine/ops/create.ts'
import {
  add,
  and,
  equal,
  exp,
  less,
  lessEqual,
  log,
  mul,
  neg,
  select,
  sub,
} from '../../engine/ops/elementwise.ts'
import { mean, sum } from '../../engine/ops/reductions.ts'
import { expandDims } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { belowMaximum, logSoftmax } from '../activations/softmax.ts'
import { requireOption } from '../options.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, lossFactory, meanLoss } from './loss.ts'
import { classTargets } from './targets.ts'

/** The settings of `crossEntropyLoss`. */
export type CrossEntropySettings = {
  /** ε: targets become t(1 − ε) + ε / K, so that the model need not be certain. Default 0. */
  readonly labelSmoothing: number
}

/**
 * Softmax and −Σ t ln y in one, on logits [batch, K]; finite for logits of any size, gradient y − t.
 * Targets: int32 classes [batch], or rows of probabilities [batch, K]. A class that does not exist gives NaN.
 */
export const crossEntropyLoss: TechniqueFactory<CrossEntropySettings, Loss> = lossFactory(
  {
    name: 'crossEntropy',
    defaults: { labelSmoothing: 0 },
    paper: 'Bridle 1990, NIPS 2; label smoothing: Szegedy et al. 2016, arXiv:1512.00567',
    catalogue: ['F11', 'R10', 'H11.1'],
  },
  ({ labelSmoothing }) => {
    const holds = labelSmoothing >= 0 && labelSmoothing <= 1
    requireOption('crossEntropy', 'labelSmoothing', labelSmoothing, holds, 'a number from 0 to 1')
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
  const classes = logits.shape[1] ?? 0
  const shifted = belowMaximum(logits)
  // Picked with select, not with a product: 0 · −Infinity of a masked class would be NaN.
  const isTarget = equal(expandDims(targets, 1), iota([classes], 0))
  const picked = sum(select(isTarget, shifted, 0), { axes: 1 })
  const exists = and(lessEqual(0, targets), less(targets, classes))
  return sub(log(sum(exp(shifted), { axes: 1 })), select(exists, picked, Number.NaN))
}

/**
 * The mean cross-entropy of a batch of logits [batch, K], in nats.
 * @throws RegimenError `targets-shape`.
 */
export function crossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return meanLoss(crossEntropyLoss(), logits, targets)
}
