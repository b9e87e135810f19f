import { count } from '../option.ts'
import { optional, rate } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `inverseSquareRootSchedule`. */
export interface InverseSquareRootScheduleOptions {
  /** The highest rate. */
  readonly learningRate: number
  /** The number of updates after which the rate falls. Default 1. */
  readonly after?: number
  /** Updates in which the rate rises linearly. Default 1: none. */
  readonly warmup?: number
}

export const inverseSquareRootRule = scheduleRule<InverseSquareRootScheduleOptions>(
  {
    name: 'inverseSquareRoot',
    options: { learningRate: rate, after: optional(count(1)), warmup: optional(count(1)) },
  },
  ({ learningRate, after, warmup }) =>
    (step) =>
      learningRate * Math.min(1, (step + 1) / warmup) * Math.sqrt(after / Math.max(step + 1, after)),
)

/**
 * η(t) = η·min(1, (t + 1)/w)·√(n / max(t + 1, n)): the full rate until update n, then as 1/√t. With w = n the
 * schedule of the Transformer.
 */
export const inverseSquareRootSchedule = scheduleFactory(
  inverseSquareRootRule,
  'Vaswani et al. 2017, Attention is all you need, arXiv:1706.03762',
)
