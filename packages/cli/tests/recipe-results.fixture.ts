/** Results of all six steps as the library tells them, with odd values among them: not finite, empty, long names. */
import type { Candidate, SearchDid, StepResults, TrialRecord } from 'regimen'

const candidate: Candidate = {
  architecture: 'dense',
  width: 128,
  depth: 2,
  activation: 'relu',
  batchNorm: true,
  dropout: 0.125,
  optimizer: 'adamW',
  learningRate: 0.00316,
  weightDecay: 1.3e-5,
  batchSize: 64,
}

const passed = { status: 'passed', seconds: 1.5, reasons: [], warnings: [] } as const

const domains: SearchDid['space']['domains'] = {
  'adamW.learningRate': { kind: 'float', low: 1e-4, high: 1, log: true },
  weightDecay: { kind: 'float', low: 1e-6, high: 0.1, log: true },
  'dense.width': { kind: 'integer', low: 32, high: 256, log: true },
}

function trial(number: number): TrialRecord {
  const rate = 10 ** (-4 + (number % 9) / 3)
  const state = number % 5 === 3 ? 'pruned' : number % 11 === 10 ? 'failed' : 'completed'
  return {
    number,
    state,
    parameters: {
      architecture: 'dense',
      'dense.width': 32 + number,
      optimizer: 'adamW',
      'adamW.learningRate': rate,
      weightDecay: 10 ** -(1 + (number % 6)),
      batchNorm: number % 2 === 0,
    },
    domains,
    values: state === 'completed' ? [0.1 + Math.abs(Math.log10(rate) + 2.5) + number / 1000] : [],
    constraints: [],
    reports: [],
    notes: {},
    startedAt: 0,
    endedAt: 1000,
    retries: 0,
    ...(state === 'failed' ? { error: 'it would not' } : {}),
  }
}

const trials = (count: number) => Array.from({ length: count }, (_, number) => trial(number))
const did: SearchDid = {
  space: { domains, fixed: {} },
  sampler: 'random, then TPE',
  pruner: 'median',
  epochs: 8,
  rows: 1437,
  validationRows: 180,
}
const importance = [
  { name: 'adamW.learningRate', share: 0.61 },
  { name: 'weightDecay', share: 0.08 },
  { name: 'batchNorm', share: 0.001 },
]
const epochs = Array.from({ length: 30 }, (_, epoch) => epoch + 1)
const falling = epochs.map((epoch) => 2 / epoch)

/** Of a classification; with `regression` of that. */
export function stepResults(kind: 'classification' | 'regression' = 'classification'): StepResults {
  const isClasses = kind === 'classification'
  return {
    data: {
      ...passed,
      step: 'data',
      status: 'warned',
      did: {
        name: 'digits',
        seed: 0,
        stratified: isClasses,
        scaling: { kind: 'minMax', per: 'all' },
        nearDuplicates: isClasses ? 'searched' : 'table',
      },
      saw: {
        task: kind,
        inputShape: [64],
        rows: { train: 1437, validation: 180, test: 180 },
        constantFeatures: ['pixel 0', 'pixel 32', 'pixel 39'],
        exact: [{ between: ['train', 'test'], count: 3, examples: [[1, 2]] }],
        near: [],
        ...(isClasses
          ? { classes: [{ name: 'a <class>', rows: { train: 700, validation: 90, test: 90 } }] }
          : { target: { name: 'price', mean: 123456.7, deviation: 4321, least: -1, most: 1e6 } }),
      },
      decided: {
        loss: isClasses ? 'crossEntropy' : 'meanSquaredError',
        metric: isClasses ? 'accuracy' : 'rootMeanSquaredError',
        rows: { train: 1434, validation: 180, test: 180 },
        dropped: { train: 3, validation: 0 },
      },
      reasons: [
        { code: 'splitRows', parameters: { train: 1437, validation: 180, test: 180, stratified: isClasses } },
        { code: 'noFeatureTellsTarget', parameters: { features: 64 } },
      ],
      warnings: [
        {
          step: 'data',
          code: 'duplicatesAcrossParts',
          parameters: { count: 3, rows: 180, share: 0.0167, dropped: 3, between: ['train', 'test'] },
        },
      ],
    },
    initialLoss: {
      ...passed,
      step: 'initialLoss',
      did: { candidate, seeds: [0, 1, 2], rows: 1434 },
      saw: { theory: Math.LN10, least: 2.1, most: 3.5, losses: [2.36, 2.31, null], penalty: 61.5 },
      decided: {},
      reasons: [{ code: 'initialLossAsExpected', parameters: { loss: 2.34, theory: Math.LN10 } }],
    },
    overfitSample: {
      ...passed,
      step: 'overfitSample',
      did: { rows: 50, updates: 200, candidate },
      saw: {
        attempts: [
          {
            learningRate: 0.001,
            initializer: 'he',
            role: 'attempt',
            learnt: true,
            updates: epochs.map((epoch) => epoch * 10 - 10),
            losses: falling,
            accuracies: isClasses ? epochs.map((epoch) => Math.min(1, epoch / 20)) : [],
          },
        ],
      },
      decided: { learningRate: 0.001 },
    },
    learningRates: {
      ...passed,
      step: 'learningRates',
      did: { updates: 100, batchSize: 64, weightDecay: 1e-6 },
      saw: {
        sweeps: [
          {
            optimizer: 'adamW',
            initial: 2.31,
            threshold: 1.9,
            rates: Array.from({ length: 12 }, (_, place) => ({
              learningRate: 10 ** (-6 + place * 0.6),
              losses: place > 9 ? [2.3, null] : falling,
              final: place > 9 ? null : place > 8 ? 24 : 2.3 - place * 0.25,
              falls: place > 3 && place < 9,
            })),
          },
        ],
      },
      decided: { brackets: [{ optimizer: 'adamW', low: 2.5e-4, high: 0.0631, best: 10 ** -1.2 }] },
    },
    coarseSearch: {
      ...passed,
      step: 'coarseSearch',
      did,
      saw: { trials: trials(40), importance, chance: null },
      decided: { best: candidate, value: 0.13, narrowed: null },
      reasons: [
        { code: 'coarseBest', parameters: { trials: 40, pruned: 8, best: 14, value: 0.13 } },
        { code: 'mostImportant', parameters: { name: 'adamW.learningRate', share: 0.61 } },
        { code: 'narrowed', parameters: { name: 'weightDecay', from: 1e-5, to: 0.001 } },
        { code: 'narrowed', parameters: { name: 'activation', kept: ['relu', 'gelu'] } },
      ],
    },
    refinement: {
      ...passed,
      step: 'refinement',
      did,
      saw: {
        trials: trials(12),
        importance: [],
        chance: null,
        finals: [
          {
            candidate,
            origin: { search: 'fine', trial: 5 },
            schedule: 'cosine',
            planned: 40,
            epochs,
            trainLoss: falling,
            validationLoss: falling.map((loss) => loss + 0.1),
            trainMetric: epochs.map((epoch) => 1 - 0.5 / epoch),
            validationMetric: epochs.map((epoch) => 0.98 - 0.5 / epoch),
            bestEpoch: 27,
            bestLoss: 0.174,
            reading: 'healthy',
          },
        ],
        validation: isClasses
          ? { loss: 0.05, accuracy: 0.989 }
          : { loss: 23000, rootMeanSquaredError: 151.6, meanAbsoluteError: 99 },
        test: isClasses
          ? { rows: 180, metrics: { loss: 0.06, accuracy: 0.983 }, confusion: [[180]], readings: 1 }
          : {
              rows: 3,
              metrics: { loss: 23000, rootMeanSquaredError: 151.6, meanAbsoluteError: 99 },
              residuals: [
                [1, 2],
                [3, 2.5],
                [5, 5],
              ],
              ofMean: 4321,
              readings: 1,
            },
      },
      decided: { candidate, run: 0, epochs: 27 },
      reasons: [
        { code: 'finalChosen', parameters: { runs: 1, chosen: 0, value: 0.174, coarse: 0.2 } },
        { code: 'testReadOnce', parameters: { readings: 1 } },
      ],
    },
  }
}

/** The same results with this number wherever something is counted. */
export function countedResults(count: number): Required<StepResults> {
  const { data, initialLoss, overfitSample, learningRates, coarseSearch, refinement } = stepResults()
  if (!data || !initialLoss || !overfitSample || !learningRates || !coarseSearch || !refinement) {
    throw new Error('a step is missing')
  }
  const rows = { train: count, validation: count, test: count }
  const shared = [{ between: ['train', 'test'], count, examples: [] }] as const
  const [sweep] = learningRates.saw.sweeps
  const [attempt] = overfitSample.saw.attempts
  const [run] = refinement.saw.finals
  if (!sweep || !attempt || !run) throw new Error('the fixture has too little')
  const some = <T>(thing: T) => Array.from({ length: count }, () => thing)
  const ended = { ...trial(0), state: 'completed' } as const
  const rate = { learningRate: 0.1, losses: [1], final: 1, falls: true }
  const searched = { ...did, epochs: count, rows: count }
  return {
    data: {
      ...data,
      saw: { ...data.saw, rows, exact: shared, near: shared, classes: [{ name: 'a', rows }] },
      decided: { ...data.decided, dropped: rows },
    },
    initialLoss: { ...initialLoss, did: { ...initialLoss.did, seeds: some(0), rows: count } },
    overfitSample: {
      ...overfitSample,
      did: { ...overfitSample.did, rows: count, updates: count },
      saw: { attempts: [{ ...attempt, updates: [count] }] },
    },
    learningRates: {
      ...learningRates,
      did: { ...learningRates.did, updates: count, batchSize: count },
      saw: { sweeps: [{ ...sweep, rates: some(rate) }] },
    },
    coarseSearch: {
      ...coarseSearch,
      did: searched,
      saw: { ...coarseSearch.saw, trials: some(ended) },
      decided: { ...coarseSearch.decided, best: { ...candidate, depth: Math.min(count, 9) } },
    },
    refinement: {
      ...refinement,
      did: searched,
      saw: { ...refinement.saw, trials: some(ended), finals: some({ ...run, bestEpoch: count }) },
    },
  }
}
