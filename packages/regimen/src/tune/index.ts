/** The tune room's public names. */
export {
  type CategoricalDomain,
  categorical,
  type Domain,
  type FloatDomain,
  float,
  type IntegerDomain,
  integer,
  type RangeOptions,
  type Value,
} from './domain.ts'
export { csvOf, trialsToCsv } from './export.ts'
export { type Importance, type ImportanceOptions, importances } from './importance.ts'
export { Trial } from './live-trial.ts'
export { MemoryStudyStore } from './memory-store.ts'
export * from './plots/index.ts'
export type { Decision, Pruner, PrunerContext } from './pruner.ts'
export * from './pruners/index.ts'
export type { Sampler, SamplerContext, Suggestions } from './sampler.ts'
export { randomSampler } from './samplers/random.ts'
export {
  type Branches,
  type Choice,
  choice,
  type Parameter,
  parametersOf,
  type Sample,
  type Space,
  sampleSpace,
} from './space.ts'
export type { LapsedTrial, Lease, StudyChanges, StudyRecord, StudyStore } from './store.ts'
export {
  type ObjectiveFunction,
  type OptimizeOptions,
  type Outcome,
  Study,
  type StudyOptions,
} from './study.ts'
export type { Assignment, Direction, Report, TrialRecord, TrialState } from './trial.ts'
export { defineTuning, type Tuning } from './tuning.ts'
