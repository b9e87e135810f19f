import { tanh as hyperbolicTangent } from '../../engine/ops/elementwise.ts'
import { type Activation, activation } from './activation.ts'

/** The hyperbolic tangent 2σ(2x) − 1, in (−1, 1): a sigmoid with its centre at 0. */
export const tanh: Activation<Record<never, never>> = activation(
  {
    name: 'tanh',
    defaults: {},
    paper: 'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 4.4',
    catalogue: ['A4'],
    initializer: 'xavierNormal',
  },
  hyperbolicTangent,
)
