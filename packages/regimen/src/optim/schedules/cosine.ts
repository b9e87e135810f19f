import { count, notNegative } from '../option.ts'
import { optional, rate, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `cosineSchedule`. */
export interface CosineScheduleOptions {
  /** η of the first update. */
  readonly learningRate: number
  /** Updates until the final rate. */
  readonly steps: number
  /** The rate from update `steps` on. Default 0. */
  readonly final?: number
}

export const cosineRule = scheduleRule<CosineScheduleOptions>(
  {
    name: 'cosine',
    options: { learningRate: rate, steps: required(count(1)), final: optional(notNegative(0)) },
  },
  ({ learningRate, steps, final }) =>
    (step) =>
      halfWave(learningRate, final, Math.min(step, steps) / steps),
)

/** η(t) = η_end + ½(η − η_end)(1 + cos(πt/T)) for t < T, then η_end: half a wave. */
export const cosineSchedule = scheduleFactory(cosineRule, 'Loshchilov & Hutter 2017, SGDR, arXiv:1608.03983')

/** From one rate to another over half a wave; `part` runs from 0 to 1. */
export function halfWave(from: number, to: number, part: number): number {
  return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * part))
}
