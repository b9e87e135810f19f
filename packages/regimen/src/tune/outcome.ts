/** How a trial ends: what its objective gave, or threw, as a record. */
import { tuneError } from '../messages/tune.ts'
import type { Trial } from './live-trial.ts'
import type { Outcome } from './study-options.ts'
import type { Direction, TrialRecord } from './trial.ts'

/** A trial that was told to stop or pause is kept as such, with the values it has by then. */
export function endedRecord(
  { record, decision }: Trial,
  outcome: Outcome | { readonly error: unknown },
  directions: readonly Direction[],
): TrialRecord {
  const end = { ...record, endedAt: Date.now() }
  if (typeof outcome === 'object' && 'error' in outcome) {
    return { ...end, state: 'failed', error: messageOf(outcome.error) }
  }
  if (decision === 'pause') return { ...record, state: 'paused' }
  const { values, constraints = [] } = readOutcome(outcome)
  if (values.length !== directions.length || values.some((value) => Number.isNaN(value))) {
    const parameters = { values: values.join(', '), expected: directions.length }
    return { ...end, state: 'failed', error: tuneError('tune-values', parameters).message }
  }
  return { ...end, state: decision === 'stop' ? 'pruned' : 'completed', values, constraints }
}

function readOutcome(outcome: Outcome): {
  readonly values: readonly number[]
  readonly constraints?: readonly number[]
} {
  if (typeof outcome === 'number') return { values: [outcome] }
  return isList(outcome) ? { values: outcome } : outcome
}

function isList(outcome: Exclude<Outcome, number>): outcome is readonly number[] {
  return Array.isArray(outcome)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
