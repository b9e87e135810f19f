import { sigmoid as logistic } from '../../engine/ops/elementwise.ts'
import { type Activation, activation } from './activation.ts'

/** 1 / (1 + e⁻ˣ), in (0, 1), without overflow. Its gradient is at most ¼ and dies for large |x|. */
export const sigmoid: Activation<Record<never, never>> = activation(
  {
    name: 'sigmoid',
    defaults: {},
    paper: 'Rumelhart, Hinton & Williams 1986, Nature 323',
    catalogue: ['A1', 'A2', 'F16'],
    initializer: 'xavierNormal',
  },
  logistic,
)
