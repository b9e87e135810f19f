import { type AverageSettings, averagedRatio, ratio } from './averaged-ratio.ts'
import type { MetricFactory } from './metric.ts'

/**
 * Of the examples predicted as a class, the share that belongs to it; 0 for a class never predicted. Outputs and
 * targets as for `accuracy`. The value is called `precision`, or `precisionMacro` and so on for a chosen average.
 */
export const precision: MetricFactory<AverageSettings> = averagedRatio(
  { name: 'precision', paper: 'van Rijsbergen 1979, Information Retrieval, chapter 7', catalogue: [] },
  ({ right, predicted }) => ratio(right, predicted),
)
