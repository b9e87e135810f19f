import { type AverageSettings, averagedRatio, ratio } from './averaged-ratio.ts'
import type { MetricFactory } from './metric.ts'

/**
 * Of the examples of a class, the share predicted as it; 0 for a class without examples. Outputs and targets as
 * for `accuracy`. The value is called `recall`, or `recallMacro` and so on for a chosen average.
 */
export const recall: MetricFactory<AverageSettings> = averagedRatio(
  { name: 'recall', paper: 'van Rijsbergen 1979, Information Retrieval, chapter 7', catalogue: [] },
  ({ right, actual }) => ratio(right, actual),
)
