import { add, mul } from '../engine/ops/elementwise.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction } from './option.ts'
import { perParameter } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'

/**
 * SGD with momentum (heavy ball): b ← αb + g, θ ← θ − ηb. With a constant η this is the textbooks'
 * v ← αv − ηg, θ ← θ + v with v = −ηb; when η changes, the whole of b follows at once (as in PyTorch). Under a
 * constant gradient the step grows to ηg / (1 − α): α 0.9 makes it ten times that of SGD.
 */
export const momentum = optimizerFactory({
  name: 'momentum',
  paper: 'Polyak 1964, Some methods of speeding up the convergence of iteration methods',
  catalogue: ['O4', 'O5', 'O6'],
  learningRate: 0.01,
  options: { momentum: fraction(0.9) },
  direction: (options) => [heavyBall(options.momentum)],
})

/** b ← αb + g, and b is the direction. */
export function heavyBall(coefficient: number): GradientTransform {
  return perParameter({
    slots: ['momentum'],
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const accumulated = add(mul(slots.momentum, coefficient), gradient)
      return { update: accumulated, slots: { momentum: accumulated } }
    },
  })
}
