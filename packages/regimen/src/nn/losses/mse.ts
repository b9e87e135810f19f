import { square, sub } from '../../engine/ops/elementwise.ts'
import { mean } from '../../engine/ops/reductions.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { alignTargets } from './targets.ts'

type NoSettings = Record<never, never>

/** The squared error of each example, averaged over its outputs: 2 / k times `sse` for k outputs. */
export const mseLoss: TechniqueFactory<NoSettings, Loss> = lossFactory(
  { name: 'mse', defaults: {}, paper: 'Gauss 1809, Theoria motus', catalogue: ['F3', 'F9'] },
  () => ({
    perExample: (outputs, targets) => {
      const [y, t] = alignTargets('mse', outputs, targets)
      return mean(square(sub(y, t)), { axes: 1 })
    },
  }),
)

/**
 * The mean squared error over batch and outputs. Outputs [batch, k] or [batch]; targets likewise.
 * @throws RegimenError `targets-shape`.
 */
export const mse: LossFunction<NoSettings> = lossFunction(mseLoss)
