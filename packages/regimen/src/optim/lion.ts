import { sign } from '../engine/ops/elementwise.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { runningMean } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

/**
 * Lion: θ ← θ − η·sign(β₁m + (1 − β₁)g), then m ← β₂m + (1 − β₂)g. Every element moves by η, so that η is to be
 * three to ten times smaller, and a decoupled λ as much larger, than for Adam. It remembers one number per weight.
 */
export const lion = optimizerFactory({
  name: 'lion',
  paper: 'Chen et al. 2023, Symbolic discovery of optimization algorithms, arXiv:2302.06675',
  catalogue: [],
  learningRate: 0.0001,
  options: { beta1: fraction(0.9), beta2: fraction(0.99) },
  direction: ({ beta1, beta2 }) => [signOfMean(beta1, beta2)],
})

function signOfMean(beta1: number, beta2: number): GradientTransform {
  return perParameter({
    slots: ['momentum'],
    hyperparameters: () => ({}),
    update: (gradient, { slots }) => ({
      update: sign(runningMean(slots.momentum, gradient, beta1)),
      slots: { momentum: runningMean(slots.momentum, gradient, beta2) },
    }),
  })
}
