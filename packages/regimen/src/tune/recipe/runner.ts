/** Who runs the trials of a search: this process, or others. */
import type { Backend } from '../../engine/backend.ts'
import type { Assignment, Direction, TrialRecord } from '../trial.ts'
import type { SearchSpace } from './space.ts'
import type { RecipeStore } from './store.ts'
import type { SearchData } from './types.ts'

/** A search as plain JSON: what a worker process needs beside the data. */
export interface SearchPlan {
  /** Of the study. */
  readonly name: 'coarse' | 'fine'
  readonly seed: number
  readonly directions: Direction
  readonly space: SearchSpace
  readonly sampler: 'random' | 'tpe'
  /** Trials run at random before the sampler models anything. */
  readonly startupTrials: number
  readonly firstTrials: readonly Assignment[]
  /** Most epochs of a trial. */
  readonly epochs: number
  /** Epochs without a lower validation loss before a trial ends; null: it runs to its end. */
  readonly patience: number | null
  /** The learning rate falls to 0 over half a cosine wave, or stays. */
  readonly schedule: 'constant' | 'cosine'
  /** A trial ends after so many seconds with what it has; null: no limit. */
  readonly trialSeconds: number | null
  readonly rows: number
  readonly validationRows: number
}

/** A search to be carried out: until one of the limits is reached. */
export interface SearchTask {
  readonly plan: SearchPlan
  /** The whole parts; `plan.rows` of them are used. */
  readonly data: SearchData
  readonly store: RecipeStore
  /** Trials that the study should have in the end, those before a resume included. */
  readonly trials?: number
  readonly seconds?: number
  readonly signal?: AbortSignal
  readonly backend?: Backend
  readonly onTrial: (trial: TrialRecord) => void
}

/** Carries out searches. Default: this process, one trial after the other. */
export type SearchRunner = (task: SearchTask) => Promise<void>
