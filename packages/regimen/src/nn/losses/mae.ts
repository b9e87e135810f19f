import { abs, sub } from '../../engine/ops/elementwise.ts'
import { mean } from '../../engine/ops/reductions.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { alignTargets } from './targets.ts'

type NoSettings = Record<never, never>

/** The absolute error of each example, averaged over its outputs. Least at the median; outliers pull no harder. */
export const maeLoss: TechniqueFactory<NoSettings, Loss> = lossFactory(
  { name: 'mae', defaults: {}, paper: 'Laplace 1774 (least absolute deviations)', catalogue: [] },
  () => ({
    perExample: (outputs, targets) => {
      const [y, t] = alignTargets('mae', outputs, targets)
      return mean(abs(sub(y, t)), { axes: 1 })
    },
  }),
)

/**
 * The mean absolute error over batch and outputs; gradient 0 where y = t. Outputs [batch, k] or [batch]; targets
 * likewise.
 * @throws RegimenError `targets-shape`.
 */
export const mae: LossFunction<NoSettings> = lossFunction(maeLoss)
