import { sum } from '../../engine/ops/reductions.ts'
import type { Loss } from '../losses/loss.ts'
import { type Metric, meanOverExamples } from './metric.ts'

/** A loss as a metric, under its name: for watching a loss that is not the one minimised. */
export function lossMetric(loss: Loss): Metric {
  return {
    name: loss.name,
    settings: loss.settings,
    better: 'lower',
    sums: (outputs, targets) => sum(loss.perExample(outputs, targets)),
    finish: meanOverExamples,
  }
}
