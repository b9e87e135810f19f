import { count, notNegative } from '../option.ts'
import { optional, rate, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `linearSchedule`. */
export interface LinearScheduleOptions {
  /** η of the first update. */
  readonly learningRate: number
  /** Updates until the final rate. */
  readonly steps: number
  /** The rate from update `steps` on; may be the larger one. Default 0. */
  readonly final?: number
}

export const linearRule = scheduleRule<LinearScheduleOptions>(
  {
    name: 'linear',
    options: { learningRate: rate, steps: required(count(1)), final: optional(notNegative(0)) },
  },
  ({ learningRate, steps, final }) =>
    (step) =>
      learningRate + (final - learningRate) * (Math.min(step, steps) / steps),
)

/** η(t) = η + (η_end − η)·t/T for t < T, then η_end. */
export const linearSchedule = scheduleFactory(
  linearRule,
  'Defazio, Cutkosky, Mehta & Mishchenko 2023, When, why and how much?, arXiv:2310.07831',
)
