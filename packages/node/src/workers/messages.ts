/** What the main process and its workers tell each other. */
import type { StudyOptions, TrialRecord } from 'regimen'

/** The settings of a worker, as JSON in its only argument. */
export interface WorkerSettings {
  /** Address of the module whose default export is the tuning. */
  readonly module: string
  readonly file: string
  readonly study: string
  readonly seed: number
  readonly directions: NonNullable<StudyOptions['directions']>
  readonly owner: string
  readonly supervisor: number
  readonly retries: number
  readonly leaseSeconds: number
}

export type ToWorker =
  | { readonly type: 'next' /** No trial beyond this many in the study. */; readonly atMost: number }
  | { readonly type: 'stop' }

export type FromWorker =
  | { readonly type: 'ready' }
  /** A sign of life. */
  | { readonly type: 'alive' }
  /** A trial has ended or paused. */
  | { readonly type: 'ended'; readonly trial: TrialRecord }
  /** There was nothing to do. */
  | { readonly type: 'idle' }
  /** It cannot work: its module is broken, or the store is. */
  | { readonly type: 'broken'; readonly message: string }
