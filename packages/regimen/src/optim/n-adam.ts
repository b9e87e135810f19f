import { add, div, mul, sqrt } from '../engine/ops/elementwise.ts'
import type { AdamSettings } from './adam.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, notNegative, positive } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { progression } from './progression.ts'
import { meanSquare, runningMean } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

interface NAdamSettings extends AdamSettings {
  readonly momentumDecay: number
}

/**
 * NAdam: Adam that looks ahead as Nesterov does. With μₜ = β₁(1 − ½·0.96^(tψ)) and Πₜ = μ₁…μₜ the direction is
 * (μₜ₊₁m / (1 − Πₜ₊₁) + (1 − μₜ)g / (1 − Πₜ)) / (√v̂ + ε). ψ 0.004 and η 0.002 are Dozat's and PyTorch's.
 */
export const nAdam = optimizerFactory({
  name: 'nAdam',
  paper: 'Dozat 2016, Incorporating Nesterov momentum into Adam',
  catalogue: ['O7', 'O13'],
  learningRate: 0.002,
  options: {
    beta1: fraction(0.9),
    beta2: fraction(0.999),
    epsilon: positive(1e-8),
    momentumDecay: notNegative(0.004),
  },
  direction: (options) => [scaleByNesterovMoments(options)],
})

function scaleByNesterovMoments({ beta1, beta2, epsilon, momentumDecay }: NAdamSettings): GradientTransform {
  const momentumAt = (step: number) => beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * momentumDecay))
  const product = progression(1, (total, step) => total * momentumAt(step))
  return perParameter({
    slots: ['firstMoment', 'secondMoment'],
    hyperparameters(step) {
      const soFar = product(step)
      const next = momentumAt(step + 1)
      return {
        gradientFactor: (1 - momentumAt(step)) / (1 - soFar),
        momentFactor: next / (1 - soFar * next),
        secondCorrection: 1 / (1 - beta2 ** (step + 1)),
      }
    },
    update(gradient, { slots, hyperparameters }) {
      const { gradientFactor, momentFactor, secondCorrection } = hyperparameters
      const firstMoment = runningMean(slots.firstMoment, gradient, beta1)
      const secondMoment = meanSquare(slots.secondMoment, gradient, beta2)
      const ahead = add(mul(gradient, gradientFactor), mul(firstMoment, momentFactor))
      return {
        update: div(ahead, add(sqrt(mul(secondMoment, secondCorrection)), epsilon)),
        slots: { firstMoment, secondMoment },
      }
    },
  })
}
