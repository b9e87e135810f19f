import { add, div, mul, sqrt } from '../engine/ops/elementwise.ts'
import { type AdamSettings, biasCorrections } from './adam.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, positive } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { meanSquare, runningMean } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

/**
 * RAdam: Adam without an adaptive scale as long as v rests on too few gradients (ρₜ ≤ 5: the first five updates with
 * β₂ 0.999), then with one that is rectified by the variance of 1/√v: a warm-up that needs no setting. ε stands
 * beside √v before its correction, as in PyTorch.
 */
export const rAdam = optimizerFactory({
  name: 'rAdam',
  paper: 'Liu et al. 2020, On the variance of the adaptive learning rate and beyond, arXiv:1908.03265',
  catalogue: ['O13'],
  learningRate: 0.001,
  options: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: positive(1e-8) },
  direction: (options) => [scaleByRectifiedMoments(options)],
})

/** m·(a / (√v + ε) + b): a is 0 before, b after v has become reliable. */
function scaleByRectifiedMoments({ beta1, beta2, epsilon }: AdamSettings): GradientTransform {
  return perParameter({
    slots: ['firstMoment', 'secondMoment'],
    hyperparameters: (step) => rectification(beta1, beta2, step),
    update(gradient, { slots, hyperparameters }) {
      const firstMoment = runningMean(slots.firstMoment, gradient, beta1)
      const secondMoment = meanSquare(slots.secondMoment, gradient, beta2)
      const scale = add(
        div(hyperparameters.adaptiveFactor, add(sqrt(secondMoment), epsilon)),
        hyperparameters.plainFactor,
      )
      return { update: mul(firstMoment, scale), slots: { firstMoment, secondMoment } }
    },
  })
}

function rectification(beta1: number, beta2: number, step: number) {
  const { firstCorrection, secondCorrection } = biasCorrections(beta1, beta2, step)
  const longest = 2 / (1 - beta2) - 1
  const length = longest - 2 * (step + 1) * beta2 ** (step + 1) * secondCorrection
  if (length <= 5) return { adaptiveFactor: 0, plainFactor: firstCorrection }
  const rectifier = Math.sqrt(
    ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length),
  )
  return { adaptiveFactor: (firstCorrection * rectifier) / Math.sqrt(secondCorrection), plainFactor: 0 }
}
