import { mul } from '../../engine/ops/elementwise.ts'
import { type Activation, activation } from './activation.ts'
import { exponentialLinear } from './elu.ts'

/** The fixed point of the paper's equation 14: layers map mean 0, variance 1 to mean 0, variance 1. */
const alpha = 1.6732632423543772
const lambda = 1.0507009873554805

/** @internal What selu comes to at −∞: −λα. */
export const seluFloor: number = -lambda * alpha

/** λ·elu(x, α): keeps deep networks at mean 0 and variance 1, with LeCun-normal weights. */
export const selu: Activation<Record<never, never>> = activation(
  {
    name: 'selu',
    defaults: {},
    paper: 'Klambauer, Unterthiner, Mayr & Hochreiter 2017, arXiv:1706.02515',
    catalogue: ['A10'],
    initializer: 'lecunNormal',
  },
  (x) => mul(exponentialLinear(x, alpha), lambda),
)
