import { abs, add, div, exp, log1p, maximum, mul, neg } from '../../engine/ops/elementwise.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { requireOption } from '../options.ts'
import { type Activation, activation } from './activation.ts'

/** @internal ln(1 + eˣ) without overflow; gradient σ(x). */
export function logOnePlusExp(x: Tensor): Tensor {
  // `maximum` halves its gradient at 0 and |x| has none there, which together make σ(0) = ½.
  return add(maximum(x, 0), log1p(exp(neg(abs(x)))))
}

/**
 * ln(1 + e^βx) / β (β = 1 by default): a smooth ReLU, everywhere above 0. Exact for every x; PyTorch replaces
 * it by x where βx > 20, which is 2·10⁻⁹ less.
 */
export const softplus: Activation<{ readonly beta: number }> = activation(
  {
    name: 'softplus',
    defaults: { beta: 1 },
    paper: 'Dugas, Bengio, Bélisle, Nadeau & Garcia 2001, NIPS 13',
    catalogue: [],
    initializer: 'heNormal',
    check: ({ beta }) =>
      requireOption('softplus', 'beta', beta, Number.isFinite(beta) && beta > 0, 'a finite number above 0'),
  },
  (x, { beta }) => (beta === 1 ? logOnePlusExp(x) : div(logOnePlusExp(mul(x, beta)), beta)),
)
