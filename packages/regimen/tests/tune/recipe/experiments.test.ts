/**
 * What the catalogue says of the recipe's steps, measured on real trainings (H2, H8, H11.3, H11.4). H6, H7, H9 and H10 are in
 * `../search-experiments.test.ts`. The rules were fixed before any figure was looked at.
 */
import { expect, it } from 'vitest'
import { digits } from '../../../src/datasets.ts'
import { float } from '../../../src/tune/domain.ts'
import {
  type Candidate,
  gridSampler,
  prepareRecipeData,
  publishedCandidate,
  quasiRandomSampler,
  randomSampler,
  recipe,
  type Sampler,
  type SearchSpace,
  Study,
  tpeSampler,
  trainCandidate,
} from '../../../src/tune/index.ts'
import { searchTuning } from '../../../src/tune/recipe/runner.ts'
import { sampleOf } from '../../../src/tune/recipe/train-candidate.ts'
import { clouds, hills } from './planted.ts'

const small: Candidate = { ...publishedCandidate, width: 32, depth: 1 }
const space: SearchSpace = {
  domains: {
    'adamW.learningRate': float(1e-6, 1, { log: true }),
    weightDecay: float(1e-6, 1e-1, { log: true }),
  },
  fixed: { width: 32, depth: 1, optimizer: 'adamW', batchSize: 32 },
}

/** Ranks from 0 on, ties by order. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  return values.map((_, index) => order.indexOf(index))
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [ofA, ofB] = [mean(a), mean(b)]
  const product = a.reduce((sum, value, index) => sum + (value - ofA) * ((b[index] ?? 0) - ofB), 0)
  const squares = (values: readonly number[], of: number) =>
    values.reduce((sum, value) => sum + (value - of) ** 2, 0)
  return product / Math.sqrt(squares(a, ofA) * squares(b, ofB))
}

const plan = {
  name: 'coarse',
  seed: 0,
  space,
  sampler: 'random',
  startupTrials: 1000,
  firstTrials: [],
  epochs: 5,
  patience: null,
  schedule: 'constant',
  trialSeconds: null,
  rows: 160,
  validationRows: 1000,
  worst: 100,
} as const

const generators: readonly (readonly [string, () => Sampler])[] = [
  [
    'grid',
    () => gridSampler({ values: { 'adamW.learningRate': [1e-4, 1e-3, 1e-2], weightDecay: [1e-5, 1e-2] } }),
  ],
  ['random', randomSampler],
  ['quasi-random', quasiRandomSampler],
  ['TPE', () => tpeSampler({ startupTrials: 3 })],
]

it.each(generators)(
  'H2: the loop that learns, scores on validation and keeps the best, with points from %s',
  async (_, create) => {
    const data = prepareRecipeData(clouds())
    const tuning = searchTuning(plan, data)
    const study = await Study.open({ ...tuning, sampler: create() })
    await study.optimize(tuning.objective, { trials: 6 })
    const trials = await study.trials()
    const logged = trials.map(({ reports }) =>
      Math.min(...reports.map(({ metrics }) => metrics.loss ?? Number.NaN)),
    )
    expect(trials).toHaveLength(6)
    expect((await study.best())?.number).toBe(logged.indexOf(Math.min(...logged)))
    expect(data.test.readings).toBe(0)
  },
)

it('H8: the learning rate decides, weight decay hardly does', async () => {
  const data = prepareRecipeData(clouds())
  const tuning = searchTuning(plan, data)
  const study = await Study.open({ ...tuning, sampler: randomSampler(), seed: 4 })
  await study.optimize(tuning.objective, { trials: 40 })
  const trials = await study.trials()
  const values = ranks(trials.map((trial) => trial.values[0] ?? 0))
  const of = (name: string) => ranks(trials.map(({ parameters }) => Number(parameters[name])))
  // Spearman; |r| > 0.31 happens by chance in 1 of 20 cases of 40 trials.
  expect(Math.abs(correlation(of('adamW.learningRate'), values))).toBeGreaterThan(0.31)
  expect(Math.abs(correlation(of('weightDecay'), values))).toBeLessThan(0.31)
})

it('H11.3: the chosen rate is within the bracket of a brute-force sweep of whole trainings', async () => {
  for (const source of [clouds(), hills()]) {
    const data = prepareRecipeData(source)
    const { steps } = await recipe(data, { only: 'learningRates', fixed: { optimizer: 'adamW' } })
    const [bracket] = steps.learningRates?.decided.brackets ?? []
    if (!bracket) throw new Error('a bracket')
    const sweep: { readonly learningRate: number; readonly loss: number }[] = []
    for (const exponent of [-5, -4.5, -4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0]) {
      const candidate = { ...publishedCandidate, learningRate: 10 ** exponent }
      const { loss } = await trainCandidate(data, candidate, { epochs: 15, seed: 1 })
      sweep.push({ learningRate: 10 ** exponent, loss })
    }
    const best = sweep.reduce((a, b) => (b.loss < a.loss ? b : a))
    const good = sweep.filter(({ loss }) => loss < 2 * best.loss).map(({ learningRate }) => learningRate)
    expect(bracket.best).toBeGreaterThanOrEqual(0.99 * Math.min(...good))
    expect(bracket.best).toBeLessThanOrEqual(1.01 * Math.max(...good))
    expect(best.learningRate).toBeGreaterThanOrEqual(bracket.low / 10)
    expect(best.learningRate).toBeLessThanOrEqual(bracket.high)
  }
})

it('H11.4: the winner after three epochs is among the three best of the fully trained grid', async () => {
  const data = sampleOf(prepareRecipeData(digits()), 600, 180)
  const grid = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1].flatMap((learningRate) =>
    [1e-5, 1e-1].map((weightDecay): Candidate => ({ ...small, learningRate, weightDecay })),
  )
  const losses = async (epochs: number) => {
    const results: number[] = []
    for (const candidate of grid)
      results.push((await trainCandidate(data, candidate, { epochs, seed: 2 })).loss)
    return results
  }
  const [short, full] = [await losses(3), await losses(20)]
  expect(ranks(full)[ranks(short).indexOf(0)]).toBeLessThan(3)
})
