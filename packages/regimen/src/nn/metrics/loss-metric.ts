import { stack } from '../../engine/ops/indexing.ts'
import { sum } from '../../engine/ops/reductions.ts'
import type { Loss } from '../losses/loss.ts'
import { type Metric, meanOverExamples } from './metric.ts'

/** A loss as a metric, under its name: for watching a loss that is not the one minimised. */
export function lossMetric(loss: Loss): Metric {
  return {
    name: loss.name,
    settings: loss.settings,
    better: 'lower',
    sums: (outputs, targets) => {
      const total = sum(loss.perExample(outputs, targets))
      const counts = loss.exampleWeights?.(outputs, targets)
      return counts ? stack([total, sum(counts)]) : total
    },
    finish: (sums, examples) =>
      sums.length > 1 ? (sums[0] ?? 0) / (sums[1] ?? 0) : meanOverExamples(sums, examples),
  }
}
