import { mul, square, sub } from '../../engine/ops/elementwise.ts'
import { sum } from '../../engine/ops/reductions.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { alignTargets } from './targets.ts'

type NoSettings = Record<never, never>

/** Half the sum of squared errors of each example, ½ Σ (y − t)²: its gradient is y − t. */
export const sseLoss: TechniqueFactory<NoSettings, Loss> = lossFactory(
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
export const sse: LossFunction<NoSettings> = lossFunction(sseLoss)
