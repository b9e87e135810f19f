import { add, div, exp, less, mul, select } from '../../engine/ops/elementwise.ts'
import { type Activation, activation } from './activation.ts'

/** x · tanh(ln(1 + eˣ)): smooth, with a dip of −0.31 at x = −1.19. NaN at −∞, as PyTorch. */
export const mish: Activation<Record<never, never>> = activation(
  {
    name: 'mish',
    defaults: {},
    paper: 'Misra 2020, arXiv:1908.08681',
    catalogue: [],
    initializer: 'heNormal',
  },
  // tanh ln(1 + e) = n / (n + 2) with n = e(e + 2): one exponential, and from x = 20 on the same as 1.
  (x) => {
    const e = exp(select(less(20, x), 20, x))
    const n = mul(e, add(e, 2))
    return mul(x, div(n, add(n, 2)))
  },
)
