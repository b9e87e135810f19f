import { mul, tanh } from '../../engine/ops/elementwise.ts'
import { type Activation, activation } from './activation.ts'
import { logOnePlusExp } from './softplus.ts'

/** x · tanh(ln(1 + eˣ)): smooth, with a dip of −0.31 at x = −1.19. NaN at −∞, as PyTorch. */
export const mish: Activation<Record<never, never>> = activation(
  {
    name: 'mish',
    defaults: {},
    paper: 'Misra 2020, arXiv:1908.08681',
    catalogue: [],
    initializer: 'heNormal',
  },
  (x) => mul(x, tanh(logOnePlusExp(x))),
)
