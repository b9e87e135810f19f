import { positive } from '../option.ts'
import { optional, rate, updateNumbers } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'

export interface MultiStepScheduleOptions {
  /** η of the first updates. */
  readonly learningRate: number
  /** The numbers of updates after which the rate falls, growing: `[1000, 2000]`. */
  readonly at: readonly number[]
  /** What each fall multiplies the rate by. Default 0.1. */
  readonly factor?: number
}

/** η(t) = η·γᵏ, k the number of milestones that are behind: falls at chosen updates. */
export const multiStepSchedule = scheduleFactory<MultiStepScheduleOptions>(
  {
    name: 'multiStep',
    paper: 'He, Zhang, Ren & Sun 2016, Deep residual learning, arXiv:1512.03385',
    options: { learningRate: rate, at: updateNumbers, factor: optional(positive(0.1)) },
  },
  ({ learningRate, at, factor }) =>
    (step) =>
      learningRate * factor ** at.filter((milestone) => milestone <= step).length,
)
