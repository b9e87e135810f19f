/** The table of schedules: a new one is a file, a row here, and its rule in `read-schedule.ts`. */
import { constantSchedule } from './constant.ts'
import { cosineSchedule } from './cosine.ts'
import { cosineWithRestartsSchedule } from './cosine-with-restarts.ts'
import { exponentialSchedule } from './exponential.ts'
import { inverseSquareRootSchedule } from './inverse-square-root.ts'
import { joinSchedules } from './join.ts'
import { linearSchedule } from './linear.ts'
import { multiStepSchedule } from './multi-step.ts'
import { oneCycleSchedule } from './one-cycle.ts'
import { polynomialSchedule } from './polynomial.ts'
import { stepSchedule } from './step.ts'
import { timeDecaySchedule } from './time-decay.ts'
import { warmupSchedule } from './warmup.ts'

/** All schedules by name. */
export const schedules = {
  constant: constantSchedule,
  step: stepSchedule,
  multiStep: multiStepSchedule,
  exponential: exponentialSchedule,
  polynomial: polynomialSchedule,
  linear: linearSchedule,
  cosine: cosineSchedule,
  cosineWithRestarts: cosineWithRestartsSchedule,
  oneCycle: oneCycleSchedule,
  inverseSquareRoot: inverseSquareRootSchedule,
  timeDecay: timeDecaySchedule,
  warmup: warmupSchedule,
  join: joinSchedules,
} as const

/** The name of a schedule in settings. */
export type ScheduleName = keyof typeof schedules

export { type ConstantScheduleOptions, constantSchedule } from './constant.ts'
export { type CosineScheduleOptions, cosineSchedule } from './cosine.ts'
export {
  type CosineWithRestartsScheduleOptions,
  cosineWithRestartsSchedule,
} from './cosine-with-restarts.ts'
export { type ExponentialScheduleOptions, exponentialSchedule } from './exponential.ts'
export { type InverseSquareRootScheduleOptions, inverseSquareRootSchedule } from './inverse-square-root.ts'
export { type JoinSchedulesOptions, joinSchedules } from './join.ts'
export { type LinearScheduleOptions, linearSchedule } from './linear.ts'
export { type MultiStepScheduleOptions, multiStepSchedule } from './multi-step.ts'
export { type OneCycleScheduleOptions, oneCycleSchedule } from './one-cycle.ts'
export { type PolynomialScheduleOptions, polynomialSchedule } from './polynomial.ts'
export { scheduleFromSettings } from './read-schedule.ts'
export type { ScheduleFactory } from './schedule-factory.ts'
export type { LearningRateSchedule } from './schedule-rule.ts'
export { type StepScheduleOptions, stepSchedule } from './step.ts'
export { type TimeDecayScheduleOptions, timeDecaySchedule } from './time-decay.ts'
export { type WarmupScheduleOptions, warmupSchedule } from './warmup.ts'
