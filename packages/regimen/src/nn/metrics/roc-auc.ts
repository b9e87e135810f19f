import { type AreaSettings, areaUnderCurve } from './area-under-curve.ts'
import type { MetricFactory } from './metric.ts'
import { areaUnderRoc } from './ranking.ts'

/**
 * The area under the curve of true against false positive rates: the chance that an example of the class scores
 * above one that is not of it, equal scores counting half. 0.5 is guessing, 1 a perfect order; NaN where all
 * examples are of one class. Outputs and targets as for `accuracy`.
 *
 * Evaluation keeps the scores of all examples and is exact. While training, scores are counted in 512 bins for
 * each class and the rest; pairs in the same bin count half, so the estimate is off by at most half the share of
 * such pairs.
 */
export const rocAuc: MetricFactory<AreaSettings> = areaUnderCurve(
  { name: 'rocAuc', paper: 'Hanley & McNeil 1982, Radiology 143; Mann & Whitney 1947', catalogue: [] },
  areaUnderRoc,
)
