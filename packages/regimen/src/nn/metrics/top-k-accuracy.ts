import { iota } from '../../engine/ops/create.ts'
import { and, cast, equal, greater, less, or, select } from '../../engine/ops/elementwise.ts'
import { any, sum } from '../../engine/ops/reductions.ts'
import { expandDims } from '../../engine/ops/views.ts'
import { requireSize } from '../options.ts'
import { classified } from './classes.ts'
import { type MetricFactory, meanOverExamples, metricFactory } from './metric.ts'

/** The settings of `topKAccuracy`. */
export type TopKAccuracySettings = {
  /** How many guesses count. Default 5. */
  readonly k: number
}

/**
 * The share of examples whose class is among the k with the largest outputs; its value is called
 * `top5Accuracy` for k = 5. Of equal outputs the one of the lower class comes first, as in `accuracy`, which
 * is the case k = 1. Outputs and targets as there. A class that does not exist is never right.
 */
export const topKAccuracy: MetricFactory<TopKAccuracySettings> = metricFactory(
  {
    name: 'topKAccuracy',
    defaults: { k: 5 },
    paper: 'Russakovsky et al. 2015, arXiv:1409.0575, section 4.1',
    catalogue: [],
  },
  ({ k }) => {
    requireSize('topKAccuracy', 'k', k)
    return {
      better: 'higher',
      task: 'classification',
      sums: (outputs, targets) => {
        const { logits, actual, classes } = classified('topKAccuracy', outputs, targets)
        const column = iota([classes], 0)
        const target = expandDims(actual, 1)
        const isTarget = equal(column, target)
        const score = sum(select(isTarget, logits, 0), { axes: 1, keepDims: true })
        const ahead = or(greater(logits, score), and(equal(logits, score), less(column, target)))
        const rank = sum(cast(ahead, 'int32'), { axes: 1 })
        return sum(cast(and(less(rank, k), any(isTarget, { axes: 1 })), logits.dtype))
      },
      finish: meanOverExamples,
    }
  },
  ({ k }) => `top${k}Accuracy`,
)
