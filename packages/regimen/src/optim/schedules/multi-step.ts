import { positive } from '../option.ts'
import { optional, rate, updateNumbers } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `multiStepSchedule`. */
export interface MultiStepScheduleOptions {
  /** η of the first updates. */
  readonly learningRate: number
  /** The numbers of updates after which the rate falls, growing: `[1000, 2000]`. */
  readonly at: readonly number[]
  /** What each fall multiplies the rate by. Default 0.1. */
  readonly factor?: number
}

export const multiStepRule = scheduleRule<MultiStepScheduleOptions>(
  {
    name: 'multiStep',
    options: { learningRate: rate, at: updateNumbers, factor: optional(positive(0.1)) },
  },
  ({ learningRate, at, factor }) =>
    (step) =>
      learningRate * factor ** at.filter((milestone) => milestone <= step).length,
)

/** η(t) = η·γᵏ, k the number of milestones that are behind: falls at chosen updates. */
export const multiStepSchedule = scheduleFactory(
  multiStepRule,
  'He, Zhang, Ren & Sun 2016, Deep residual learning, arXiv:1512.03385',
)
