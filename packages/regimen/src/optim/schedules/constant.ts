import { rate } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `constantSchedule`. */
export interface ConstantScheduleOptions {
  /** η. */
  readonly learningRate: number
}

export const constantRule = scheduleRule<ConstantScheduleOptions>(
  { name: 'constant', options: { learningRate: rate } },
  ({ learningRate }) =>
    () =>
      learningRate,
)

/** η(t) = η for all updates: as a part of others. */
export const constantSchedule = scheduleFactory(constantRule, 'Robbins & Monro 1951')
