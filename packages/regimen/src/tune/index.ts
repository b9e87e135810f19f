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
export * from './recipe/index.ts'
export type { Sampler, SamplerContext, Suggestions } from './sampler.ts'
export { type CmaEsOptions, cmaEsSampler } from './samplers/cma-es.ts'
export { type CoarseToFineOptions, coarseToFineSampler } from './samplers/coarse-to-fine.ts'
export { type GaussianProcessOptions, gaussianProcessSampler } from './samplers/gaussian-process-sampler.ts'
export { type GridOptions, gridOf, gridSampler } from './samplers/grid.ts'
export { hypervolume } from './samplers/hypervolume.ts'
export { manualSampler, publishedDefaults } from './samplers/manual.ts'
export { type Nsga2Options, nsga2Sampler } from './samplers/nsga2.ts'
export { quasiRandomSampler } from './samplers/quasi-random.ts'
export { randomSampler } from './samplers/random.ts'
export type { SamplerRow } from './samplers/row.ts'
export { samplers } from './samplers/table.ts'
export { type TpeOptions, tpeSampler } from './samplers/tpe.ts'
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
export type {
  Claim,
  LapsedTrial,
  Lease,
  StudyChanges,
  StudyRecord,
  StudyStore,
  TrialChanges,
} from './store.ts'
export { Study } from './study.ts'
export type {
  ObjectiveFunction,
  OptimizeOptions,
  Outcome,
  StudyOptions,
  TrialCallback,
} from './study-options.ts'
export type { Assignment, Direction, Report, TrialRecord, TrialState } from './trial.ts'
export { defineTuning, type Tuning } from './tuning.ts'
