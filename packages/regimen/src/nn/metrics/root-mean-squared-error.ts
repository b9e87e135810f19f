import { sum } from '../../engine/ops/reductions.ts'
import { mseLoss } from '../losses/mse.ts'
import { type MetricFactory, meanOverExamples, metricFactory } from './metric.ts'

const squaredError = mseLoss()

/** The root of the mean of (y − t)² over examples and outputs, in the targets' unit. */
export const rootMeanSquaredError: MetricFactory = metricFactory(
  {
    name: 'rootMeanSquaredError',
    defaults: {},
    paper: 'Willmott & Matsuura 2005, Climate Research 30',
    catalogue: ['F3'],
  },
  () => ({
    better: 'lower',
    task: 'regression',
    sums: (outputs, targets) => sum(squaredError.perExample(outputs, targets)),
    // The root comes last: the mean of the batches' roots would be too small.
    finish: (sums, examples) => Math.sqrt(meanOverExamples(sums, examples)),
  }),
)
