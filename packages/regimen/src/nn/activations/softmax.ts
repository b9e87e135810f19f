import { cast, div, exp, lessEqual, log, mul, sub } from '../../engine/ops/elementwise.ts'
import { max, sum } from '../../engine/ops/reductions.ts'
import { stopGradient } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { type Activation, activation } from './activation.ts'

const paper = 'Bridle 1990, NIPS 2'
const alongRow = { axes: -1, keepDims: true }

/** @internal x minus the largest of its row: no exponential of it overflows, and softmax stays the same. */
export function belowMaximum(x: Tensor): Tensor {
  return sub(x, stopGradient(max(x, alongRow)))
}

/** Where e^x, about 10⁻²⁶, is lost beside 1 in float64, too. */
const lowest = -60

/**
 * @internal e^x for logarithms below the largest of their row, where only their sum counts: what is lost in the sum is 0.
 * Its gradient would make subnormal numbers on the way through the layers, which processors compute a hundred times slower.
 */
export function expForSum(x: Tensor): Tensor {
  // A product, not a select: what is not finite in the row reaches all gradients of it.
  return mul(exp(x), cast(lessEqual(lowest, x), x.dtype))
}

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
    const powers = exp(belowMaximum(x))
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
  // Not x − ln Σ eˣ: in float32 the rounding of a large x would remain.
  (x) => {
    const shifted = belowMaximum(x)
    return sub(shifted, log(sum(expForSum(shifted), alongRow)))
  },
)
