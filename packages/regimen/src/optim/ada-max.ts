import { abs, add, div, maximum, mul } from '../engine/ops/elementwise.ts'
import type { AdamSettings } from './adam.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, positive } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { runningMean } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

/**
 * AdaMax: Adam with the infinity norm, u ← max(β₂u, |g| + ε), θ ← θ − ηm̂ / u. Steps are at most about η. ε inside
 * the maximum is PyTorch's; the paper has none.
 */
export const adaMax = optimizerFactory({
  name: 'adaMax',
  paper: 'Kingma & Ba 2015, section 7.1, arXiv:1412.6980',
  catalogue: ['O13'],
  learningRate: 0.002,
  options: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: positive(1e-8) },
  direction: (options) => [scaleByInfinityNorm(options)],
})

function scaleByInfinityNorm({ beta1, beta2, epsilon }: AdamSettings): GradientTransform {
  return perParameter({
    slots: ['firstMoment', 'infinityNorm'],
    hyperparameters: (step) => ({ firstCorrection: 1 / (1 - beta1 ** (step + 1)) }),
    update(gradient, { slots, hyperparameters }) {
      const firstMoment = runningMean(slots.firstMoment, gradient, beta1)
      const infinityNorm = maximum(mul(slots.infinityNorm, beta2), add(abs(gradient), epsilon))
      return {
        update: div(mul(firstMoment, hyperparameters.firstCorrection), infinityNorm),
        slots: { firstMoment, infinityNorm },
      }
    },
  })
}
