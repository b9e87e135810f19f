import { count, notNegative } from '../option.ts'
import type { Schedule } from '../transform.ts'
import { innerSchedule, optional, rateAt, required } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `warmupSchedule`. */
export interface WarmupScheduleOptions {
  /** Updates in which the rate rises. */
  readonly steps: number
  /** What follows, its own updates counted from 0; the rate rises to its first. */
  readonly next: Schedule
  /** The part of the first rate of `next` that the rise begins with, at update −1. Default 0. */
  readonly from?: number
}

export const warmupRule = scheduleRule<WarmupScheduleOptions>(
  {
    name: 'warmup',
    options: { steps: required(count(1)), next: innerSchedule, from: optional(notNegative(0)) },
  },
  ({ steps, next, from }) =>
    (step) =>
      step < steps
        ? rateAt(next, 0) * (from + (1 - from) * ((step + 1) / steps))
        : rateAt(next, step - steps),
)

/**
 * Linear warm-up joined with any schedule: over n updates η(t) = η₀·(f + (1 − f)·(t + 1)/n), η₀ the first rate of
 * what follows, so that no update has the rate 0 and the n-th has η₀.
 */
export const warmupSchedule = scheduleFactory(
  warmupRule,
  'Goyal et al. 2017, Accurate, large minibatch SGD, arXiv:1706.02677',
)
