/** The recipe's public names. */
export {
  type Candidate,
  candidateModel,
  candidateNetwork,
  candidateOptimizer,
  publishedCandidate,
  type RecipeOptimizer,
  recipeOptimizers,
} from './candidate.ts'
export { type CurveReading, type LossCurves, readCurves } from './curves.ts'
export { prepareRecipeData, type RecipeData, type RecipeDataOptions } from './data.ts'
export type { RunKeeper } from './kept-run.ts'
export { type RecipeBudget, type RecipeOptions, type RecipeResult, recipe } from './recipe.ts'
export { runInProcess, type SearchPlan, type SearchRunner, type SearchTask, searchTuning } from './runner.ts'
export { SealedTest, type TestReading } from './sealed-test.ts'
export { candidateOf, type SearchSpace } from './space.ts'
export { MemoryRecipeStore, type RecipeStore } from './store.ts'
export type { TargetScale } from './target-scale.ts'
export { type TrainCandidateOptions, type TrainedCandidate, trainCandidate } from './train-candidate.ts'
export { decodeSearchData, encodeSearchData } from './trial-data.ts'
export {
  type Bracket,
  type Chance,
  type CoarseDecided,
  type DataDecided,
  type DataDid,
  type DataSaw,
  type Diagnosis,
  type DiagnosisCode,
  diagnosisCodes,
  type FinalDecided,
  type FinalRun,
  type InitialLossSaw,
  type LearningRateSweep,
  type NearSearch,
  type OverfitAttempt,
  type RateTrial,
  type Reason,
  type ReasonCode,
  type RecipeProgress,
  type RecipeStep,
  type RefinementSaw,
  reasonCodes,
  recipeSteps,
  type SearchData,
  type SearchDid,
  type SearchSaw,
  type Seen,
  type SharedRows,
  type StepResult,
  type StepResultOf,
  type StepResults,
  type StepTables,
} from './types.ts'
