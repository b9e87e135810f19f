import { mul, square, sub } from '../../engine/ops/elementwise.ts'
import { sum } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, lossFactory, meanLoss } from './loss.ts'
import { alignTargets } from './targets.ts'

/** Half the sum of squared errors of each example, ½ Σ (y − t)²: its gradient is y − t. */
export const sseLoss: TechniqueFactory<Record<never, never>, Loss> = lossFactory(
  {
    name: 'sse',
    defaults: {},
    paper: 'Rumelhart, Hinton & Williams 1986, Nature 323, equation 3',
    catalogue: ['F9'],
  },
  () => ({
    perExample: (outputs, targets) => {
      const [y, t] = alignTargets('sse', outputs, targets)
      return mul(sum(square(sub(y, t)), { axes: 1 }), 0.5)
    },
  }),
)

/**
 * The mean over the batch of ½ Σ (y − t)². Outputs [batch, k] or [batch]; targets likewise.
 * @throws RegimenError `targets-shape`.
 */
export function sse(outputs: Tensor, targets: Tensor): Tensor {
  return meanLoss(sseLoss(), outputs, targets)
}
