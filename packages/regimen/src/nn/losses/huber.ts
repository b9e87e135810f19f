import { clamp, mul, sub } from '../../engine/ops/elementwise.ts'
import { mean } from '../../engine/ops/reductions.ts'
import { requireOption } from '../options.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { alignTargets } from './targets.ts'

/** The settings of `huberLoss`. */
export type HuberSettings = {
  /** δ: from this error on the loss is linear. Default 1, in the targets' unit. */
  readonly delta: number
}

/**
 * ½e² for |e| ≤ δ, else δ(|e| − ½δ), e = y − t; averaged over the outputs of an example. As `mse` (halved) near
 * 0, as `mae` far out.
 */
export const huberLoss: TechniqueFactory<HuberSettings, Loss> = lossFactory(
  {
    name: 'huber',
    defaults: { delta: 1 },
    paper: 'Huber 1964, Annals of Mathematical Statistics 35; δ: PyTorch',
    catalogue: [],
  },
  ({ delta }) => {
    requireOption('huber', 'delta', delta, Number.isFinite(delta) && delta > 0, 'a finite number above 0')
    return {
      perExample: (outputs, targets) => {
        const [y, t] = alignTargets('huber', outputs, targets)
        const error = sub(y, t)
        const near = clamp(error, -delta, delta)
        return mean(mul(near, sub(error, mul(near, 0.5))), { axes: 1 })
      },
    }
  },
)

/**
 * The mean Huber loss over batch and outputs. Outputs [batch, k] or [batch]; targets likewise.
 * @throws RegimenError `targets-shape`, `technique-option`.
 */
export const huber: LossFunction<HuberSettings> = lossFunction(huberLoss)
