import { optimizerFactory } from './optimizer-factory.ts'
import { properFraction } from './option.ts'
import { scheduleFree } from './schedule-free.ts'

/**
 * Schedule-free SGD: no schedule and no end to be known beforehand; an average of the iterates is evaluated and
 * kept, and gradients are taken at a point between it and the last iterate. η may be larger than for SGD; a
 * warm-up helps. Batch normalization keeps statistics of the point where gradients are taken.
 */
export const scheduleFreeSgd = optimizerFactory({
  name: 'scheduleFreeSgd',
  paper: 'Defazio et al. 2024, The road less scheduled, arXiv:2405.15682',
  catalogue: [],
  learningRate: 1,
  options: { momentum: properFraction(0.9) },
  finish: ({ momentum }, { learningRate }) => [scheduleFree(learningRate, momentum)],
  tiesParameters: true,
})
