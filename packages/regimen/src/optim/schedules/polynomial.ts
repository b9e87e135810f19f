import { count, notNegative, positive } from '../option.ts'
import { optional, rate, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `polynomialSchedule`. */
export interface PolynomialScheduleOptions {
  /** η of the first update. */
  readonly learningRate: number
  /** Updates until the final rate. */
  readonly steps: number
  /** Default 2; 1 is linear. */
  readonly power?: number
  /** The rate from update `steps` on. Default 0. */
  readonly final?: number
}

export const polynomialRule = scheduleRule<PolynomialScheduleOptions>(
  {
    name: 'polynomial',
    options: {
      learningRate: rate,
      steps: required(count(1)),
      power: optional(positive(2)),
      final: optional(notNegative(0)),
    },
  },
  ({ learningRate, steps, power, final }) =>
    (step) =>
      final + (learningRate - final) * (1 - Math.min(step, steps) / steps) ** power,
)

/** η(t) = η_end + (η − η_end)·(1 − t/T)ᵖ for t < T, then η_end. */
export const polynomialSchedule = scheduleFactory(
  polynomialRule,
  'Liu, Rabinovich & Berg 2015, ParseNet, arXiv:1506.04579',
)
