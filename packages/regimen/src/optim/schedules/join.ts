import { optionError } from '../../nn/options.ts'
import type { Schedule } from '../transform.ts'
import { innerSchedules, rateAt, updateNumbers } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'
import { scheduleRule } from './schedule-rule.ts'

/** The options of `joinSchedules`. */
export interface JoinSchedulesOptions {
  readonly schedules: readonly Schedule[]
  /** The updates at which the second, third, … schedule begins; each counts its updates from 0. */
  readonly at: readonly number[]
}

export const joinRule = scheduleRule<JoinSchedulesOptions>(
  {
    name: 'join',
    options: { schedules: innerSchedules, at: updateNumbers },
  },
  ({ schedules, at }) => {
    if (at.length !== schedules.length - 1) {
      throw optionError('join', 'at', at, `${schedules.length - 1} update numbers, one less than schedules`)
    }
    return (step) => {
      const place = at.filter((start) => start <= step).length
      return rateAt(schedules[place] ?? Number.NaN, step - (at[place - 1] ?? 0))
    }
  },
)

/** Schedules one after the other. */
export const joinSchedules = scheduleFactory(
  joinRule,
  'Goyal et al. 2017, Accurate, large minibatch SGD, arXiv:1706.02677',
)
