import { add, mul, neg, sub } from '../../engine/ops/elementwise.ts'
import { mean } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { logOnePlusExp } from '../activations/softplus.ts'
import { requireOption } from '../options.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { alignTargets } from './targets.ts'

/** The settings of `binaryCrossEntropyLoss`. */
export type BinaryCrossEntropySettings = {
  /** ε: targets become t(1 − ε) + ε / 2. Default 0. */
  readonly labelSmoothing: number
  /** Factor on −t ln y, for rare positives; it does not enter the mean's divisor. Default 1. */
  readonly positiveWeight: number
}

/**
 * Sigmoid and −t ln y − (1 − t) ln(1 − y) in one, on logits; finite for logits of any size, gradient y − t.
 * Targets in [0, 1], of any element type. Averaged over the outputs of an example.
 */
export const binaryCrossEntropyLoss: TechniqueFactory<BinaryCrossEntropySettings, Loss> = lossFactory(
  {
    name: 'binaryCrossEntropy',
    defaults: { labelSmoothing: 0, positiveWeight: 1 },
    paper: 'Solla, Levin & Fleisher 1988, Complex Systems 2',
    catalogue: ['F10', 'F11'],
  },
  ({ labelSmoothing, positiveWeight }) => {
    const smooth = labelSmoothing >= 0 && labelSmoothing <= 1
    requireOption('binaryCrossEntropy', 'labelSmoothing', labelSmoothing, smooth, 'a number from 0 to 1')
    const positive = Number.isFinite(positiveWeight) && positiveWeight > 0
    requireOption('binaryCrossEntropy', 'positiveWeight', positiveWeight, positive, 'a finite number above 0')
    return {
      perExample: (outputs, targets) => {
        const [x, given] = alignTargets('binaryCrossEntropy', outputs, targets)
        const t = labelSmoothing === 0 ? given : add(mul(given, 1 - labelSmoothing), labelSmoothing / 2)
        const each = positiveWeight === 1 ? sub(logOnePlusExp(x), mul(x, t)) : weighted(x, t, positiveWeight)
        return mean(each, { axes: 1 })
      },
      ...(positiveWeight === 1 ? { initialValue: () => Math.LN2 } : {}),
    }
  },
)

/** With y = σ(x): −ln(1 − y) = x − ln y, and −ln y = ln(1 + e⁻ˣ). */
function weighted(x: Tensor, t: Tensor, positiveWeight: number): Tensor {
  const factor = add(mul(t, positiveWeight - 1), 1)
  return add(mul(x, sub(1, t)), mul(factor, logOnePlusExp(neg(x))))
}

/**
 * The mean binary cross-entropy over batch and outputs, in nats. Logits [batch, k] or [batch]; targets likewise.
 * @throws RegimenError `targets-shape`, `technique-option`.
 */
export const binaryCrossEntropy: LossFunction<BinaryCrossEntropySettings> =
  lossFunction(binaryCrossEntropyLoss)
