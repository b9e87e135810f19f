/** What a study knows of its trials: plain records, JSON as they are. */
import type { Domain, Value } from './domain.ts'

/** Whether small or large values of an objective are better. */
export type Direction = 'minimize' | 'maximize'

/** Hyperparameters by name. */
export type Assignment = { readonly [name: string]: Value }

/** `paused`: may be taken up again from its checkpoint. `failed`: with an error, out of the competition. */
export type TrialState = 'running' | 'completed' | 'pruned' | 'paused' | 'failed'

/** What a trial has reported on its way. */
export interface Report {
  /** Epoch, update or whatever the objective counts; rising. */
  readonly step: number
  readonly metrics: { readonly [name: string]: number }
}

/** A trial as it is kept. */
export interface TrialRecord {
  /** From 0 on, in the order in which trials were begun. */
  readonly number: number
  readonly state: TrialState
  /** Only those asked for: a branch that was not taken leaves none. */
  readonly parameters: Assignment
  /** The domain of each parameter when it was asked for; domains may change from run to run. */
  readonly domains: { readonly [name: string]: Domain }
  /** Values that were fixed when it began: set by the user, or handed out once by the sampler. Default: none. */
  readonly given?: Assignment
  /** One per direction of the study; for a pruned trial with one objective the last reported one, if any. Else empty. */
  readonly values: readonly number[]
  /** Feasible where all are ≤ 0. Default: none. */
  readonly constraints: readonly number[]
  readonly reports: readonly Report[]
  /** Why it failed. */
  readonly error?: string
  /** The trial whose values were taken over, having the same parameters. */
  readonly sameAs?: number
  /** How often a worker died over it. */
  readonly retries: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly endedAt?: number
  /** Notes of the objective and of samplers. */
  readonly notes: { readonly [name: string]: Value }
}

/** Trials that count for suggestions: those that came to an end with values. */
export function isFinished({ state, values }: TrialRecord): boolean {
  return (state === 'completed' || state === 'pruned') && values.length > 0
}

/** Trials that may be a study's best: those that ran to their end and keep the constraints. */
export function isCandidate(trial: TrialRecord): boolean {
  return trial.state === 'completed' && isFeasible(trial)
}

export function isFeasible({ constraints }: TrialRecord): boolean {
  return constraints.every((constraint) => constraint <= 0)
}

/** The first objective, turned so that less is better. */
export function loss({ values }: TrialRecord, [direction = 'minimize']: readonly Direction[]): number {
  const [value = Number.NaN] = values
  return direction === 'minimize' ? value : -value
}
