/** What every step is given beside the findings of those before it. */
import type { Backend } from '../../engine/backend.ts'
import type { Candidate } from './candidate.ts'
import type { Clock } from './clock.ts'
import type { RecipeData } from './data.ts'
import type { SearchRunner } from './runner.ts'
import type { RecipeStore } from './store.ts'
import type { Diagnosis, RecipeProgress, RecipeStep, Seen, StepResultOf, StepTables } from './types.ts'

/** The settings of a recipe, and what its steps need to run. */
export interface RecipeContext {
  readonly data: RecipeData
  readonly seed: number
  readonly fixed: Partial<Candidate>
  /** Trials of each search; of a recipe limited by time the most that it runs. */
  readonly trials: { readonly coarse: number; readonly fine: number }
  readonly clock: Clock
  readonly store: RecipeStore
  readonly runner: SearchRunner
  readonly backend?: Backend
  readonly signal?: AbortSignal
  readonly tell: (progress: Omit<RecipeProgress, 'seconds' | 'secondsLeft' | 'phase'>) => void
}

/** A step: from the context and the results of the steps before it to its own. */
export type Step<S extends RecipeStep, Needs extends RecipeStep = never> = (
  context: RecipeContext,
  before: { readonly [N in Needs]: StepResultOf<N> },
) => Promise<StepOutcome<S>>

/** A result whose status follows from its diagnosis and warnings, and whose time is taken by the caller. */
export type StepOutcome<S extends RecipeStep> = Omit<StepResultOf<S>, 'step' | 'status' | 'seconds'> & {
  readonly interrupted?: boolean
}

/** What each step did, saw and decided, for files that name no step. */
export type Table<S extends RecipeStep, K extends 'did' | 'saw' | 'decided'> = StepTables[S][K]

/** NaN and infinities are no JSON. */
export function seen(value: number | undefined): Seen {
  return value !== undefined && Number.isFinite(value) ? value : null
}

/** A diagnosis of a step. */
export function diagnose(
  step: RecipeStep,
  code: Diagnosis['code'],
  parameters: Diagnosis['parameters'],
): Diagnosis {
  return { step, code, parameters }
}
