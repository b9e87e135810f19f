import { add, div, maximum, mul, sqrt } from '../engine/ops/elementwise.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { flag, fraction, positive } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { meanSquare, runningMean } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

export interface AdamSettings {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

/**
 * Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − ηm̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ), which undo the bias of averages that began at 0: the first step is η whatever the size of
 * the gradient. RMSProp with momentum, not AdaGrad with momentum. `amsGrad` divides by the largest v so far, so
 * that no step grows again (`amsGrad` in the table of optimizers); `weightDecay: { decoupled }` makes it AdamW.
 */
export const adam = optimizerFactory({
  name: 'adam',
  paper: 'Kingma & Ba 2015, arXiv:1412.6980',
  catalogue: ['O4', 'O13', 'O14'],
  learningRate: 0.001,
  options: {
    beta1: fraction(0.9),
    beta2: fraction(0.999),
    epsilon: positive(1e-8),
    amsGrad: flag(false),
  },
  direction: (options) => [options.amsGrad ? scaleByLargestMoments(options) : scaleByMoments(options)],
})

/** m̂ / (√v̂ + ε). */
export function scaleByMoments({ beta1, beta2, epsilon }: AdamSettings): GradientTransform {
  return perParameter({
    slots: ['firstMoment', 'secondMoment'],
    hyperparameters: (step) => biasCorrections(beta1, beta2, step),
    update(gradient, { slots, hyperparameters }) {
      const firstMoment = runningMean(slots.firstMoment, gradient, beta1)
      const secondMoment = meanSquare(slots.secondMoment, gradient, beta2)
      const scale = add(sqrt(mul(secondMoment, hyperparameters.secondCorrection)), epsilon)
      return {
        update: div(mul(firstMoment, hyperparameters.firstCorrection), scale),
        slots: { firstMoment, secondMoment },
      }
    },
  })
}

/** The same with the largest v so far, corrected as v is (PyTorch; Reddi, Kale & Kumar 2018 leave that out). */
export function scaleByLargestMoments({ beta1, beta2, epsilon }: AdamSettings): GradientTransform {
  return perParameter({
    slots: ['firstMoment', 'secondMoment', 'largestSecondMoment'],
    hyperparameters: (step) => biasCorrections(beta1, beta2, step),
    update(gradient, { slots, hyperparameters }) {
      const firstMoment = runningMean(slots.firstMoment, gradient, beta1)
      const secondMoment = meanSquare(slots.secondMoment, gradient, beta2)
      const largestSecondMoment = maximum(slots.largestSecondMoment, secondMoment)
      const scale = add(sqrt(mul(largestSecondMoment, hyperparameters.secondCorrection)), epsilon)
      return {
        update: div(mul(firstMoment, hyperparameters.firstCorrection), scale),
        slots: { firstMoment, secondMoment, largestSecondMoment },
      }
    },
  })
}

/** What makes unbiased averages of those that began at 0, in update number `step`. */
export function biasCorrections(beta1: number, beta2: number, step: number) {
  return {
    firstCorrection: 1 / (1 - beta1 ** (step + 1)),
    secondCorrection: 1 / (1 - beta2 ** (step + 1)),
  }
}
