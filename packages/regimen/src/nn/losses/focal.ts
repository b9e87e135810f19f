import { exp, less, mul, neg, select, sub } from '../../engine/ops/elementwise.ts'
import { mean } from '../../engine/ops/reductions.ts'
import { logOnePlusExp } from '../activations/softplus.ts'
import { requireOption } from '../options.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { alignedOrOneHot } from './targets.ts'

/** The settings of `focalLoss`. */
export type FocalSettings = {
  /** γ: how little well classified outputs count; 0 makes it binary cross-entropy. Default 2. */
  readonly gamma: number
  /** α: weight of the positives, 1 − α that of the negatives. Default 0.25. */
  readonly alpha: number
}

/**
 * −αₜ (1 − pₜ)^γ ln pₜ on logits, pₜ the sigmoid's probability of the truth; averaged over the outputs of an
 * example. Targets 0 or 1 of the outputs' shape, or int32 classes [batch] of outputs [batch, K], which count as K
 * yes-or-no questions, as in the paper. A class that does not exist gives NaN.
 */
export const focalLoss: TechniqueFactory<FocalSettings, Loss> = lossFactory(
  {
    name: 'focal',
    defaults: { gamma: 2, alpha: 0.25 },
    paper: 'Lin, Goyal, Girshick, He & Dollár 2017, arXiv:1708.02002, equation 5',
    catalogue: [],
  },
  ({ gamma, alpha }) => {
    requireOption(
      'focal',
      'gamma',
      gamma,
      Number.isFinite(gamma) && gamma >= 0,
      'a finite number, at least 0',
    )
    requireOption('focal', 'alpha', alpha, alpha >= 0 && alpha <= 1, 'a number from 0 to 1')
    return {
      perExample: (outputs, targets) => {
        const [x, t] = alignedOrOneHot('focal', outputs, targets)
        const positive = less(0.5, t)
        // The logit of the truth: pₜ = σ(z), so −ln(1 − pₜ) = ln(1 + eᶻ), and −ln pₜ is z less.
        const z = select(positive, x, neg(x))
        const failure = logOnePlusExp(z)
        const each = mul(exp(mul(failure, -gamma)), sub(failure, z))
        return mean(select(positive, mul(each, alpha), mul(each, 1 - alpha)), { axes: 1 })
      },
    }
  },
)

/**
 * The mean focal loss over batch and outputs.
 * @throws RegimenError `targets-shape`, `technique-option`.
 */
export const focal: LossFunction<FocalSettings> = lossFunction(focalLoss)
