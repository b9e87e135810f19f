/** The contract of pruners: pure functions of the study's history and a trial's reports. */
import type { Direction, TrialRecord } from './trial.ts'

/** `pause`: stop for now; the trial may be promoted later and goes on from its checkpoint. */
export type Decision = 'continue' | 'pause' | 'stop'

/** What a pruner knows when it decides. */
export interface PrunerContext {
  /** All trials, the one in question included. */
  readonly trials: readonly TrialRecord[]
  readonly directions: readonly Direction[]
}

/** Ends trials that will hardly be among the best: a function of the history alone. */
export interface Pruner {
  /** The technique's name: `median`. */
  readonly name: string
  /** After the trial's last report. */
  decide(trial: TrialRecord, context: PrunerContext): Decision
  /** The number of a paused trial that should go on now, if there is one. */
  promote?(context: PrunerContext): number | undefined
}
