/** A study as a module says it: what `regimen tune` and worker processes read. */
import type { ObjectiveFunction, StudyOptions } from './study-options.ts'

/** An objective, and how its study searches. */
export interface Tuning
  extends Pick<
    StudyOptions,
    'name' | 'directions' | 'sampler' | 'pruner' | 'space' | 'duplicates' | 'firstTrials' | 'seed'
  > {
  /** Called once for each trial, in one of several processes: everything it needs is made by its module. */
  readonly objective: ObjectiveFunction
}

/**
 * Types a module's default export:
 *
 *     export default defineTuning({
 *       objective: (trial) => (trial.float('x', -10, 10) - 2) ** 2,
 *     })
 */
export function defineTuning(tuning: Tuning): Tuning {
  return tuning
}
