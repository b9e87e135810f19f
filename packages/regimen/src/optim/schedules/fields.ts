/** The options of schedules: numbers, lists of update numbers, and other schedules. */
import type { Settings, SettingValue } from '../../technique.ts'
import { isCount, isNotNegative, type Option } from '../option.ts'
import type { Schedule } from '../transform.ts'

/** What is known where a schedule is read from a file. */
export interface ReadingContext {
  /** The learning rate of a schedule that names none. */
  readonly learningRate: number
  /** The schedule that settings describe, if they describe one. */
  readonly schedule: (value: unknown) => Schedule | undefined
}

/** One option: how its value is read from what is given, and how it is written to a file. */
export interface Field<T> {
  /** Without it the option must be given. */
  readonly byDefault?: T
  readonly read: (value: unknown, context?: ReadingContext) => T | undefined
  readonly expected: string
  readonly save: (value: T) => SettingValue
}

const asItIs = (value: SettingValue): SettingValue => value

/** η. A schedule that a file describes without it has that of its optimizer. */
export const rate: Field<number> = {
  read(value, context) {
    if (value === undefined) return context?.learningRate
    return isNotNegative(value) ? value : undefined
  },
  expected: 'a number that is not negative',
  save: asItIs,
}

/** A number that must be given. */
export function required({ holds, expected }: Option<number>): Field<number> {
  return { read: (value) => (holds(value) ? value : undefined), expected, save: asItIs }
}

/** A number that may be left out. */
export function optional(option: Option<number>): Field<number> {
  return { ...required(option), byDefault: option.byDefault }
}

/** Numbers of updates, growing. */
export const updateNumbers: Field<readonly number[]> = {
  read: (value) => (isGrowing(value) ? value : undefined),
  expected: 'a list of whole numbers of at least 1, each larger than the one before it',
  save: asItIs,
}

function isGrowing(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item, place) => isCount(item) && (place === 0 || item > value[place - 1]))
  )
}

const expectedSchedule = 'a number, a schedule or a function of the update number'

export const innerSchedule: Field<Schedule> = {
  read: readInner,
  expected: expectedSchedule,
  save: scheduleSettings,
}

export const innerSchedules: Field<readonly Schedule[]> = {
  read(value, context) {
    if (!Array.isArray(value) || value.length === 0) return undefined
    const schedules = value.map((item: unknown) => readInner(item, context))
    return schedules.every((item) => item !== undefined) ? schedules : undefined
  },
  expected: `a list, each item of it ${expectedSchedule}`,
  save: (value) => value.map(scheduleSettings),
}

function readInner(value: unknown, context?: ReadingContext): Schedule | undefined {
  if (isNotNegative(value) || isFunction(value)) return value
  return context?.schedule(value)
}

export const isFunction = (value: unknown): value is (step: number) => number => typeof value === 'function'

/** As files hold it; a function of the user's own cannot be written down. */
export function scheduleSettings(schedule: Schedule): SettingValue {
  if (typeof schedule === 'number') return schedule
  return 'settings' in schedule && isScheduleSettings(schedule.settings) ? schedule.settings : 'schedule'
}

/** True for what describes a schedule in a file. */
export function isScheduleSettings(value: unknown): value is Settings & { readonly schedule: string } {
  return (
    typeof value === 'object' && value !== null && 'schedule' in value && typeof value.schedule === 'string'
  )
}

/** The rate of update number `step`. */
export function rateAt(schedule: Schedule, step: number): number {
  return typeof schedule === 'number' ? schedule : schedule(step)
}
