/** States that are worked out from the history, generation by generation: what was worked out before is kept. */
import type { TrialRecord } from '../trial.ts'

/** What a sampler remembers from suggestion to suggestion. Only speed depends on it. */
export interface Memory<State> {
  kept?: { readonly key: string; readonly records: readonly TrialRecord[]; readonly state: State }
}

/**
 * The state after all records.
 * @param key what else the state depends on.
 * @param begin the state before any.
 * @param advance the state after one more generation; undefined where too few records are left. `used` counts those that
 *   are in the state.
 */
export function continued<State extends { readonly used: number }>(
  memory: Memory<State>,
  key: string,
  records: readonly TrialRecord[],
  begin: () => State,
  advance: (state: State) => State | undefined,
): State {
  const { kept } = memory
  const goesOn = kept?.key === key && kept.records.every((record, index) => record === records[index])
  let state = goesOn ? kept.state : begin()
  for (let next = advance(state); next; next = advance(state)) state = next
  memory.kept = { key, records: records.slice(0, state.used), state }
  return state
}
