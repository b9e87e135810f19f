import { optimizerFactory } from './optimizer-factory.ts'

/**
 * Gradient descent: θ ← θ − ηg, g over the whole data set. The batch must be the data set: `fit` with `batchSize`
 * the size of the training part, or `accumulate` the number of its batches. Converges on a quadratic of largest
 * curvature λ for η < 2/λ.
 */
export const gradientDescent = optimizerFactory({
  name: 'gradientDescent',
  paper: 'Cauchy 1847, Méthode générale pour la résolution des systèmes d’équations simultanées',
  catalogue: ['O1', 'O15'],
  learningRate: 0.01,
  options: {},
})
