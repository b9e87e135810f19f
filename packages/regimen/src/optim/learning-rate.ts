/** The learning rate: the last link of nearly every optimizer. */
import { mul } from '../engine/ops/elementwise.ts'
import { RegimenError } from '../errors.ts'
import { optionError } from '../nn/options.ts'
import type { Settings } from '../technique.ts'
import { isNotNegative } from './option.ts'
import { perParameter } from './per-parameter.ts'
import { isFunction, rateAt } from './schedules/fields.ts'
import { scheduleFromSettings } from './schedules/read-schedule.ts'
import type { GradientTransform, Schedule } from './transform.ts'

/** A learning rate as users give it: η, a function of the update number, or a schedule's settings. */
export type LearningRate = Schedule | ScheduleSettings

/** A schedule as files describe it: `{ schedule: 'cosine', steps: 1000 }`. Without `learningRate` the optimizer's. */
export type ScheduleSettings = Settings & { readonly schedule: string }

/**
 * −η times what comes in: from directions to updates.
 * @param schedule η, or a function of the update number (0 for the first).
 * @throws RegimenError `bad-option` at the update for which the schedule gives no usable number.
 */
export function scaleByLearningRate(schedule: Schedule): GradientTransform {
  return perParameter({
    slots: [],
    hyperparameters: (step, rateScale) => ({
      negativeLearningRate: -learningRateAt(schedule, step) * rateScale,
    }),
    update: (direction, { hyperparameters }) => ({
      update: mul(direction, hyperparameters.negativeLearningRate),
      slots: {},
    }),
  })
}

const expected = 'a finite number that is not negative'

/**
 * A learning rate as users give it.
 * @param byDefault of the optimizer; also of schedules that name none.
 * @throws RegimenError `technique-option`.
 */
export function readLearningRate(technique: string, value: unknown, byDefault: Schedule): Schedule {
  if (value === undefined || value === null) return byDefault
  if (isNotNegative(value) || isFunction(value)) return value
  const schedule = scheduleFromSettings(value, rateAt(byDefault, 0))
  if (schedule !== undefined) return schedule
  throw optionError(
    technique,
    'learningRate',
    value,
    `${expected}, a schedule, or a function of the update number`,
  )
}

/** The learning rate of update number `step`. @throws RegimenError `bad-option`. */
export function learningRateAt(schedule: Schedule, step: number): number {
  const value = rateAt(schedule, step)
  if (isNotNegative(value)) return value
  throw new RegimenError('bad-option', {
    option: `The learning rate of update ${step}`,
    value: String(value),
    expected,
  })
}
