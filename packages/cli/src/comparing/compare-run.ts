/** Several optimizers on the same problem: the same batches and the same initial weights for all. */
import { type Backend, type Callback, evaluate, fit } from 'regimen'
import type { BackendSettings } from '../training/backend.ts'
import { buildModel, buildOptimizer } from '../training/build.ts'
import type { PreparedData } from '../training/prepare-data.ts'
import type { DataSettings, NetworkSettings } from '../training/settings.ts'

export interface CompareSettings extends NetworkSettings, BackendSettings {
  readonly data: Pick<DataSettings, 'dataset' | 'folder' | 'split'>
  readonly optimizers: readonly string[]
  /** Each seed has its own initial weights and batches; the split is that of the first. */
  readonly seeds: readonly number[]
  readonly steps: number
  readonly batchSize: number
  /** By optimizer; the others use their own default. */
  readonly learningRates: Readonly<Record<string, number>>
}

export interface MeanAndDeviation {
  readonly mean: number
  /** Sample standard deviation over the seeds; 0 for one seed. */
  readonly std: number
}

/** One row of the ranking; `compare --json` prints these. */
export interface CompareResult {
  readonly optimizer: string
  readonly seeds: number
  /** Mean training loss over the first 200 updates (or all, where there are fewer). */
  readonly lossFirst200: number
  /** Over the last 100. */
  readonly lossLast100: number
  readonly testAccuracy: MeanAndDeviation
}

export interface ComparedOptimizer extends CompareResult {
  readonly learningRate: number
  /** `[seeds][steps]`: training loss of each batch. A run whose loss became NaN ends early. */
  readonly losses: readonly Float64Array[]
  readonly testAccuracies: readonly number[]
  /** The update at which a loss became NaN, in the runs where it did. */
  readonly diverged: readonly number[]
}

export interface CompareHooks {
  /** What all of them compute on. */
  readonly backend: Backend
  /** A listener for one run; its name must be unique within the run. */
  readonly listen: (optimizer: string, seed: number, run: number, runs: number) => Callback
  readonly signal: AbortSignal
}

/** Ranked, the best first: by the mean loss over the last 100 updates, then by test accuracy. */
export async function compareOptimizers(
  data: PreparedData,
  settings: CompareSettings,
  hooks: CompareHooks,
): Promise<ComparedOptimizer[]> {
  const compared: ComparedOptimizer[] = []
  let run = 0
  const runs = settings.optimizers.length * settings.seeds.length
  for (const optimizer of settings.optimizers) {
    const losses: Float64Array[] = []
    const testAccuracies: number[] = []
    const diverged: number[] = []
    for (const seed of settings.seeds) {
      const listener = hooks.listen(optimizer, seed, ++run, runs)
      const outcome = await runOnce(data, settings, optimizer, seed, [listener], hooks)
      losses.push(outcome.losses)
      testAccuracies.push(outcome.testAccuracy)
      if (outcome.losses.length < settings.steps) diverged.push(outcome.losses.length + 1)
      if (hooks.signal.aborted) return []
    }
    const learningRate = buildOptimizer(optimizerSettings(settings, optimizer)).learningRate(0)
    compared.push({
      ...summarise(optimizer, losses, testAccuracies, settings.steps),
      learningRate,
      losses,
      testAccuracies,
      diverged,
    })
  }
  return compared.sort(byRank)
}

function optimizerSettings({ learningRates }: CompareSettings, optimizer: string) {
  const learningRate = learningRates[optimizer]
  return { optimizer, weightDecay: 0, l2: 0, ...(learningRate === undefined ? {} : { learningRate }) }
}

async function runOnce(
  data: PreparedData,
  settings: CompareSettings,
  optimizer: string,
  seed: number,
  listeners: readonly Callback[],
  { signal, backend }: Pick<CompareHooks, 'signal' | 'backend'>,
) {
  const { scaled, task } = data
  const model = buildModel(settings, scaled.train.inputShape, task, seed)
  const losses: number[] = []
  const recorder: Callback = {
    name: 'losses',
    onEvent: (event) => {
      if (event.type === 'step') losses.push(event.loss)
    },
  }
  await fit(
    model,
    { train: scaled.train },
    {
      optimizer: buildOptimizer(optimizerSettings(settings, optimizer)),
      steps: settings.steps,
      batchSize: settings.batchSize,
      sampling: 'withReplacement',
      seed,
      signal,
      backend,
      callbacks: [recorder, ...listeners],
    },
  )
  return {
    losses: Float64Array.from(losses),
    testAccuracy: evaluate(model, scaled.test, { backend }).accuracy ?? Number.NaN,
  }
}

/** @internal exported for its test */
export function summarise(
  optimizer: string,
  losses: readonly Float64Array[],
  testAccuracies: readonly number[],
  steps: number,
): CompareResult {
  // A run that broke off has no last updates: its loss there is no number that could win.
  const complete = losses.every(({ length }) => length === steps)
  const first = meanOf(losses.map((each) => meanOf([...each.subarray(0, 200)])))
  const last = meanOf(losses.map((each) => meanOf([...each.subarray(-100)])))
  return {
    optimizer,
    seeds: losses.length,
    lossFirst200: first,
    lossLast100: complete ? last : Number.NaN,
    testAccuracy: { mean: meanOf(testAccuracies), std: deviationOf(testAccuracies) },
  }
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

function byRank(a: CompareResult, b: CompareResult): number {
  const loss = (result: CompareResult) =>
    Number.isNaN(result.lossLast100) ? Number.POSITIVE_INFINITY : result.lossLast100
  return loss(a) === loss(b) ? b.testAccuracy.mean - a.testAccuracy.mean : loss(a) - loss(b)
}
