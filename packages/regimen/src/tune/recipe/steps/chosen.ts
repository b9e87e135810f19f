/**
 * What refinement has chosen, and the one reading of the test part, each kept as soon as it is there: a process killed in
 * between neither trains nor reads again, and a reading that may have been cut off is counted.
 */

import { candidateModel } from '../candidate.ts'
import type { RecipeContext, StepOutcome } from '../context.ts'
import { recallModel } from '../keep-model.ts'
import type { TestReading } from '../sealed-test.ts'
import { type RecipeStore, readJson, writeJson } from '../store.ts'
import type { Reason } from '../types.ts'

const files = { chosen: 'chosen.json', test: 'test.json' } as const

type Chosen = StepOutcome<'refinement'>

/** After its model, which belongs to it. */
export async function keepChosen(store: RecipeStore, outcome: Chosen): Promise<void> {
  await writeJson(store, files.chosen, outcome)
}

/** What an earlier sitting chose, whose model the store has. */
export async function recallChosen(store: RecipeStore): Promise<Chosen | undefined> {
  const kept = await readJson(store, files.chosen)
  return isChosen(kept) ? kept : undefined
}

/** What this library has written; whoever changes the files by hand gets what they wrote. */
function isChosen(value: unknown): value is Chosen {
  return typeof value === 'object' && value !== null && 'saw' in value && 'decided' in value
}

/** The last thing that is done: nothing is chosen any more. The store counts a reading before the rows are read. */
export async function withTest(
  { data, seed, store, backend }: RecipeContext,
  outcome: Chosen,
): Promise<Chosen> {
  const { candidate } = outcome.decided
  if (candidate === null || data.test.size === 0) return outcome
  const before = await readJson(store, files.test)
  const known = isKeptReading(before) ? before : { readings: 0, reading: null }
  let { reading } = known
  if (reading === null) {
    const readings = known.readings + 1
    await writeJson(store, files.test, { readings, reading: null } satisfies KeptReading)
    const model = candidateModel(candidate, data, seed)
    await recallModel(store, model)
    reading = { ...data.test.read(model, backend ? { backend } : {}), readings }
    await writeJson(store, files.test, { readings, reading } satisfies KeptReading)
  }
  const reason: Reason = { code: 'testReadOnce', parameters: { readings: reading.readings } }
  return {
    ...outcome,
    saw: { ...outcome.saw, test: reading },
    reasons: [...outcome.reasons, reason],
  }
}

interface KeptReading {
  readonly readings: number
  /** Null where the rows were about to be read. */
  readonly reading: TestReading | null
}

function isKeptReading(value: unknown): value is KeptReading {
  return typeof value === 'object' && value !== null && 'readings' in value && 'reading' in value
}
