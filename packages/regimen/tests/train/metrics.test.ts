/** Metrics of every kind through `fit` and `evaluate`. */
import { describe, expect, it } from 'vitest'
import { iris } from '../../src/datasets.ts'
import {
  accuracy,
  adam,
  type Callback,
  type Checkpoint,
  confusionMatrix,
  confusionMatrixMetric,
  createDataset,
  createModel,
  dense,
  earlyStopping,
  evaluate,
  expectedCalibrationError,
  f1,
  fit,
  full,
  meanSquaredError,
  predict,
  RandomKey,
  r2,
  recall,
  relu,
  rocAuc,
  rootMeanSquaredError,
  scalers,
  sequential,
  sgd,
  splitDataset,
  type Tensor,
  type TrainingEvent,
  topKAccuracy,
} from '../../src/index.ts'
import { thrownBy } from '../nn/helpers.ts'

const split = splitDataset(iris(), { sizes: { validation: 0.2, test: 0.2 }, key: RandomKey.fromSeed(0) })
const scaler = scalers.zScore.fit(split.train)
const train = scaler.applyTo(split.train)
const validation = scaler.applyTo(split.validation)
const model = () => createModel(sequential(dense(4, 8), relu(), dense(8, 3)), { input: [4], seed: 1 })
const metrics = [
  accuracy(),
  topKAccuracy({ k: 2 }),
  f1(),
  recall({ average: 'perClass' }),
  rocAuc(),
  confusionMatrixMetric(),
  expectedCalibrationError(),
]
const optimizer = adam({ learningRate: 0.01 })

/** Counted by hand from the model's outputs. */
function countedMatrix(trained: ReturnType<typeof model>): number[][] {
  const { outputs } = predict(trained, validation.inputs)
  const predicted = Int32Array.from({ length: validation.size }, (_, row) => {
    const logits = [...outputs.subarray(3 * row, 3 * row + 3)]
    return logits.indexOf(Math.max(...logits))
  })
  return confusionMatrix(predicted, Int32Array.from(validation.targets), 3)
}

describe('fit', () => {
  it('reports metrics of one number and of several, as evaluate does, at any batch size', async () => {
    const trained = model()
    const events: TrainingEvent[] = []
    const listen: Callback = { name: 'listen', onEvent: (event) => void events.push(event) }
    const options = { optimizer, metrics, epochs: 3, batchSize: 16, callbacks: [listen] }
    const { history } = await fit(trained, { train, validation }, options)
    const last = history.at(-1)!.metrics
    const counted = countedMatrix(trained)
    for (const batchSize of [1, 7, 256]) {
      const measured = evaluate(trained, validation, { metrics, batchSize })
      for (const [name, value] of Object.entries(measured)) expect(last[name], name).toBeCloseTo(value, 5)
      counted.forEach((row, i) => {
        row.forEach((count, j) => {
          expect(measured[`confusionMatrix.${i}.${j}`]).toBe(count)
        })
        const actual = row.reduce((total, count) => total + count, 0)
        expect(measured[`recallPerClass.${i}`]).toBeCloseTo(row[i]! / actual, 12)
      })
    }
    const step = events.find((event) => event.type === 'step' && Object.keys(event.metrics).length > 0)
    expect(Object.keys(step && 'metrics' in step ? step.metrics : {})).toEqual(
      Object.keys(last).filter((name) => name !== 'loss'),
    )
    const trainCounts = Object.entries(history.at(-2)!.metrics).filter(([name]) =>
      name.startsWith('confusion'),
    )
    expect(trainCounts.reduce((total, [, count]) => total + count, 0)).toBe(train.size)
  })

  it('goes on in the middle of an epoch with the same metrics', async () => {
    const saved: Checkpoint[] = []
    const keeper: Callback = {
      name: 'keeper',
      onBoundary: ({ step }, control) => {
        if (step === 3) saved.push(control.checkpoint())
      },
    }
    const options = { optimizer, metrics, epochs: 1, batchSize: 16 }
    const whole = await fit(model(), { train, validation }, { ...options, callbacks: [keeper] })
    const header = JSON.parse(JSON.stringify(saved[0]!.header))
    const resume = { tensors: saved[0]!.tensors, header }
    const rest = await fit(model(), { train, validation }, { ...options, resume })
    expect(rest.history).toEqual(whole.history)
  })

  it('stops early by the name of a metric, in the direction that the metric gives', async () => {
    const seen: number[] = []
    const listen: Callback = {
      name: 'listen',
      onEvent: (event) => {
        if (event.type === 'evaluated' && event.split === 'validation')
          seen.push(event.metrics['recallPerClass.1']!)
      },
    }
    const trained = model()
    const stopping = earlyStopping({ monitor: 'recallPerClass.1', patience: 4 })
    const { reason, epochs } = await fit(
      trained,
      { train, validation },
      { optimizer, metrics, epochs: 100, callbacks: [listen, stopping] },
    )
    const best = Math.max(...seen)
    expect(reason).toBe('earlyStopping')
    expect(epochs).toBe(seen.indexOf(best) + 1 + 4)
    expect(evaluate(trained, validation, { metrics })['recallPerClass.1']).toBe(best)
  })

  it('measures regression in evaluation exactly, far from 0 too', async () => {
    const inputs = Float32Array.from({ length: 64 }, (_, i) => i / 32 - 1)
    const targets = Float32Array.from(inputs, (x, i) => 10_000 + x + (i % 2) / 4)
    const task = { kind: 'regression', target: 'y' } as const
    const dataset = createDataset({ name: 'line', task, inputShape: [1], inputs, targets })
    const line = createModel(sequential(dense(1, 1)), { input: [1], seed: 0 })
    const exact = ([path, { shape }]: [string, Tensor]) => [
      path,
      full(shape, path.includes('bias') ? 10_000 : 1),
    ]
    line.load({
      parameters: Object.fromEntries(Object.entries(line.state.parameters).map(exact)),
      buffers: {},
    })
    const found = evaluate(line, dataset, { metrics: [r2(), meanSquaredError(), rootMeanSquaredError()] })
    // Every second residual is ¼; the variation is that of the targets.
    const mean = targets.reduce((sum, t) => sum + t, 0) / 64
    const variation = targets.reduce((sum, t) => sum + (t - mean) ** 2, 0)
    const residual = targets.reduce((sum, t, i) => sum + (t - Math.fround(10_000 + inputs[i]!)) ** 2, 0)
    expect(found.r2).toBeCloseTo(1 - residual / variation, 6)
    expect(found.rootMeanSquaredError).toBeCloseTo(Math.sqrt(found.meanSquaredError!), 12)
  })
})

describe('metrics that do not fit', () => {
  it('are refused by name', () => {
    expect(thrownBy(() => evaluate(model(), validation, { metrics: [r2()] })).message).toBe(
      'The metric "r2" measures regression; the data\'s task is classification. Choose one of that task.',
    )
    const twice = () => evaluate(model(), validation, { metrics: [f1(), f1()] })
    expect(thrownBy(twice).code).toBe('metric-names')
    const apart = evaluate(model(), validation, { metrics: [f1(), f1({ average: 'micro' })] })
    expect(Object.keys(apart)).toEqual(['loss', 'f1', 'f1Micro'])
  })

  it('are refused by early stopping', async () => {
    const callbacks = [earlyStopping({ monitor: 'f2' })]
    const run = fit(model(), { train, validation }, { optimizer: sgd(), epochs: 1, callbacks })
    await expect(run).rejects.toMatchObject({ code: 'unknown-metric' })
  })
})
