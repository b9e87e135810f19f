/** What a study is told: how to search, what to minimise, and when to stop. */
import type { Trial } from './live-trial.ts'
import type { Pruner } from './pruner.ts'
import type { Sampler } from './sampler.ts'
import type { Space } from './space.ts'
import type { StudyStore } from './store.ts'
import type { Assignment, Direction, TrialRecord } from './trial.ts'

/** The options of a study. */
export interface StudyOptions {
  /** Default: `study`. One that the store already has is continued. */
  readonly name?: string
  /** One per objective. Default: `minimize`. */
  readonly directions?: Direction | readonly Direction[]
  /** Default: `tpeSampler()`. */
  readonly sampler?: Sampler
  /** Default: every trial runs to its end. */
  readonly pruner?: Pruner
  /** Where all randomness comes from. Default: 0. */
  readonly seed?: number
  /** Default: this process's memory. */
  readonly store?: StudyStore
  /**
   * What happens to a trial whose values another one has or had, however that one ended: run it; take over its outcome
   * (while that is not known: draw again); draw again. After 20 draws it is run all the same. The last two want to know
   * the `space`. Default: `allow`.
   */
  readonly duplicates?: 'allow' | 'reuse' | 'resample'
  /** The space, for samplers that want to know it beforehand (grids). Default: found out by running. */
  readonly space?: Space
  /** Values of the first trials by their numbers, verbatim; those left out are suggested. Default: none. */
  readonly firstTrials?: readonly Assignment[]
  /** How often a trial is begun anew whose process stopped or hung; then it has failed. Default: 3. */
  readonly retries?: number
  /**
   * A trial that is run here may be taken up by others after so many seconds without a sign of life, which this process
   * gives all the time, unless it is blocked. Default: 60.
   */
  readonly leaseSeconds?: number
  /** Who holds the trials that are run here: unlike any other that uses the store. Default: a random name. */
  readonly owner?: string
}

/** What an objective returns: its value, one for each direction, or these with constraints (feasible: all ≤ 0). */
export type Outcome =
  | number
  | readonly number[]
  | { readonly values: readonly number[]; readonly constraints?: readonly number[] }

/** What a study makes small or large: given a trial, the value, values or outcome it comes to. */
export type ObjectiveFunction = (trial: Trial) => Outcome | Promise<Outcome>

/** How long a study goes on, and how much of it at the same time. */
export interface OptimizeOptions {
  /**
   * How many trials are begun, promoted ones included; those that another process left behind are finished first and
   * do not count. Default: until the sampler, time or signal ends it.
   */
  readonly trials?: number
  /** No trial is begun after so many seconds. */
  readonly seconds?: number
  /** No trial is begun after this is aborted. */
  readonly signal?: AbortSignal
  /** Trials of this process that are under way at the same time. Default: 1. */
  readonly concurrency?: number
  /** Called after each trial; of several the next one when the one before is done. One that throws ends the search. */
  readonly onTrial?: TrialCallback | readonly TrialCallback[]
}

/** Hears of a trial that has ended or paused. */
export type TrialCallback = (trial: TrialRecord) => void | Promise<void>
