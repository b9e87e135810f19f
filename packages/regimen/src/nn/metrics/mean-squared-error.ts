import { sum } from '../../engine/ops/reductions.ts'
import { mseLoss } from '../losses/mse.ts'
import { type MetricFactory, meanOverExamples, metricFactory } from './metric.ts'

const squaredError = mseLoss()

/** The mean of (y − t)² over examples and outputs, in the square of the targets' unit. */
export const meanSquaredError: MetricFactory = metricFactory(
  { name: 'meanSquaredError', defaults: {}, paper: 'Gauss 1809, Theoria motus', catalogue: ['F3'] },
  () => ({
    better: 'lower',
    task: 'regression',
    sums: (outputs, targets) => sum(squaredError.perExample(outputs, targets)),
    finish: meanOverExamples,
  }),
)
