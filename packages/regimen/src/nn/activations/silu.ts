import { mul, sigmoid } from '../../engine/ops/elementwise.ts'
import { type Activation, activation } from './activation.ts'

/** x·σ(x), also called swish: smooth, with a dip of −0.28 at x = −1.28. NaN at −∞, as PyTorch. */
export const silu: Activation<Record<never, never>> = activation(
  {
    name: 'silu',
    defaults: {},
    paper:
      'Elfwing, Uchibe & Doya 2018, arXiv:1702.03118; swish: Ramachandran, Zoph & Le 2017, arXiv:1710.05941',
    catalogue: [],
    initializer: 'heNormal',
  },
  (x) => mul(x, sigmoid(x)),
)
