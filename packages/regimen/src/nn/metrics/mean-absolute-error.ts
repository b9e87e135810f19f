import { abs, sub } from '../../engine/ops/elementwise.ts'
import { mean, sum } from '../../engine/ops/reductions.ts'
import { alignTargets } from '../losses/targets.ts'
import { type MetricFactory, meanOverExamples, metricFactory } from './metric.ts'

/** The mean of |y − t| over examples and outputs, in the targets' unit. */
export const meanAbsoluteError: MetricFactory = metricFactory(
  {
    name: 'meanAbsoluteError',
    defaults: {},
    paper: 'Willmott & Matsuura 2005, Climate Research 30',
    catalogue: [],
  },
  () => ({
    better: 'lower',
    task: 'regression',
    sums: (outputs, targets) => {
      const [y, t] = alignTargets('meanAbsoluteError', outputs, targets)
      return sum(mean(abs(sub(y, t)), { axes: 1 }))
    },
    finish: meanOverExamples,
  }),
)
