import { count, positive, properFraction } from '../option.ts'
import { halfWave } from './cosine.ts'
import { optional, rate, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `oneCycleSchedule`. */
export interface OneCycleScheduleOptions {
  /** The highest rate. */
  readonly learningRate: number
  /** Updates of the whole cycle; at least 2. */
  readonly steps: number
  /** The part of them in which the rate rises. Default 0.3. */
  readonly rise?: number
  /** The first rate is the highest over this. Default 25. */
  readonly initialDivisor?: number
  /** The last rate is the first over this. Default 10,000. */
  readonly finalDivisor?: number
}

export const oneCycleRule = scheduleRule<OneCycleScheduleOptions>(
  {
    name: 'oneCycle',
    options: {
      learningRate: rate,
      steps: required(count(2)),
      rise: optional(properFraction(0.3)),
      initialDivisor: optional(positive(25)),
      finalDivisor: optional(positive(10_000)),
    },
  },
  ({ learningRate, steps, rise, initialDivisor, finalDivisor }) => {
    const first = learningRate / initialDivisor
    const top = rise * steps - 1
    const last = steps - 1
    return (step) =>
      step <= top
        ? halfWave(first, learningRate, step / top)
        : halfWave(learningRate, first / finalDivisor, (Math.min(step, last) - top) / (last - top))
  },
)

/**
 * One cycle: the rate rises over half a wave to its highest and falls over another far below where it began, so
 * that high rates regularize in the middle of the run. From update `steps` on the last rate. The momentum stays.
 */
export const oneCycleSchedule = scheduleFactory(
  oneCycleRule,
  'Smith & Topin 2018, Super-convergence, arXiv:1708.07120',
)
