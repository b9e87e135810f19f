/** Full-batch methods through `fit`. */
import { describe, expect, it } from 'vitest'
import { digits, iris } from '../../src/datasets.ts'
import {
  adam,
  batchNorm,
  type Callback,
  type Checkpoint,
  createDataset,
  createModel,
  dense,
  dropout,
  earlyStopping,
  evaluate,
  type FitOptions,
  type FullBatchOptimizer,
  findFullBatchOptimizer,
  fit,
  fullBatchOptimizers,
  lBfgs,
  type Model,
  RandomKey,
  referenceBackend,
  relu,
  scalers,
  sequential,
  splitDataset,
  type TrainingEvent,
  tanh,
  tensor,
  wasmBackend,
} from '../../src/index.ts'

const split = splitDataset(iris(), { sizes: { validation: 0.2, test: 0.2 }, key: RandomKey.fromSeed(0) })
const scaler = scalers.zScore.fit(split.train)
const train = scaler.applyTo(split.train)
const validation = scaler.applyTo(split.validation)

const small = () => createModel(sequential(dense(4, 5), tanh(), dense(5, 3)), { input: [4], seed: 1 })

function listen(): { events: TrainingEvent[]; callback: Callback } {
  const events: TrainingEvent[] = []
  return { events, callback: { name: 'listen', onEvent: (event) => void events.push(event) } }
}

function bits(model: Model): string {
  const { parameters, buffers } = model.state
  return JSON.stringify(
    Object.entries({ ...parameters, ...buffers }).map(([path, t]) => [path, Array.from(t.data())]),
  )
}

/** The same optimizer, and how often it evaluated loss and gradient. */
function counted(optimizer: FullBatchOptimizer) {
  let evaluations = 0
  const { method } = optimizer
  const counting: FullBatchOptimizer = {
    ...optimizer,
    method: {
      initialize: (size) => method.initialize(size),
      step: (fn, point, state) => {
        const evaluate = (x: Float64Array) => {
          evaluations++
          return fn.evaluate(x)
        }
        return method.step({ ...fn, evaluate }, point, state)
      },
    },
  }
  // The first evaluation is the program's own.
  return { optimizer: counting, evaluations: () => evaluations + 1 }
}

describe.each(Object.entries(fullBatchOptimizers))('%s', (name, make) => {
  it('is named as in the table, describes itself, and comes back from its settings', () => {
    expect(make.technique).toMatchObject({ name, kind: 'optimizer' })
    expect(make.technique.paper).toMatch(/\d{4}/)
    expect(make.technique.catalogue.length).toBeGreaterThan(0)
    expect(make().settings).toEqual(make.technique.defaults)
    const first = make({ weightDecay: { coupled: 0.1 } })
    const again = findFullBatchOptimizer(name).fromSettings(JSON.parse(JSON.stringify(first.settings)))
    expect(again.settings).toEqual(first.settings)
  })

  it.each([wasmBackend, referenceBackend])(
    'learns iris on $name, the loss falling with every update',
    async (backend) => {
      const model = small()
      const { events, callback } = listen()
      const result = await fit(
        model,
        { train, validation },
        { optimizer: make(), epochs: 12, batchSize: 7, callbacks: [callback], backend },
      )
      expect(evaluate(model, train, { backend }).accuracy).toBeGreaterThan(0.97)
      const steps = events.filter((event) => event.type === 'step')
      expect(steps).toHaveLength(result.steps)
      expect(result.epochs).toBe(result.steps)
      steps.slice(1).forEach(({ loss }, index) => {
        expect(loss).toBeLessThanOrEqual(steps[index]?.loss ?? 0)
      })
      expect(events[0]).toMatchObject({ type: 'started', stepsPerEpoch: 1, totalSteps: 12 })
      expect(events.filter(({ type }) => type === 'evaluated')).toHaveLength(2 * result.steps)
      expect(evaluate(model, validation, { backend }).loss).toBeCloseTo(
        result.metrics.validationLoss ?? Number.NaN,
        5,
      )
    },
  )

  it('interrupted and resumed ends with the same bits', async () => {
    const network = () =>
      createModel(sequential(dense(4, 4), batchNorm(), tanh(), dense(4, 3)), { input: [4], seed: 2 })
    const options: FitOptions = { optimizer: make({ weightDecay: { coupled: 1e-3 } }), epochs: 8 }
    const whole = network()
    const uninterrupted = await fit(whole, { train, validation }, options)
    let saved: Checkpoint | undefined
    const keep: Callback = {
      name: 'keep',
      onBoundary: ({ step }, control) => {
        if (step === 3) saved = control.checkpoint()
      },
    }
    await fit(network(), { train, validation }, { ...options, epochs: 3, callbacks: [keep] })
    if (!saved) throw new Error('no checkpoint')
    const resumed = network()
    const result = await fit(resumed, { train, validation }, { ...options, resume: saved })
    expect(bits(resumed)).toBe(bits(whole))
    expect(result.metrics).toEqual(uninterrupted.metrics)
    expect(result.steps).toBe(uninterrupted.steps)
  })

  it('refuses random layers, by name', async () => {
    const model = createModel(sequential(dense(4, 4), dropout(0.5), dense(4, 3)), { input: [4] })
    await expect(fit(model, { train }, { optimizer: make(), epochs: 1 })).rejects.toThrow(
      `${name} needs a loss that is the same at every evaluation, but layers.1: dropout 0.5`,
    )
  })
})

it('L2 regularization ends at the closed form of ridge regression', async () => {
  const [rows, columns, lambda] = [40, 3, 0.3]
  const drawn = RandomKey.fromSeed(5).uniform(rows * columns + rows)
  const inputs = Float32Array.from(drawn.subarray(0, rows * columns))
  const targets = Float32Array.from(drawn.subarray(rows * columns))
  const data = createDataset({
    name: 'random',
    inputs,
    targets,
    inputShape: [columns],
    task: { kind: 'regression', target: 'y' },
  })
  const { train: part } = splitDataset(data, {
    sizes: { validation: 0, test: 0 },
    key: RandomKey.fromSeed(0),
  })
  const model = createModel(dense(columns, 1), { input: [columns] })
  const result = await fit(
    model,
    { train: part },
    { optimizer: lBfgs({ weightDecay: { coupled: lambda } }), epochs: 200, backend: referenceBackend },
  )
  expect(result.reason).toBe('converged')
  // (2/n)Xᵀ(Xw + b − y) + λw = 0, and the residuals add up to 0.
  const weights = Array.from(model.state.parameters.weight?.data() ?? [])
  const bias = model.state.parameters.bias?.item() ?? Number.NaN
  const slopes = Array<number>(columns + 1).fill(0)
  for (let row = 0; row < rows; row++) {
    const x = Array.from(part.inputs.subarray(row * columns, (row + 1) * columns))
    const rest =
      x.reduce((sum, value, place) => sum + value * (weights[place] ?? 0), bias) - (part.targets[row] ?? 0)
    x.forEach((value, place) => {
      slopes[place] = (slopes[place] ?? 0) + (2 / rows) * value * rest
    })
    slopes[columns] = (slopes[columns] ?? 0) + rest
  }
  weights.forEach((weight, place) => {
    expect(Math.abs((slopes[place] ?? 0) + lambda * weight)).toBeLessThan(1e-6)
  })
  expect(Math.abs(slopes[columns] ?? Number.NaN)).toBeLessThan(1e-5)
})

describe('a run', () => {
  it('stops early, and restores the best weights', async () => {
    const model = createModel(sequential(dense(4, 30), tanh(), dense(30, 3)), { input: [4], seed: 1 })
    const { events, callback } = listen()
    const result = await fit(
      model,
      { train, validation },
      { optimizer: lBfgs(), epochs: 300, callbacks: [earlyStopping({ patience: 3 }), callback] },
    )
    expect(result.reason).toBe('earlyStopping')
    const losses = result.history
      .filter(({ split: part }) => part === 'validation')
      .map(({ metrics }) => metrics.loss)
    expect(evaluate(model, validation).loss).toBeCloseTo(Math.min(...losses.map(Number)), 6)
    expect(events.at(-2)).toMatchObject({ type: 'notice', code: 'bestRestored' })
  })

  it('names a loss that is not finite, and keeps the weights', async () => {
    const model = small()
    model.load({
      ...model.state,
      parameters: { ...model.state.parameters, 'layers.2.bias': tensor([0, Number.NaN, 0]) },
    })
    const before = bits(model)
    const { events, callback } = listen()
    const result = await fit(model, { train }, { optimizer: lBfgs(), epochs: 2, callbacks: [callback] })
    expect(result).toMatchObject({ reason: 'nonFinite', steps: 0 })
    expect(events.find(({ type }) => type === 'notice')).toMatchObject({
      code: 'nonFiniteLoss',
      parameters: { what: 'parameter', path: 'layers.2.bias' },
    })
    expect(bits(model)).toBe(before)
  })
})

describe('digits, the whole training part in every update', () => {
  const digitsSplit = splitDataset(digits(), {
    sizes: { validation: 0, test: 0.2 },
    key: RandomKey.fromSeed(0),
  })
  const part = scalers.minMax.fit(digitsSplit.train).applyTo(digitsSplit.train)
  const network = (seed: number) =>
    createModel(sequential(dense(64, 32), relu(), dense(32, 10)), { input: [64], seed })

  /** Ends a run before the first update at which all of the training part was right. */
  const untilPerfect = (reached: () => void): Callback => ({
    name: 'untilPerfect',
    onEvent: (event, control) => {
      if (event.type !== 'step' || event.metrics.accuracy !== 1) return
      reached()
      control.stop('stopped')
    },
  })

  it.each([0, 1, 2])('L-BFGS needs fewer gradients than Adam for 100 %% (seed %d)', async (seed) => {
    const { optimizer, evaluations } = counted(lBfgs())
    const model = network(seed)
    let needed = Number.POSITIVE_INFINITY
    const done = untilPerfect(() => {
      needed = evaluations()
    })
    await fit(model, { train: part }, { optimizer, epochs: 200, callbacks: [done] })
    expect(evaluate(model, part).accuracy).toBe(1)
    // Adam's own default, and the best of a grid for this network.
    for (const learningRate of [0.001, 0.03]) {
      const rival = network(seed)
      await fit(
        rival,
        { train: part },
        { optimizer: adam({ learningRate }), steps: needed + 1, batchSize: part.size },
      )
      expect(evaluate(rival, part).accuracy).toBeLessThan(1)
    }
  })
})
