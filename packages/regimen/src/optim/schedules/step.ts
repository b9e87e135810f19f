import { count, positive } from '../option.ts'
import { optional, rate, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `stepSchedule`. */
export interface StepScheduleOptions {
  /** η of the first updates. */
  readonly learningRate: number
  /** Updates between two falls. */
  readonly every: number
  /** What each fall multiplies the rate by. Default 0.1. */
  readonly factor?: number
}

export const stepRule = scheduleRule<StepScheduleOptions>(
  {
    name: 'step',
    options: { learningRate: rate, every: required(count(1)), factor: optional(positive(0.1)) },
  },
  ({ learningRate, every, factor }) =>
    (step) =>
      learningRate * factor ** Math.floor(step / every),
)

/** η(t) = η·γ^⌊t/n⌋: the rate falls by a factor after every n updates. */
export const stepSchedule = scheduleFactory(stepRule, 'Krizhevsky, Sutskever & Hinton 2012; He et al. 2016')
