import { add, div, mul, sqrt, square } from '../engine/ops/elementwise.ts'
import { fraction, optimizerFactory, positive } from './optimizer-factory.ts'
import { perParameter } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'

interface AdamSettings {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

/**
 * Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − ηm̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ), which undo the bias of averages that began at 0: the first step is η whatever the size of
 * the gradient. RMSProp with momentum, not AdaGrad with momentum. `weightDecay: { decoupled }` makes it AdamW.
 */
export const adam = optimizerFactory(
  {
    name: 'adam',
    paper: 'Kingma & Ba 2015, arXiv:1412.6980',
    catalogue: ['O4', 'O13', 'O14'],
    learningRate: 0.001,
    options: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: positive(1e-8) },
  },
  (settings) => [scaleByMoments(settings)],
)

function scaleByMoments({ beta1, beta2, epsilon }: AdamSettings): GradientTransform {
  return perParameter({
    slots: ['firstMoment', 'secondMoment'],
    hyperparameters: (step) => ({
      firstCorrection: 1 / (1 - beta1 ** (step + 1)),
      secondCorrection: 1 / (1 - beta2 ** (step + 1)),
    }),
    update(gradient, { slots, hyperparameters }) {
      const firstMoment = add(mul(slots.firstMoment, beta1), mul(gradient, 1 - beta1))
      const secondMoment = add(mul(slots.secondMoment, beta2), mul(square(gradient), 1 - beta2))
      const scale = add(sqrt(mul(secondMoment, hyperparameters.secondCorrection)), epsilon)
      return {
        update: div(mul(firstMoment, hyperparameters.firstCorrection), scale),
        slots: { firstMoment, secondMoment },
      }
    },
  })
}
