import { type AreaSettings, areaUnderCurve } from './area-under-curve.ts'
import type { MetricFactory } from './metric.ts'
import { averagePrecision } from './ranking.ts'

/**
 * Average precision, Σ (Rₙ − Rₙ₋₁) Pₙ over all thresholds: the area under the curve of precision against recall
 * without interpolation, which would be too optimistic (Davis & Goadrich 2006). Guessing gives the share of the
 * class; NaN where it has no example. Tells more than `rocAuc` about a rare class. Outputs and targets as for
 * `accuracy`. Exact in evaluation; while training, scores are counted in 512 bins.
 */
export const prAuc: MetricFactory<AreaSettings> = areaUnderCurve(
  {
    name: 'prAuc',
    paper:
      'Davis & Goadrich 2006, doi:10.1145/1143844.1143874; Manning, Raghavan & Schütze 2008, section 8.4',
    catalogue: [],
  },
  averagePrecision,
)
