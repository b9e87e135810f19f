import { expm1, lessEqual, mul, select } from '../../engine/ops/elementwise.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { requireOption } from '../options.ts'
import { type Activation, activation } from './activation.ts'

/** @internal x for x > 0, else α(eˣ − 1). */
export function exponentialLinear(x: Tensor, alpha: number): Tensor {
  const negative = lessEqual(x, 0)
  // The exponential sees no positive x: where it overflowed, its gradient would be 0 · ∞ = NaN.
  return select(negative, mul(expm1(select(negative, x, 0)), alpha), x)
}

/** x for x > 0, else α(eˣ − 1), α = 1 by default: outputs with a mean near 0, and no dead units. */
export const elu: Activation<{ readonly alpha: number }> = activation(
  {
    name: 'elu',
    defaults: { alpha: 1 },
    paper: 'Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289',
    catalogue: ['A10'],
    initializer: 'heNormal',
    check: ({ alpha }) =>
      requireOption(
        'elu',
        'alpha',
        alpha,
        Number.isFinite(alpha) && alpha > 0,
        'a finite number, more than 0',
      ),
  },
  (x, { alpha }) => exponentialLinear(x, alpha),
)
