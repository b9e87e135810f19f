import { type AverageSettings, averagedRatio, ratio } from './averaged-ratio.ts'
import type { MetricFactory } from './metric.ts'

/**
 * The harmonic mean of precision and recall, 2 · right / (predicted + actual). Macro is the mean of the classes'
 * F1, not the F1 of mean precision and mean recall. Outputs and targets as for `accuracy`. The value is called
 * `f1`, or `f1Macro` and so on for a chosen average.
 */
export const f1: MetricFactory<AverageSettings> = averagedRatio(
  { name: 'f1', paper: 'van Rijsbergen 1979, Information Retrieval, chapter 7', catalogue: [] },
  ({ right, predicted, actual }) => ratio(2 * right, predicted + actual),
)
