import { count, notNegative } from '../option.ts'
import { halfWave } from './cosine.ts'
import { optional, rate, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `cosineWithRestartsSchedule`. */
export interface CosineWithRestartsScheduleOptions {
  /** η after each restart. */
  readonly learningRate: number
  /** Updates of the first period. */
  readonly steps: number
  /** How many times longer each period is than the one before it. Default 1. */
  readonly growth?: number
  /** What the rate falls towards. Default 0. */
  readonly final?: number
}

export const cosineWithRestartsRule = scheduleRule<CosineWithRestartsScheduleOptions>(
  {
    name: 'cosineWithRestarts',
    options: {
      learningRate: rate,
      steps: required(count(1)),
      growth: optional(count(1)),
      final: optional(notNegative(0)),
    },
  },
  ({ learningRate, steps, growth, final }) =>
    (step) => {
      let since = step
      let period = steps
      if (growth === 1) since = step % steps
      else
        while (since >= period) {
          since -= period
          period *= growth
        }
      return halfWave(learningRate, final, since / period)
    },
)

/** SGDR: the cosine again and again, each period from the full rate, and `growth` times as long as the last. */
export const cosineWithRestartsSchedule = scheduleFactory(
  cosineWithRestartsRule,
  'Loshchilov & Hutter 2017, SGDR, arXiv:1608.03983',
)
