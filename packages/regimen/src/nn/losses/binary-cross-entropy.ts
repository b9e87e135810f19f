import { abs, add, exp, log1p, maximum, mul, neg, sub } from '../../engine/ops/elementwise.ts'
import { mean } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, lossFactory, meanLoss } from './loss.ts'
import { alignTargets } from './targets.ts'

/**
 * Sigmoid and −t ln y − (1 − t) ln(1 − y) in one, on logits; finite for logits of any size, gradient y − t.
 * Targets in [0, 1], of any element type. Averaged over the outputs of an example.
 */
export const binaryCrossEntropyLoss: TechniqueFactory<Record<never, never>, Loss> = lossFactory(
  {
    name: 'binaryCrossEntropy',
    defaults: {},
    paper: 'Solla, Levin & Fleisher 1988, Complex Systems 2',
    catalogue: ['F10', 'F11'],
  },
  () => ({
    perExample: (outputs, targets) => {
      const [x, t] = alignTargets('binaryCrossEntropy', outputs, targets)
      // ln(1 + eˣ) − x·t, written so that the exponential never overflows. `maximum` halves its gradient
      // at 0, which makes the whole gradient there σ(0) − t = ½ − t.
      const softplus = add(maximum(x, 0), log1p(exp(neg(abs(x)))))
      return mean(sub(softplus, mul(x, t)), { axes: 1 })
    },
    initialValue: () => Math.LN2,
  }),
)

/**
 * The mean binary cross-entropy of a batch of logits [batch, k] or [batch], in nats.
 * @throws RegimenError `targets-shape`.
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return meanLoss(binaryCrossEntropyLoss(), logits, targets)
}
