/** The six steps that practitioners follow by hand, one after the other, each with its reasons. */
import type { Backend } from '../../engine/backend.ts'
import type { Model } from '../../nn/model.ts'
import type { Candidate } from './candidate.ts'
import type { RecipeData } from './data.ts'
import type { SearchRunner } from './runner.ts'
import type { TestReading } from './sealed-test.ts'
import type { RecipeStore } from './store.ts'
import type { Diagnosis, DiagnosisCode, RecipeProgress, RecipeStep, StepResults } from './types.ts'

/** How much is spent: time on the clock, or trials of both searches together. */
export type RecipeBudget = { readonly seconds: number } | { readonly trials: number }

/** The options of `recipe`. None is needed. */
export interface RecipeOptions {
  /** Default: 120 seconds. With trials, and one worker, the result depends on the seed alone. */
  readonly budget?: RecipeBudget
  /** Default 0. */
  readonly seed?: number
  /** Hyperparameters that stay as they are given. */
  readonly fixed?: Partial<Candidate>
  /** What the recipe goes on in spite of: the diagnosis becomes a warning. */
  readonly despite?: readonly DiagnosisCode[]
  /** Ends after this step. Steps before it that the store has are taken from there. Default: the last. */
  readonly until?: RecipeStep
  /** Default: memory. One that holds a begun recipe on the same data is gone on with. */
  readonly store?: RecipeStore
  /** Default: this process, one trial after the other. */
  readonly runner?: SearchRunner
  /** Default: the backend in force. */
  readonly backend?: Backend
  /** Ends the recipe cleanly: it can be gone on with from the store. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: RecipeProgress) => void
  /** After each step, also one that is taken from the store. */
  readonly onStep?: (result: NonNullable<StepResults[RecipeStep]>) => void
}

/** What the recipe comes to. */
export interface RecipeResult {
  readonly status: 'completed' | 'stopped' | 'interrupted'
  readonly steps: StepResults
  /** Why it stopped. */
  readonly diagnosis?: Diagnosis
  readonly warnings: readonly Diagnosis[]
  /** The chosen model, trained; where the last step was reached. */
  readonly model?: Model
  readonly candidate?: Candidate
  readonly test?: TestReading
  /** How often the test part was read: once, when all steps were done. */
  readonly readings: number
  readonly seconds: number
}

/**
 * Finds good settings and trains a model: data check, initial loss, a small sample learnt by heart, learning rates,
 * coarse search, refinement with one reading of the test part. A step that fails stops with a diagnosis.
 * @throws RegimenError `recipe-changed` when the store holds a recipe on other data or with other options.
 */
export declare function recipe(data: RecipeData, options?: RecipeOptions): Promise<RecipeResult>
