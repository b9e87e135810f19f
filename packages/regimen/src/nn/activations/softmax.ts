import { div, exp, sub } from '../../engine/ops/elementwise.ts'
import { logSumExp, max, sum } from '../../engine/ops/reductions.ts'
import { stopGradient } from '../../engine/ops/views.ts'
import { type Activation, activation } from './activation.ts'

const paper = 'Bridle 1990, NIPS 2'
const alongRow = { axes: -1, keepDims: true }

/**
 * eˣⁱ / Σ eˣʲ along the last axis: positive, with sum 1; adding a constant to a row changes nothing.
 * For training use cross-entropy on the logits instead of a softmax layer.
 */
export const softmax: Activation<Record<never, never>> = activation(
  {
    name: 'softmax',
    defaults: {},
    paper,
    catalogue: ['F16'],
    initializer: 'xavierNormal',
    along: 'row',
  },
  (x) => {
    const powers = exp(sub(x, stopGradient(max(x, alongRow))))
    return div(powers, sum(powers, alongRow))
  },
)

/** ln softmax(x) along the last axis, finite also where softmax(x) underflows to 0. */
export const logSoftmax: Activation<Record<never, never>> = activation(
  {
    name: 'logSoftmax',
    defaults: {},
    paper,
    catalogue: ['F16'],
    initializer: 'xavierNormal',
    along: 'row',
  },
  (x) => sub(x, logSumExp(x, alongRow)),
)
