import { add, div, sqrt } from '../engine/ops/elementwise.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { positive } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { squareOf } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

/**
 * AdaGrad: h ← h + g², θ ← θ − ηg / (√h + ε). Rarely updated elements keep large steps. h only grows, so that
 * every step shrinks: under a constant gradient as η/√t. ε 1e-10 is PyTorch's.
 */
export const adaGrad = optimizerFactory({
  name: 'adaGrad',
  paper: 'Duchi, Hazan & Singer 2011, Adaptive subgradient methods',
  catalogue: ['O4', 'O8', 'O9'],
  learningRate: 0.01,
  options: { epsilon: positive(1e-10) },
  direction: ({ epsilon }) => [scaleBySquareSum(epsilon)],
})

function scaleBySquareSum(epsilon: number): GradientTransform {
  return perParameter({
    slots: ['squareSum'],
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const squareSum = add(slots.squareSum, squareOf(gradient))
      return { update: div(gradient, add(sqrt(squareSum), epsilon)), slots: { squareSum } }
    },
  })
}
