import { add, div, mul, sqrt, square } from '../engine/ops/elementwise.ts'
import { fraction, optimizerFactory, positive } from './optimizer-factory.ts'
import { perParameter } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'

/**
 * RMSProp: h ← ρh + (1 − ρ)g², θ ← θ − ηg / (√h + ε). AdaGrad with an average for the sum, so that it does not
 * stall. ρ 0.9 is Hinton's (PyTorch's default is 0.99), η 0.001 Keras's, ε 1e-8 PyTorch's.
 */
export const rmsProp = optimizerFactory(
  {
    name: 'rmsProp',
    paper: 'Tieleman & Hinton 2012, Coursera lecture 6.5: rmsprop',
    catalogue: ['O11'],
    learningRate: 0.001,
    options: { rho: fraction(0.9), epsilon: positive(1e-8) },
  },
  (settings) => [scaleByRootMeanSquare(settings.rho, settings.epsilon)],
)

function scaleByRootMeanSquare(rho: number, epsilon: number): GradientTransform {
  return perParameter({
    slots: ['meanSquare'],
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const meanSquare = add(mul(slots.meanSquare, rho), mul(square(gradient), 1 - rho))
      return { update: div(gradient, add(sqrt(meanSquare), epsilon)), slots: { meanSquare } }
    },
  })
}
