import { add, less, neg, select, square, sub } from '../../engine/ops/elementwise.ts'
import { mean, sum } from '../../engine/ops/reductions.ts'
import { expandDims } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { relu } from '../activations/relu.ts'
import { requireOption } from '../options.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { alignTargets, areClasses, classExists, isTargetClass } from './targets.ts'

/** The settings of `hingeLoss`. */
export type HingeSettings = {
  /** By how much the right side must win. Default 1. */
  readonly margin: number
  /** The squares of what is missing (the L2 machine). Default false. */
  readonly squared: boolean
}

/**
 * The loss of support vector machines. With int32 classes [batch] and outputs [batch, K]: what each other class
 * lacks to lose by the margin, Σⱼ max(0, margin − xᵧ + xⱼ) / K. Else max(0, margin − t·x), averaged over the
 * outputs of an example, with targets of the outputs' shape: above 0 means t = 1, else t = −1 (so both −1, 1
 * and 0, 1 will do). A class that does not exist gives NaN.
 */
export const hingeLoss: TechniqueFactory<HingeSettings, Loss> = lossFactory<HingeSettings>(
  {
    name: 'hinge',
    defaults: { margin: 1, squared: false },
    paper:
      'Cortes & Vapnik 1995, Machine Learning 20; classes: Weston & Watkins 1999, ESANN; squared: Tang 2013, arXiv:1306.0239',
    catalogue: [],
  },
  ({ margin, squared }) => {
    requireOption('hinge', 'margin', margin, Number.isFinite(margin) && margin > 0, 'a finite number above 0')
    const penalty = (lack: Tensor) => (squared ? square(relu(lack)) : relu(lack))
    return {
      perExample: (outputs, targets) => {
        if (areClasses(outputs, targets)) return againstOtherClasses(outputs, targets, margin, penalty)
        const [x, t] = alignTargets('hinge', outputs, targets)
        const agreement = select(less(0, t), x, neg(x))
        return mean(penalty(sub(margin, agreement)), { axes: 1 })
      },
    }
  },
)

function againstOtherClasses(
  outputs: Tensor,
  targets: Tensor,
  margin: number,
  penalty: (lack: Tensor) => Tensor,
): Tensor {
  const isTarget = isTargetClass(outputs, targets)
  const own = expandDims(sum(select(isTarget, outputs, 0), { axes: 1 }), 1)
  const lacks = penalty(add(sub(outputs, own), margin))
  const total = mean(select(isTarget, 0, lacks), { axes: 1 })
  return select(classExists(outputs, targets), total, Number.NaN)
}

/**
 * The mean hinge loss of a batch.
 * @throws RegimenError `targets-shape`, `technique-option`.
 */
export const hinge: LossFunction<HingeSettings> = lossFunction(hingeLoss)
