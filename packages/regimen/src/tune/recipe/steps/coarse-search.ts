/** Step 5: short runs all over the space, learning rate and decay on logarithmic scales, the hopeless ended early. */

import { type Part, takeRows } from '../../../data/dataset.ts'
import { foldRows } from '../../../data/folds.ts'
import { RandomKey } from '../../../engine/random.ts'
import type { Technique } from '../../../technique.ts'
import { predict } from '../../../train/evaluate.ts'
import type { TrialRecord } from '../../trial.ts'
import { type Candidate, outputsOf } from '../candidate.ts'
import { againstChance } from '../chance.ts'
import { diagnose, type RecipeContext, type Step, type StepOutcome } from '../context.ts'
import type { SearchPlan } from '../runner.ts'
import { assignmentOf, candidateOf, coarseSpace, narrowedSpace } from '../space.ts'
import { sampleOf, trainCandidate } from '../train-candidate.ts'
import type { Bracket, Chance, Reason, SearchData } from '../types.ts'
import { startingCandidate } from './initial-loss.ts'
import { carryOut, didSearch, epochsFor, firstError, planSizes, ranking, sawSearch } from './search.ts'

export const coarseSearchTechnique: Technique = {
  name: 'coarseSearch',
  kind: 'procedure',
  defaults: { updates: 1000, startupTrials: 5 },
  paper: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization, JMLR 13',
  catalogue: ['H2', 'H8', 'H9', 'H11.4'],
}

const updates = 1000
const epochs = { least: 3, most: 100 } as const
const startupTrials = 5
/** At least so many trials find time. */
const fewestTrials = 8
/** Held-out predictions as good as these by luck in more than one of so many cases know nothing. */
const mostLuck = 0.001
/** Where validation has fewer rows, all rows but the test part's are held out in turn. */
const enoughRows = 300
/** Ranges where step 4 was skipped or found nothing. */
const usualBrackets: readonly Bracket[] = [
  { optimizer: 'adamW', low: 3e-4, high: 1e-2, best: 1e-3 },
  { optimizer: 'nesterov', low: 3e-3, high: 1e-1, best: 1e-2 },
]

/** The plan of the coarse search: the same for the same data, settings and brackets. */
export function coarsePlan(context: RecipeContext, found: readonly Bracket[], seconds: number): SearchPlan {
  const { data, seed, fixed } = context
  const usual = usualBrackets.filter(({ optimizer }) => (fixed.optimizer ?? optimizer) === optimizer)
  const brackets = found.length > 0 ? found : usual
  const space = coarseSpace(data, brackets, fixed)
  const sizes = planSizes('coarse', data)
  const start = startingCandidate(fixed)
  return {
    name: 'coarse',
    seed,
    space,
    sampler: 'random',
    startupTrials,
    // The published defaults come first: the rest has to be better.
    firstTrials: [assignmentOf(start, space)],
    epochs: epochsFor(sizes.rows, updates, epochs.least, epochs.most),
    patience: null,
    schedule: 'constant',
    trialSeconds: Number.isFinite(seconds) ? Math.max(0.5, seconds / fewestTrials) : null,
    ...sizes,
  }
}

export const coarseSearch: Step<'coarseSearch', 'learningRates'> = async (context, before) => {
  const { clock, signal } = context
  const seconds = clock.shareOf('coarseSearch')
  const plan = coarsePlan(context, before.learningRates.decided.brackets, seconds)
  const limits = { trials: context.trials.coarse, seconds: 0.85 * seconds }
  const trials = await carryOut(context, 'coarseSearch', plan, limits)
  const [best] = ranking(trials)
  const outcome = {
    did: didSearch(plan),
    saw: { ...sawSearch(trials), chance: null },
    decided: { best: null, value: null, narrowed: null },
    reasons: [],
    warnings: [],
  }
  if (signal?.aborted) return { ...outcome, interrupted: true }
  if (!best) {
    const parameters = { trials: trials.length, error: firstError(trials) }
    return { ...outcome, diagnosis: diagnose('coarseSearch', 'noTrialFinished', parameters) }
  }
  const chance = await heldOut(context, plan, best)
  return decide(plan, trials, best, chance)
}

function decide(
  plan: SearchPlan,
  trials: readonly TrialRecord[],
  best: TrialRecord,
  chance: Chance,
): StepOutcome<'coarseSearch'> {
  const saw = { ...sawSearch(trials), chance }
  const { space, reasons } = narrowedSpace(plan.space, trials)
  const [first] = saw.importance
  const value = best.values[0] ?? null
  const pruned = trials.filter(({ state }) => state === 'pruned').length
  const why: Reason[] = [
    { code: 'coarseBest', parameters: { trials: trials.length, pruned, best: best.number, value } },
    ...(first ? [{ code: 'mostImportant', parameters: { ...first } } as const] : []),
    ...reasons,
  ]
  const told = { ...chance, trials: trials.length }
  const isLuck = chance.probability > mostLuck
  return {
    did: didSearch(plan),
    saw,
    decided: { best: candidateOf(best.parameters, plan.space), value, narrowed: space },
    reasons: isLuck ? why : [...why, { code: 'betterThanChance', parameters: told }],
    warnings: [],
    ...(isLuck && { diagnosis: diagnose('coarseSearch', 'labelsLookRandom', told) }),
  }
}

/** The best candidate's predictions of rows that it was not trained on, against the same targets in any other order. */
async function heldOut(context: RecipeContext, plan: SearchPlan, best: TrialRecord): Promise<Chance> {
  const candidate = candidateOf(best.parameters, plan.space)
  const data = sampleOf(context.data, plan.rows, plan.validationRows)
  const { task } = data.train
  const classes = task.kind === 'classification' ? outputsOf(task) : 0
  const enough = data.validation.size >= enoughRows
  const folds = enough ? [data] : foldsOf(data, context.seed)
  const outputs: number[] = []
  const targets: number[] = []
  for (const fold of folds) {
    outputs.push(...(await predictionsOf(context, plan, fold, candidate, best)))
    targets.push(...fold.validation.targets)
  }
  // Of the validation part the best of all trials was chosen; rows held out in turn have chosen nothing.
  return againstChance({ outputs, targets, classes }, enough ? plan.startupTrials : 1)
}

async function predictionsOf(
  { seed, backend }: RecipeContext,
  plan: SearchPlan,
  data: SearchData,
  candidate: Candidate,
  { notes }: TrialRecord,
): Promise<Float32Array> {
  const { model } = await trainCandidate(data, candidate, {
    // The weights after as many epochs as were best: those of the best epoch here would have been chosen by the held-out rows.
    epochs: Math.max(1, Number(notes.bestEpoch ?? plan.epochs)),
    restoreBest: false,
    seed,
    schedule: plan.schedule,
    ...(backend && { backend }),
  })
  return predict(model, data.validation.inputs, backend ? { backend } : {}).outputs
}

/** Every row of both parts held out once. */
function foldsOf(data: SearchData, seed: number): SearchData[] {
  const { train, validation } = data
  const inputs = new Float32Array(train.inputs.length + validation.inputs.length)
  inputs.set(train.inputs)
  inputs.set(validation.inputs, train.inputs.length)
  const values = [...train.targets, ...validation.targets]
  const targets = train.task.kind === 'classification' ? Int32Array.from(values) : Float32Array.from(values)
  const all: Part<'train'> = {
    ...train,
    inputs,
    targets,
    size: values.length,
    rows: Int32Array.from(values, (_, row) => row),
  }
  const folds = Math.min(values.length, values.length < 500 ? 5 : 2)
  const rows = foldRows(all, { folds, key: RandomKey.fromSeed(seed).child('chance') })
  return rows.map((held, fold) => {
    const kept = rows.flatMap((each, other) => (other === fold ? [] : [...each]))
    return {
      ...data,
      train: takeRows(all, Int32Array.from(kept), 'train'),
      validation: takeRows(all, held, 'validation'),
    }
  })
}
