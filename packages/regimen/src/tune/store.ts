/**
 * Where a study lives. Every implementation passes the same table of tests. All methods may be called from several
 * processes at once: a trial is handed out once, and only the one who holds it may write it.
 */
import type { Assignment, Direction, TrialRecord } from './trial.ts'

/** What is known of a study beside its trials. */
export interface StudyRecord {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly seed: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly notes: { readonly [name: string]: string }
  readonly tags: readonly string[]
  /** Out of the way: kept, but left out of lists unless asked for. */
  readonly archived: boolean
}

/** What may be changed of a study later. */
export type StudyChanges = Partial<Pick<StudyRecord, 'name' | 'notes' | 'tags' | 'archived'>>

/** The right to work on a trial, for a time. */
export interface Lease {
  /** One who works on trials: unlike any other in any process. */
  readonly owner: string
  /** Milliseconds since 1970; Infinity where nobody else could take it up. */
  readonly until: number
}

/** A running trial on which nobody works any more. */
export interface LapsedTrial {
  readonly number: number
  /** What became of its owner, where that is known. */
  readonly reason?: string
}

/** What whoever begins a trial asks for. */
export interface Claim {
  /** Default: none; nobody else can take the trial up. */
  readonly lease?: Lease
  /** None is begun once the study has so many trials. Default: any number. */
  readonly atMost?: number
  /** None is begun unless this is the next number: what it is given was chosen knowing all before. Default: any. */
  readonly number?: number
}

/** What has happened to a study's trials. */
export interface TrialChanges {
  /** Of the last of them; rises with each. */
  readonly revision: number
  /** As they are now, each once, in the order of their numbers. */
  readonly trials: readonly TrialRecord[]
}

/** Where studies are kept; a trial is handed out once, and written only by the one who holds it. */
export interface StudyStore {
  /** @throws RegimenError `study-exists`. */
  create(study: StudyRecord): Promise<void>
  find(name: string): Promise<StudyRecord | undefined>
  /** In the order in which they were created; archived ones too. */
  list(): Promise<readonly StudyRecord[]>
  /** @throws RegimenError `study-unknown`; `study-exists` for a new name that is taken. */
  update(name: string, changes: StudyChanges): Promise<void>
  /** With all its trials. */
  remove(name: string): Promise<void>

  /** In the order of their numbers. @throws RegimenError `study-unknown`. */
  trials(study: string): Promise<readonly TrialRecord[]>
  /** Those that were begun or written after a revision; all after revision 0. */
  changes(study: string, since: number): Promise<TrialChanges>
  /** Values for trials to come: each is used once, those that have waited longest first. */
  enqueue(study: string, values: readonly Assignment[]): Promise<void>
  /** Those that wait, in their order. */
  enqueued(study: string): Promise<readonly Assignment[]>
  /**
   * Claims the next number: no two callers get the same. The record given is kept under it. Values that wait are taken
   * into its `given`, before what is there, in the same step: a crash leaves them either waiting or with their trial.
   * @returns undefined where the claim cannot be met.
   */
  begin(study: string, trial: Omit<TrialRecord, 'number'>, claim?: Claim): Promise<TrialRecord | undefined>
  /**
   * Replaces the record of this number. One that is not `running` any more is free of its lease.
   * @param owner with it, only a running trial that is leased to this owner is written.
   * @throws RegimenError `trial-lost` when somebody else has it or it has ended.
   */
  write(study: string, trial: TrialRecord, owner?: string): Promise<void>
  /** Hands over a paused trial, or a running one that has lapsed, as running; of several callers to one. */
  take(study: string, trial: number, lease: Lease): Promise<TrialRecord | undefined>
  /** Running trials whose lease ran out, was released, or whose owner is known to be gone. */
  lapsed(study: string): Promise<readonly LapsedTrial[]>
  /** A sign of life: the owner's leases end later. */
  renew(study: string, owner: string, until: number): Promise<void>
  /** The owner is gone: others may take up its trials at once. */
  release(study: string, owner: string, reason: string): Promise<void>

  /** What a trial left to go on from later: of a trial, the last one. The owner as in `write`. */
  keep(study: string, trial: number, state: Uint8Array, owner?: string): Promise<void>
  kept(study: string, trial: number): Promise<Uint8Array | undefined>
}
