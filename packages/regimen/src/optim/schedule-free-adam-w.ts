import { add, div, mul, sqrt } from '../engine/ops/elementwise.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, positive, properFraction } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { meanSquare } from './running-averages.ts'
import { scheduleFree } from './schedule-free.ts'
import type { GradientTransform } from './transform.ts'

/**
 * Schedule-free AdamW: the direction g / (√v̂ + ε) with decoupled decay of the trained weights; averaging takes the
 * place of the first moment and of the schedule. An average of the iterates is evaluated and kept. η 0.0025 is the
 * authors'; a warm-up helps.
 */
export const scheduleFreeAdamW = optimizerFactory({
  name: 'scheduleFreeAdamW',
  paper: 'Defazio et al. 2024, The road less scheduled, arXiv:2405.15682',
  catalogue: [],
  learningRate: 0.0025,
  options: { beta1: properFraction(0.9), beta2: fraction(0.999), epsilon: positive(1e-8) },
  direction: ({ beta2, epsilon }) => [scaleBySecondMoment(beta2, epsilon)],
  finish: ({ beta1 }, { learningRate }) => [scheduleFree(learningRate, beta1)],
  tiesParameters: true,
})

function scaleBySecondMoment(beta2: number, epsilon: number): GradientTransform {
  return perParameter({
    slots: ['secondMoment'],
    hyperparameters: (step) => ({ secondCorrection: 1 / (1 - beta2 ** (step + 1)) }),
    update(gradient, { slots, hyperparameters }) {
      const secondMoment = meanSquare(slots.secondMoment, gradient, beta2)
      const scale = add(sqrt(mul(secondMoment, hyperparameters.secondCorrection)), epsilon)
      return { update: div(gradient, scale), slots: { secondMoment } }
    },
  })
}
