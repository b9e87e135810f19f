import { add, mul } from '../engine/ops/elementwise.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction } from './option.ts'
import { perParameter } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'

/**
 * Nesterov's accelerated gradient: b ← αb + g, θ ← θ − η(g + αb).
 *
 * In the form v ← αv − η∇f(W + αv), W ← W + v the gradient is taken at a point that is not W. Here the stored
 * parameter is that look-ahead point, θ = W + αv (Bengio, Boulanger-Lewandowski & Pascanu 2012,
 * arXiv:1212.0901; so does PyTorch): with b = −v/η the two are the same, and W = θ + αηb. Code that updates v
 * before it looks ahead with the old gradient is another, worse method.
 */
export const nesterov = optimizerFactory({
  name: 'nesterov',
  paper: 'Nesterov 1983; Sutskever, Martens, Dahl & Hinton 2013',
  catalogue: ['O7'],
  learningRate: 0.01,
  options: { momentum: fraction(0.9) },
  direction: (options) => [lookAhead(options.momentum)],
})

/** b ← αb + g, and g + αb is the direction. */
function lookAhead(coefficient: number): GradientTransform {
  return perParameter({
    slots: ['momentum'],
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const accumulated = add(mul(slots.momentum, coefficient), gradient)
      return { update: add(gradient, mul(accumulated, coefficient)), slots: { momentum: accumulated } }
    },
  })
}
