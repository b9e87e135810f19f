import { cast, clamp, equal, floor, mul, neg, sub } from '../../engine/ops/elementwise.ts'
import { scatterAdd } from '../../engine/ops/indexing.ts'
import { argMax, max } from '../../engine/ops/reductions.ts'
import { softmax } from '../activations/softmax.ts'
import { requireSize } from '../options.ts'
import { classified } from './classes.ts'
import { type MetricFactory, metricFactory } from './metric.ts'

/** The settings of `expectedCalibrationError`. */
export type CalibrationSettings = {
  /** Equal intervals of confidence from 0 to 1. Default 15. */
  readonly bins: number
}

/**
 * How far confidence is from being right: examples fall into bins by the probability of the predicted class,
 * bin m holding ((m − 1) / M, m / M]; ECE = Σ (bin's share of examples) · |accuracy − mean confidence|. 0 is
 * calibrated, not necessarily accurate. Outputs and targets as for `accuracy`.
 */
export const expectedCalibrationError: MetricFactory<CalibrationSettings> = metricFactory(
  {
    name: 'expectedCalibrationError',
    defaults: { bins: 15 },
    paper: 'Guo et al. 2017, arXiv:1706.04599, equation 3; Naeini et al. 2015',
    catalogue: [],
  },
  ({ bins }) => {
    requireSize('expectedCalibrationError', 'bins', bins)
    return {
      better: 'lower',
      task: 'classification',
      // A bin's share times its gap is |Σ right − Σ confidence| / n: one sum for each bin is enough.
      sums: (outputs, targets) => {
        const { logits, actual } = classified('expectedCalibrationError', outputs, targets)
        const confidence = max(softmax(logits), { axes: 1 })
        const right = cast(equal(argMax(logits), actual), logits.dtype)
        const ceiling = neg(floor(neg(mul(confidence, bins))))
        const bin = cast(clamp(sub(ceiling, 1), 0, bins - 1), 'int32')
        return scatterAdd(sub(right, confidence), bin, bins)
      },
      finish: (sums, examples) =>
        Array.from(sums).reduce((total, gap) => total + Math.abs(gap), 0) / examples,
    }
  },
)
