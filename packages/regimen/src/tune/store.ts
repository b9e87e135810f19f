/**
 * Where a study lives. Every implementation passes the same table of tests. All methods may be called from several
 * processes at once: a trial is handed out once.
 */
import type { Direction, TrialRecord } from './trial.ts'

/** A study as it is kept, without its trials. */
export interface StudyRecord {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly seed: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly notes: { readonly [name: string]: string }
}

/** Where studies and their trials are kept. */
export interface StudyStore {
  /** @throws RegimenError `study-exists`. */
  create(study: StudyRecord): Promise<void>
  find(name: string): Promise<StudyRecord | undefined>
  list(): Promise<readonly StudyRecord[]>
  remove(name: string): Promise<void>
  /** In the order of their numbers. */
  trials(study: string): Promise<readonly TrialRecord[]>
  /** Claims the next number: no two callers get the same. The record given is kept under it. */
  begin(study: string, trial: Omit<TrialRecord, 'number'>): Promise<TrialRecord>
  /** Replaces the record of this number. */
  write(study: string, trial: TrialRecord): Promise<void>
  /** What a trial left to go on from later: of a trial, the last one. */
  keep(study: string, trial: number, state: Uint8Array): Promise<void>
  kept(study: string, trial: number): Promise<Uint8Array | undefined>
}
