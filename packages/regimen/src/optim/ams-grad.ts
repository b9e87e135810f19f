import { scaleByLargestMoments } from './adam.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, positive } from './option.ts'

/**
 * AMSGrad: Adam with the largest v so far, v̄ ← max(v̄, v), θ ← θ − ηm̂ / (√(v̄ / (1 − β₂ᵗ)) + ε): no element's rate
 * grows again, which mends Adam's proof of convergence. The bias corrections are PyTorch's.
 */
export const amsGrad = optimizerFactory({
  name: 'amsGrad',
  paper: 'Reddi, Kale & Kumar 2018, On the convergence of Adam and beyond, arXiv:1904.09237',
  catalogue: ['O13'],
  learningRate: 0.001,
  options: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: positive(1e-8) },
  direction: (options) => [scaleByLargestMoments(options)],
})
