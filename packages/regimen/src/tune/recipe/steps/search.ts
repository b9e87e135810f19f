/** What both searches have in common: sizes, carrying out, and reading the trials. */
import { importances } from '../../importance.ts'
import { loss, type TrialRecord } from '../../trial.ts'
import type { RecipeContext } from '../context.ts'
import type { SearchPlan } from '../runner.ts'
import type { RecipeStep, SearchData, SearchDid, SearchSaw } from '../types.ts'
import { chanceLoss } from './initial-loss.ts'

/** Rows on which candidates are compared: more cost time and change their order little. */
const searchRows = { coarse: 12_800, fine: 25_600, validation: 5_000 } as const

/** Of a search whose time is over before it begins. */
const leastSeconds = 0.5

/** Passes over the rows that make about so many updates in batches of 32. */
export function epochsFor(rows: number, updates: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(updates / Math.ceil(rows / 32))))
}

/** The parts of a plan that follow from the data. */
export function planSizes(
  name: SearchPlan['name'],
  { train, validation }: SearchData,
): Pick<SearchPlan, 'rows' | 'validationRows' | 'worst'> {
  return {
    rows: Math.min(train.size, searchRows[name]),
    validationRows: Math.min(validation.size, searchRows.validation),
    // A run without a finite loss is worse than one that knows nothing.
    worst: 10 * chanceLoss(train.task),
  }
}

/** The study's trials when a limit is reached. */
export async function carryOut(
  context: RecipeContext,
  step: RecipeStep,
  plan: SearchPlan,
  limits: { readonly trials: number; readonly seconds: number },
): Promise<readonly TrialRecord[]> {
  const { data, store, runner, signal, backend, tell } = context
  let bestSoFar = Number.POSITIVE_INFINITY
  let done = 0
  await runner({
    plan,
    data,
    store,
    trials: limits.trials,
    // However little is left: without a trial there is nothing to go on with.
    ...(Number.isFinite(limits.seconds) && { seconds: Math.max(leastSeconds, limits.seconds) }),
    ...(signal && { signal }),
    ...(backend && { backend }),
    onTrial: (trial) => {
      done = Math.max(done + 1, trial.number + 1)
      if (trial.state === 'completed') bestSoFar = Math.min(bestSoFar, trial.values[0] ?? bestSoFar)
      const best = Number.isFinite(bestSoFar) ? { bestSoFar } : {}
      tell({ step, part: 'search', done, of: limits.trials, ...best })
    },
  })
  const isThere = await store.studies.find(plan.name)
  return isThere ? store.studies.trials(plan.name) : []
}

/** Completed trials, the best first. */
export function ranking(trials: readonly TrialRecord[]): TrialRecord[] {
  return trials
    .filter(({ state, values }) => state === 'completed' && Number.isFinite(values[0]))
    .sort((a, b) => loss(a, ['minimize']) - loss(b, ['minimize']))
}

/** How a search was done, for its result. */
export function didSearch({ space, sampler, epochs, rows, validationRows }: SearchPlan): SearchDid {
  return { space, sampler, pruner: 'median', epochs, rows, validationRows }
}

/** What a search came to, for its result. */
export function sawSearch(trials: readonly TrialRecord[]): Omit<SearchSaw, 'chance'> {
  return { trials, importance: importances(trials) }
}

/** Why trials failed, if they did. */
export function firstError(trials: readonly TrialRecord[]): string | null {
  return trials.find(({ error }) => error !== undefined)?.error ?? null
}
