import { mul } from '../engine/ops/elementwise.ts'
import { scaleByMoments } from './adam.ts'
import { scaleByLearningRate } from './learning-rate.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, positive } from './option.ts'
import { stateless } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'
import { norm, trustRatio } from './trust-ratio.ts'

/**
 * LAMB: Adam's direction r = m̂ / (√v̂ + ε), decoupled decay λθ added, is scaled for each parameter to the norm of
 * that parameter, θ ← θ − η(‖θ‖ / ‖r + λθ‖)(r + λθ): for large batches. ε 1e-6 is the authors'.
 */
export const lamb = optimizerFactory({
  name: 'lamb',
  paper: 'You et al. 2020, Large batch optimization for deep learning, arXiv:1904.00962',
  catalogue: [],
  learningRate: 0.001,
  options: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: positive(1e-6) },
  direction: (options) => [scaleByMoments(options)],
  finish: (_, { learningRate }) => [scaleByTrustRatio(), scaleByLearningRate(learningRate)],
})

function scaleByTrustRatio(): GradientTransform {
  return stateless((direction, parameter) => mul(direction, trustRatio(norm(parameter), norm(direction))))
}
