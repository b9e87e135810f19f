import { count, positive } from '../option.ts'
import { optional, rate, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `exponentialSchedule`. */
export interface ExponentialScheduleOptions {
  /** η of the first update. */
  readonly learningRate: number
  /** What the rate is multiplied by over `every` updates. */
  readonly factor: number
  /** Default 1. */
  readonly every?: number
}

export const exponentialRule = scheduleRule<ExponentialScheduleOptions>(
  {
    name: 'exponential',
    options: { learningRate: rate, factor: required(positive(1)), every: optional(count(1)) },
  },
  ({ learningRate, factor, every }) =>
    (step) =>
      learningRate * factor ** (step / every),
)

/** η(t) = η·γ^(t/n): the same part of the rate is lost with every update. */
export const exponentialSchedule = scheduleFactory(
  exponentialRule,
  'Li & Arora 2020, An exponential learning rate schedule for deep learning, arXiv:1910.07454',
)
