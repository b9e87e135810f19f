import { optimizerFactory } from './optimizer-factory.ts'

/**
 * Stochastic gradient descent: θ ← θ − ηg, g over a batch (the whole data set as one batch makes it gradient
 * descent). η 0.01 is the textbook's; no default suits all tasks.
 */
export const sgd = optimizerFactory({
  name: 'sgd',
  paper: 'Robbins & Monro 1951, A stochastic approximation method',
  catalogue: ['O1', 'O2', 'O3', 'O4'],
  learningRate: 0.01,
  options: {},
})
