import { scaleByMoments } from './adam.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, positive } from './option.ts'

/**
 * AdamW: Adam with decoupled weight decay, θ ← θ − η(m̂ / (√v̂ + ε) + λθ), for weights and not for biases. λ 0.01 is
 * PyTorch's.
 */
export const adamW = optimizerFactory({
  name: 'adamW',
  paper: 'Loshchilov & Hutter 2019, Decoupled weight decay regularization, arXiv:1711.05101',
  catalogue: ['O13', 'R4'],
  learningRate: 0.001,
  weightDecay: { decoupled: 0.01 },
  options: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: positive(1e-8) },
  direction: (options) => [scaleByMoments(options)],
})
