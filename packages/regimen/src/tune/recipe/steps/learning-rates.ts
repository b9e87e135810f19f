/** Step 4: the learning rates at which the loss falls within 100 updates. */
import type { Technique } from '../../../technique.ts'
import type { Callback } from '../../../train/callback.ts'
import { fit } from '../../../train/fit.ts'
import { type Candidate, candidateModel, candidateOptimizer, type RecipeOptimizer } from '../candidate.ts'
import { diagnose, type RecipeContext, type Step, seen } from '../context.ts'
import { sampleOf } from '../train-candidate.ts'
import type { Bracket, Diagnosis, LearningRateSweep, RateTrial, SearchData } from '../types.ts'
import { startingCandidate } from './initial-loss.ts'

export const learningRatesTechnique: Technique = {
  name: 'learningRateRange',
  kind: 'procedure',
  defaults: { updates: 100, batchSize: 64, weightDecay: 1e-6 },
  paper:
    'Karpathy 2016, CS231n: Neural networks part 3; Smith 2017, Cyclical learning rates, arXiv:1506.01186',
  catalogue: ['H11.3'],
}

const updates = 100
const batchSize = 64
const weightDecay = 1e-6
/** Twelve rates over five and a half decades. */
const lowest: Readonly<Record<RecipeOptimizer, number>> = { adamW: 10 ** -5, nesterov: 10 ** -4.5 }
const rateCount = 12
/** The loss has fallen where it lost this share of what the best rate lost, and this share of what it was. */
const fallen = { ofBest: 0.3, ofInitial: 0.02 } as const

export const learningRates: Step<'learningRates'> = async (context) => {
  const { data, fixed, tell, signal } = context
  const optimizers: readonly RecipeOptimizer[] = fixed.optimizer ? [fixed.optimizer] : ['adamW', 'nesterov']
  // One epoch: trials would not see more.
  const seenData = sampleOf(data, updates * batchSize, 0)
  const sweeps: LearningRateSweep[] = []
  let done = 0
  for (const optimizer of optimizers) {
    const trials: RateTrial[] = []
    const rates = ratesOf(optimizer, fixed.learningRate)
    for (const learningRate of rates) {
      if (signal?.aborted) break
      tell({ step: 'learningRates', done, of: rates.length * optimizers.length })
      trials.push(await runRate(context, seenData, { optimizer, learningRate }))
      done++
    }
    sweeps.push(judged(optimizer, trials))
  }
  const brackets = sweeps.flatMap((sweep) => bracketOf(sweep) ?? [])
  const own = fixed.learningRate
  const kept =
    own === undefined ? brackets : brackets.map((each) => ({ ...each, low: own, high: own, best: own }))
  const diagnosis = signal?.aborted ? undefined : diagnosisOf(sweeps, brackets, own)
  return {
    did: { updates, batchSize: Math.min(batchSize, data.train.size), weightDecay },
    saw: { sweeps },
    decided: { brackets: kept },
    reasons: diagnosis
      ? []
      : kept.map(({ optimizer, low, high, best }) => ({
          code: 'bracketFound',
          parameters: { optimizer, low, high, best, updates },
        })),
    warnings: [],
    ...(diagnosis && { diagnosis }),
    ...(signal?.aborted && { interrupted: true }),
  }
}

function ratesOf(optimizer: RecipeOptimizer, own: number | undefined): readonly number[] {
  const all = Array.from({ length: rateCount }, (_, index) =>
    Number((lowest[optimizer] * 10 ** (index / 2)).toPrecision(3)),
  )
  return own === undefined ? all : [...all.filter((rate) => rate !== own), own].sort((a, b) => a - b)
}

async function runRate(
  { seed, fixed, backend, signal }: RecipeContext,
  data: SearchData,
  rate: Pick<Candidate, 'optimizer' | 'learningRate'>,
): Promise<RateTrial> {
  const candidate: Candidate = { ...startingCandidate(fixed), ...rate, dropout: 0, weightDecay }
  const losses: number[] = []
  const listener: Callback = {
    name: 'losses',
    onEvent: (event) => {
      if (event.type === 'step') losses.push(event.loss)
    },
  }
  const { reason } = await fit(
    candidateModel(candidate, data, seed),
    { train: data.train },
    {
      optimizer: candidateOptimizer(candidate),
      steps: updates,
      batchSize: Math.min(batchSize, data.train.size),
      seed,
      callbacks: [listener],
      ...(backend && { backend }),
      ...(signal && { signal }),
    },
  )
  const broke = reason === 'nonFinite' || losses.some((loss) => !Number.isFinite(loss))
  const last = losses.slice(-updates / 10)
  const final = broke || last.length === 0 ? null : last.reduce((sum, loss) => sum + loss, 0) / last.length
  return { ...rate, losses: [...losses, ...(broke ? [Number.NaN] : [])].map(seen), final, falls: false }
}

/** Which rates make the loss fall. The first losses are of the same weights and batch. */
function judged(optimizer: RecipeOptimizer, trials: readonly RateTrial[]): LearningRateSweep {
  const initial = trials[0]?.losses[0] ?? null
  const finals = trials.flatMap(({ final }) => final ?? [])
  if (initial === null || finals.length === 0) return { optimizer, initial, threshold: null, rates: trials }
  const gain = initial - Math.min(...finals)
  const threshold = initial - Math.max(fallen.ofBest * gain, fallen.ofInitial * initial)
  const rates = trials.map((trial) => ({ ...trial, falls: trial.final !== null && trial.final <= threshold }))
  return { optimizer, initial, threshold, rates }
}

/** The rates around the best one at which the loss falls. */
function bracketOf({ optimizer, rates }: LearningRateSweep): Bracket | undefined {
  const falling = rates.filter(({ falls }) => falls)
  const [first] = falling
  if (!first) return undefined
  const best = falling.reduce((a, b) => ((b.final ?? 0) < (a.final ?? 0) ? b : a), first)
  let [low, high] = [rates.indexOf(best), rates.indexOf(best)]
  while (rates[low - 1]?.falls) low--
  while (rates[high + 1]?.falls) high++
  return {
    optimizer,
    low: rates[low]?.learningRate ?? best.learningRate,
    high: rates[high]?.learningRate ?? best.learningRate,
    best: best.learningRate,
  }
}

function diagnosisOf(
  sweeps: readonly LearningRateSweep[],
  brackets: readonly Bracket[],
  own: number | undefined,
): Diagnosis | undefined {
  const rates = sweeps.flatMap((sweep) => sweep.rates.map(({ learningRate }) => learningRate))
  const [bracket] = brackets
  if (!bracket) {
    return diagnose('learningRates', 'noLearningRate', { low: Math.min(...rates), high: Math.max(...rates) })
  }
  if (own === undefined || brackets.some(({ low, high }) => own >= low && own <= high)) return undefined
  const code = own < bracket.low ? 'learningRateTooLow' : 'learningRateTooHigh'
  return diagnose('learningRates', code, { learningRate: own, works: bracket.best })
}
