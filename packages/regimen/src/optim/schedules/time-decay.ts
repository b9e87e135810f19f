import { notNegative } from '../option.ts'
import { rate, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `timeDecaySchedule`. */
export interface TimeDecayScheduleOptions {
  /** η of the first update. */
  readonly learningRate: number
  /** k: after 1/k updates the rate is half. */
  readonly decay: number
}

export const timeDecayRule = scheduleRule<TimeDecayScheduleOptions>(
  {
    name: 'timeDecay',
    options: { learningRate: rate, decay: required(notNegative(0)) },
  },
  ({ learningRate, decay }) =>
    (step) =>
      learningRate / (1 + decay * step),
)

/** η(t) = η / (1 + kt): its sum diverges and that of its squares does not, as Robbins & Monro ask. */
export const timeDecaySchedule = scheduleFactory(
  timeDecayRule,
  'Robbins & Monro 1951, A stochastic approximation method',
)
