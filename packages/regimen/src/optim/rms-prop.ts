import { add, div, maximum, sqrt, square, sub } from '../engine/ops/elementwise.ts'
import { heavyBall } from './momentum.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { flag, fraction, positive } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { meanSquare, runningMean } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

/**
 * RMSProp: h ← ρh + (1 − ρ)g², θ ← θ − ηg / (√h + ε). AdaGrad with an average for the sum, so that it does not
 * stall. ρ 0.9 is Hinton's (PyTorch's default is 0.99), η 0.001 Keras's, ε 1e-8 PyTorch's.
 *
 * `centered` divides by an estimate of the standard deviation, √(h − ḡ²) with ḡ ← ρḡ + (1 − ρ)g (Graves 2013,
 * arXiv:1308.0850); `momentum` α > 0 puts a heavy ball behind the scale, as in PyTorch.
 */
export const rmsProp = optimizerFactory({
  name: 'rmsProp',
  paper: 'Tieleman & Hinton 2012, Coursera lecture 6.5: rmsprop',
  catalogue: ['O11'],
  learningRate: 0.001,
  options: { rho: fraction(0.9), epsilon: positive(1e-8), centered: flag(false), momentum: fraction(0) },
  direction: ({ rho, epsilon, centered, momentum }) => [
    centered ? scaleByDeviation(rho, epsilon) : scaleByRootMeanSquare(rho, epsilon),
    ...(momentum > 0 ? [heavyBall(momentum)] : []),
  ],
})

function scaleByRootMeanSquare(rho: number, epsilon: number): GradientTransform {
  return perParameter({
    slots: ['meanSquare'],
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const squares = meanSquare(slots.meanSquare, gradient, rho)
      return { update: div(gradient, add(sqrt(squares), epsilon)), slots: { meanSquare: squares } }
    },
  })
}

function scaleByDeviation(rho: number, epsilon: number): GradientTransform {
  return perParameter({
    slots: ['meanSquare', 'mean'],
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const squares = meanSquare(slots.meanSquare, gradient, rho)
      const mean = runningMean(slots.mean, gradient, rho)
      // Not negative but for rounding, under a gradient that hardly changes.
      const variance = maximum(sub(squares, square(mean)), 0)
      return {
        update: div(gradient, add(sqrt(variance), epsilon)),
        slots: { meanSquare: squares, mean },
      }
    },
  })
}
