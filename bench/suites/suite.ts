/** What a suite is. */
import type { Row } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'

/** Whether a mark was met that a suite sets. */
export interface Verdict {
  readonly met: boolean
  /** What was measured, and what it should have been. */
  readonly line: string
}

export interface Suite {
  readonly about: string
  /** Whether a system takes part, by name. */
  readonly takes: (system: string) => boolean
  /** Starts the session's systems, measures them. The session is stopped by the caller. */
  run(session: Session): Promise<Row[]>
  /** Lines below the table. */
  notes?(rows: readonly Row[]): readonly string[]
  /** Of the rows that have a mark. Where one is missed, the bench ends with exit code 1. */
  verdicts?(rows: readonly Row[]): readonly Verdict[]
}

export const allButCopy = (system: string) => system !== 'memory-copy'
