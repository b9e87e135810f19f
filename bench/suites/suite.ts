/** What a suite is. */
import type { Row } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'

export interface Suite {
  readonly about: string
  /** Whether a system takes part, by name. */
  readonly takes: (system: string) => boolean
  /** Starts the session's systems, measures them. The session is stopped by the caller. */
  run(session: Session): Promise<Row[]>
  /** Lines below the table. */
  notes?(rows: readonly Row[]): readonly string[]
}

export const allButCopy = (system: string) => system !== 'memory-copy'
