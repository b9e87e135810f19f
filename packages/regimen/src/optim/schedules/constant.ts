import { rate } from './fields.ts'
import { scheduleFactory } from './schedule-factory.ts'

export interface ConstantScheduleOptions {
  /** η. */
  readonly learningRate: number
}

/** η(t) = η for all updates: as a part of others. */
export const constantSchedule = scheduleFactory<ConstantScheduleOptions>(
  { name: 'constant', paper: 'Robbins & Monro 1951', options: { learningRate: rate } },
  ({ learningRate }) =>
    () =>
      learningRate,
)
