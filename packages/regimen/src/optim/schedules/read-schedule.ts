/** Schedules as files describe them: by name, without what the techniques say about themselves. */
import { findByName } from '../../nn/options.ts'
import { constantRule } from './constant.ts'
import { cosineRule } from './cosine.ts'
import { cosineWithRestartsRule } from './cosine-with-restarts.ts'
import { exponentialRule } from './exponential.ts'
import { isScheduleSettings } from './fields.ts'
import type { ScheduleName } from './index.ts'
import { inverseSquareRootRule } from './inverse-square-root.ts'
import { joinRule } from './join.ts'
import { linearRule } from './linear.ts'
import { multiStepRule } from './multi-step.ts'
import { oneCycleRule } from './one-cycle.ts'
import { polynomialRule } from './polynomial.ts'
import type { LearningRateSchedule, ScheduleReader } from './schedule-rule.ts'
import { stepRule } from './step.ts'
import { timeDecayRule } from './time-decay.ts'
import { warmupRule } from './warmup.ts'

const rules: { readonly [N in ScheduleName]: ScheduleReader } = {
  constant: constantRule,
  step: stepRule,
  multiStep: multiStepRule,
  exponential: exponentialRule,
  polynomial: polynomialRule,
  linear: linearRule,
  cosine: cosineRule,
  cosineWithRestarts: cosineWithRestartsRule,
  oneCycle: oneCycleRule,
  inverseSquareRoot: inverseSquareRootRule,
  timeDecay: timeDecayRule,
  warmup: warmupRule,
  join: joinRule,
}

/**
 * The schedule that settings describe: `{ schedule: 'cosine', steps: 1000 }`; `undefined` where they describe none.
 * @param learningRate of schedules that name none.
 * @throws RegimenError `unknown-technique`, `unknown-option`, `technique-option`.
 */
export function scheduleFromSettings(value: unknown, learningRate: number): LearningRateSchedule | undefined {
  if (!isScheduleSettings(value)) return undefined
  const { schedule, ...options } = value
  const rule = findByName<ScheduleReader>('schedule', rules, schedule)
  return rule.fromSettings(options, {
    learningRate,
    schedule: (inner) => scheduleFromSettings(inner, learningRate),
  })
}
