import { cast, isNan, less, select } from '../../engine/ops/elementwise.ts'
import { stopGradient } from '../../engine/ops/views.ts'
import { type Activation, activation } from './activation.ts'

/**
 * 1 for x > 0, else 0: the perceptron's threshold. Its derivative is 0 wherever it exists, so nothing
 * below it learns by gradient. NaN stays NaN.
 */
export const step: Activation<Record<never, never>> = activation(
  {
    name: 'step',
    defaults: {},
    paper: 'Rosenblatt 1958, Psychological Review 65',
    catalogue: ['F8', 'F16'],
    initializer: 'xavierNormal',
  },
  (x) => stopGradient(select(isNan(x), x, cast(less(0, x), x.dtype))),
)
