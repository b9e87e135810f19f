/** Step 6: a fine search around the best, long runs of the few best, and one reading of the test part. */

import type { Model } from '../../../nn/model.ts'
import type { Technique } from '../../../technique.ts'
import { evaluate } from '../../../train/evaluate.ts'
import type { TrialRecord } from '../../trial.ts'
import type { Candidate } from '../candidate.ts'
import { diagnose, type RecipeContext, type Step, type StepOutcome, seen } from '../context.ts'
import { readCurves } from '../curves.ts'
import { keepModel } from '../keep-model.ts'
import type { SearchPlan } from '../runner.ts'
import { assignmentOf, candidateOf, type SearchSpace } from '../space.ts'
import { metricsInUnit } from '../target-scale.ts'
import { type TrainCandidateOptions, type TrainedCandidate, trainCandidate } from '../train-candidate.ts'
import type { Diagnosis, FinalRun, Reason, StepResultOf } from '../types.ts'
import { keepChosen, recallChosen, withTest } from './chosen.ts'
import { chanceLoss } from './initial-loss.ts'
import { carryOut, didSearch, epochsFor, firstError, planSizes, ranking, sawSearch } from './search.ts'

export const refinementTechnique: Technique = {
  name: 'refinement',
  kind: 'procedure',
  defaults: { fineUpdates: 3000, finalUpdates: 10_000, finals: 3 },
  paper: 'Karpathy 2016, CS231n: Neural networks part 3; Prechelt 1998, Early stopping: but when?',
  catalogue: ['H10', 'H11.5', 'R7'],
}

const fineUpdates = 3000
const finalUpdates = 10_000
const epochs = { least: 6, most: 200 } as const
const finalEpochs = { least: 20, most: 400 } as const
const startupTrials = 5
/** Fine trials that should find time. */
const fewestTrials = 6
/** Of the step's time that goes to the fine search; the long runs get the rest. */
const fineShare = 0.5
/** However little time is left, the model that is chosen has to be trained. */
const leastSeconds = 2
/** Of the fine search's best; the coarse search's best runs besides. */
const fineFinals = 2

/** The plan of the fine search. */
export function finePlan(
  { data, seed }: RecipeContext,
  { decided }: StepResultOf<'coarseSearch'>,
  space: SearchSpace,
  seconds: number,
): SearchPlan {
  const sizes = planSizes('fine', data)
  const most = epochsFor(sizes.rows, fineUpdates, epochs.least, epochs.most)
  return {
    name: 'fine',
    seed,
    space,
    sampler: 'tpe',
    startupTrials,
    firstTrials: decided.best ? [assignmentOf(decided.best, space)] : [],
    epochs: most,
    patience: Math.max(5, Math.ceil(most / 4)),
    schedule: 'cosine',
    trialSeconds: Number.isFinite(seconds) ? Math.max(0.5, seconds / fewestTrials) : null,
    ...sizes,
  }
}

export const refinement: Step<'refinement', 'coarseSearch'> = async (context, { coarseSearch }) => {
  const { clock, signal, fixed, store } = context
  const chosenBefore = await recallChosen(store)
  if (chosenBefore) return withTest(context, chosenBefore)
  const space = coarseSearch.decided.narrowed ?? { domains: {}, fixed }
  const seconds = clock.shareOf('refinement')
  const plan = finePlan(context, coarseSearch, space, fineShare * seconds)
  const limits = { trials: context.trials.fine, seconds: 0.85 * fineShare * seconds }
  const trials = await carryOut(context, 'refinement', plan, limits)
  const origins = finalists(coarseSearch, plan, trials)
  const runs: LongRun[] = []
  for (const [index, origin] of origins.entries()) {
    // Once the time is over, one run has to do.
    if (signal?.aborted || (index > 0 && clock.left === 0)) break
    runs.push(await longRun(context, plan, origin, origins.length - index, index))
  }
  const search = { did: didSearch(plan), trials }
  if (signal?.aborted) return { ...unfinished(search, runs), interrupted: true }
  const usable = runs.filter(({ trained }) => Number.isFinite(trained.loss))
  if (usable.length === 0) {
    const parameters = { trials: trials.length, error: firstError(trials) }
    return { ...unfinished(search, runs), diagnosis: diagnose('refinement', 'noTrialFinished', parameters) }
  }
  const chosen = usable.reduce((a, b) => (b.trained.loss < a.trained.loss ? b : a))
  return withTest(context, await conclude(context, coarseSearch, search, runs, chosen))
}

interface Search {
  readonly did: StepOutcome<'refinement'>['did']
  readonly trials: readonly TrialRecord[]
}

interface Origin {
  readonly candidate: Candidate
  readonly from: FinalRun['origin']
  readonly schedule: SearchPlan['schedule']
  /** Of one epoch on `rows` rows; unknown without a finished trial. */
  readonly seconds?: number
  readonly rows: number
}

interface LongRun {
  readonly trained: TrainedCandidate
  readonly final: FinalRun
  readonly model: Model
}

/** The best of the fine search, and the best of the coarse one with its own schedule, so that nothing is lost. */
function finalists(
  { decided, saw, did }: StepResultOf<'coarseSearch'>,
  plan: SearchPlan,
  trials: readonly TrialRecord[],
): Origin[] {
  const fine = ranking(trials)
    .slice(0, fineFinals)
    .map((trial): Origin => {
      const from = { search: 'fine', trial: trial.number } as const
      return {
        candidate: candidateOf(trial.parameters, plan.space),
        from,
        schedule: plan.schedule,
        ...secondsPerEpoch(trial),
        rows: plan.rows,
      }
    })
  const [best] = ranking(saw.trials)
  if (!decided.best || !best) return fine
  const from = { search: 'coarse', trial: best.number } as const
  return [
    ...fine,
    { candidate: decided.best, from, schedule: 'constant', ...secondsPerEpoch(best), rows: did.rows },
  ]
}

function secondsPerEpoch({ notes }: TrialRecord): { readonly seconds?: number } {
  const [seconds, count] = [Number(notes.seconds), Number(notes.epochs)]
  return seconds > 0 && count > 0 ? { seconds: seconds / count } : {}
}

async function longRun(
  context: RecipeContext,
  plan: SearchPlan,
  { candidate, from, schedule, seconds, rows }: Origin,
  runsLeft: number,
  done: number,
): Promise<LongRun> {
  const { data, seed, clock, backend, signal, tell } = context
  const share = clock.isLimited ? (0.9 * clock.left) / runsLeft : Number.POSITIVE_INFINITY
  const most = epochsFor(data.train.size, finalUpdates, finalEpochs.least, finalEpochs.most)
  // The whole training part takes longer than the trial's sample did; a schedule has to know where it ends.
  const perEpoch = ((seconds ?? 0) * data.train.size) / rows
  const affordable = perEpoch > 0 && Number.isFinite(share) ? Math.floor(share / perEpoch) : most
  const count = Math.max(Math.min(most, plan.epochs), Math.min(most, affordable))
  const options: TrainCandidateOptions = {
    epochs: count,
    seed,
    schedule,
    patience: Math.max(10, Math.ceil(count / 5)),
    // The number of epochs keeps to the time as far as it can be foreseen.
    seconds: Number.isFinite(share) ? Math.max(leastSeconds, 1.3 * share) : null,
    report: (epoch) => {
      tell({ step: 'refinement', part: 'final', done: done + epoch / count, of: done + runsLeft })
      return 'continue'
    },
    ...(backend && { backend }),
    ...(signal && { signal }),
  }
  const trained = await trainCandidate(data, candidate, options)
  return {
    trained,
    model: trained.model,
    final: finalRun(context, candidate, from, { schedule, planned: count }, trained),
  }
}

function finalRun(
  { data }: RecipeContext,
  candidate: Candidate,
  origin: FinalRun['origin'],
  plan: Pick<FinalRun, 'schedule' | 'planned'>,
  { history, bestEpoch, loss, reason }: TrainedCandidate,
): FinalRun {
  const { task } = data.train
  const metric = task.kind === 'classification' ? 'accuracy' : 'rootMeanSquaredError'
  const curve = (split: 'train' | 'validation', name: string) =>
    history.filter((event) => event.split === split).map(({ metrics }) => seen(metrics[name]))
  const [trainLoss, validationLoss] = [curve('train', 'loss'), curve('validation', 'loss')]
  return {
    candidate,
    origin,
    ...plan,
    epochs: history.filter(({ split }) => split === 'validation').map(({ epoch }) => epoch),
    trainLoss,
    validationLoss,
    trainMetric: curve('train', metric),
    validationMetric: curve('validation', metric),
    bestEpoch,
    bestLoss: seen(loss),
    // A run whose loss is not finite ends before that loss is in its history.
    reading:
      reason === 'nonFinite'
        ? 'divergence'
        : readCurves({ train: trainLoss, validation: validationLoss, chance: chanceLoss(task) }),
  }
}

function unfinished({ did, trials }: Search, runs: readonly LongRun[]): StepOutcome<'refinement'> {
  const finals = runs.map(({ final }) => final)
  return {
    did,
    saw: { ...sawSearch(trials), chance: null, finals, validation: null, test: null },
    decided: { candidate: null, run: null, epochs: 0 },
    reasons: [],
    warnings: [],
  }
}

/** What is chosen, with its model in the store: whoever is killed from here on need not train again. */
async function conclude(
  { data, store, backend }: RecipeContext,
  { decided }: StepResultOf<'coarseSearch'>,
  search: Search,
  runs: readonly LongRun[],
  { model, final, trained }: LongRun,
): Promise<StepOutcome<'refinement'>> {
  const options = backend ? { backend } : {}
  const validation = metricsInUnit(evaluate(model, data.validation, options), data.targetScale)
  await keepModel(store, model)
  const [best] = ranking(search.trials)
  const pruned = search.trials.filter(({ state }) => state === 'pruned').length
  const value = final.bestLoss
  const coarse = decided.value
  const run = runs.findIndex((each) => each.final === final)
  const reasons: Reason[] = [
    ...(best
      ? [
          {
            code: 'fineBest',
            parameters: {
              trials: search.trials.length,
              pruned,
              best: best.number,
              value: best.values[0] ?? null,
            },
          } as const,
        ]
      : []),
    { code: 'finalChosen', parameters: { runs: runs.length, chosen: run, value, coarse } },
    { code: 'bestWeightsKept', parameters: { epoch: final.bestEpoch, epochs: trained.epochs } },
  ]
  const outcome: StepOutcome<'refinement'> = {
    did: search.did,
    saw: {
      ...sawSearch(search.trials),
      chance: null,
      finals: runs.map((each) => each.final),
      validation,
      test: null,
    },
    decided: { candidate: final.candidate, run, epochs: trained.epochs },
    reasons,
    warnings: concerns(final, coarse),
  }
  await keepChosen(store, outcome)
  return outcome
}

/** What is said though the model stands. Overfitting behind the best epoch is what early stopping is for. */
function concerns({ reading, bestLoss }: FinalRun, coarse: number | null): Diagnosis[] {
  const shown = reading === 'healthy' || reading === 'overfit' ? [] : [reading]
  return [
    ...shown.map((each) => diagnose('refinement', 'curves', { reading: each })),
    ...(bestLoss !== null && coarse !== null && bestLoss > coarse
      ? [diagnose('refinement', 'noGain', { coarse, final: bestLoss })]
      : []),
  ]
}
