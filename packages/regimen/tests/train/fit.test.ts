import { describe, expect, it } from 'vitest'
import { iris } from '../../src/datasets.ts'
import {
  accuracy,
  adam,
  balancedWeights,
  batchNorm,
  type Callback,
  type Checkpoint,
  checkpoints,
  cosineSchedule,
  createDataset,
  createModel,
  dense,
  dropout,
  earlyStopping,
  evaluate,
  type FitOptions,
  fit,
  formatProgress,
  jitter,
  type Model,
  momentum,
  type Progress,
  predict,
  progress,
  RandomKey,
  type RegimenError,
  reduceOnPlateau,
  referenceBackend,
  relu,
  scalers,
  sequential,
  sgd,
  splitDataset,
  type TrainingControl,
  type TrainingEvent,
  wasmBackend,
} from '../../src/index.ts'

const split = splitDataset(iris(), { sizes: { validation: 0.2, test: 0.2 }, key: RandomKey.fromSeed(0) })
const scaler = scalers.zScore.fit(split.train)
const train = scaler.applyTo(split.train)
const validation = scaler.applyTo(split.validation)
const test = scaler.applyTo(split.test)

const network = () => sequential(dense(4, 16), batchNorm(), relu(), dropout(0.2), dense(16, 3))
const freshModel = () => createModel(network(), { input: [4], seed: 1 })

function bits(model: Model): string {
  const { parameters, buffers } = model.state
  return JSON.stringify(
    Object.entries({ ...parameters, ...buffers }).map(([path, t]) => [path, Array.from(t.data())]),
  )
}

function listen(): { events: TrainingEvent[]; callback: Callback } {
  const events: TrainingEvent[] = []
  return { events, callback: { name: 'listen', onEvent: (event) => void events.push(event) } }
}

describe.each([wasmBackend, referenceBackend])('fit on $name', (backend) => {
  it('learns iris and reports what evaluate and predict say too', async () => {
    const model = createModel(sequential(dense(4, 16), relu(), dense(16, 3)), { input: [4], seed: 1 })
    const { events, callback } = listen()
    const result = await fit(
      model,
      { train, validation },
      { optimizer: adam({ learningRate: 0.01 }), epochs: 40, batchSize: 16, callbacks: [callback], backend },
    )
    expect(result.reason).toBe('completed')
    expect(result.epochs).toBe(40)
    const measured = evaluate(model, validation, { backend })
    expect(result.metrics.validationLoss).toBeCloseTo(measured.loss!, 5)
    expect(result.metrics.validationAccuracy).toBeCloseTo(measured.accuracy!, 10)
    expect(evaluate(model, test, { backend }).accuracy).toBeGreaterThan(0.9)
    const { outputs, shape } = predict(model, test.inputs, { backend, batchSize: 7 })
    expect(shape).toEqual([test.size, 3])
    const right = Array.from(test.targets).filter((target, row) => {
      const logits = Array.from(outputs.subarray(row * 3, row * 3 + 3))
      return logits.indexOf(Math.max(...logits)) === target
    })
    expect(right.length / test.size).toBeCloseTo(evaluate(model, test, { backend }).accuracy!, 10)
    expect(events[0]).toMatchObject({
      type: 'started',
      totalSteps: 40 * Math.ceil(train.size / 16),
      splits: { train: train.size, validation: validation.size },
    })
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'completed', step: result.steps })
    const types = events.slice(1, -1).map(({ type }) => type)
    const perEpoch = [...new Array(Math.ceil(train.size / 16)).fill('step'), 'evaluated', 'evaluated']
    expect(types).toEqual(new Array(40).fill(perEpoch).flat())
  })

  it('is a function of the seed: same seed same bits, another seed others', async () => {
    const run = async (seed: number) => {
      const model = freshModel()
      await fit(model, { train }, { optimizer: sgd({ learningRate: 0.05 }), epochs: 3, seed, backend })
      return bits(model)
    }
    expect(await run(1)).toBe(await run(1))
    expect(await run(1)).not.toBe(await run(2))
  })
})

/** A place to save checkpoints to: hands them on. */
const keep = (take: (checkpoint: Checkpoint) => void) => (checkpoint: Checkpoint) => {
  take(checkpoint)
  return 'memory'
}

describe('a resumed run', () => {
  const options = (extra: Partial<FitOptions> = {}): FitOptions => ({
    optimizer: adam({ learningRate: 0.02 }),
    epochs: 12,
    batchSize: 16,
    seed: 3,
    ...extra,
  })

  it('ends with the bits of the uninterrupted one, from every one of its checkpoints', async () => {
    const saved: Checkpoint[] = []
    const whole = freshModel()
    const stopping = () => earlyStopping({ patience: 4, monitor: 'loss' })
    const result = await fit(
      whole,
      { train, validation },
      options({
        callbacks: [
          stopping(),
          checkpoints({ save: (checkpoint) => `${saved.push(checkpoint)}`, everySteps: 1 }),
        ],
      }),
    )
    const expected = bits(whole)
    expect(saved.length).toBeGreaterThan(20)
    // JSON and back: what a file would do to the header.
    for (const [index, checkpoint] of saved.entries()) {
      if (index % 7 !== 3 && index !== saved.length - 1) continue
      const resumed = createModel(network(), { input: [4], seed: 99 })
      const again = await fit(
        resumed,
        { train, validation },
        options({
          callbacks: [stopping()],
          resume: { tensors: checkpoint.tensors, header: JSON.parse(JSON.stringify(checkpoint.header)) },
        }),
      )
      expect(bits(resumed), `resumed at checkpoint ${index}`).toBe(expected)
      expect(again.steps).toBe(result.steps)
      expect(again.reason).toBe(result.reason)
      expect(again.history).toEqual(result.history)
    }
  })

  it('goes on after an interruption', async () => {
    const whole = freshModel()
    await fit(whole, { train, validation }, options())
    const abort = new AbortController()
    let last: Checkpoint | undefined
    const interrupted = await fit(
      freshModel(),
      { train, validation },
      options({
        signal: abort.signal,
        callbacks: [
          checkpoints({
            save: keep((each) => {
              last = each
            }),
            everySteps: 1000,
          }),
          { name: 'abort', onEvent: (event) => event.type === 'step' && event.step === 17 && abort.abort() },
        ],
      }),
    )
    expect(interrupted).toMatchObject({ reason: 'interrupted', steps: 17 })
    const resumed = freshModel()
    const result = await fit(resumed, { train, validation }, options({ ...(last ? { resume: last } : {}) }))
    expect(result.reason).toBe('completed')
    expect(bits(resumed)).toBe(bits(whole))
  })

  it('refuses a checkpoint of another architecture, optimizer or setting', async () => {
    let saved: Checkpoint | undefined
    await fit(
      freshModel(),
      { train },
      options({
        epochs: 1,
        callbacks: [
          checkpoints({
            save: keep((each) => {
              saved = each
            }),
          }),
        ],
      }),
    )
    const resume = saved as Checkpoint
    const other = createModel(sequential(dense(4, 8), relu(), dense(8, 3)), { input: [4], seed: 1 })
    const code = async (run: Promise<unknown>) =>
      run.then(
        () => 'nothing',
        (error: RegimenError) => error.code,
      )
    expect(await code(fit(other, { train }, options({ resume })))).toBe('checkpoint-mismatch')
    expect(await code(fit(freshModel(), { train }, options({ resume, optimizer: momentum() })))).toBe(
      'run-mismatch',
    )
    expect(await code(fit(freshModel(), { train }, options({ resume, batchSize: 8 })))).toBe('run-mismatch')
    expect(await code(fit(freshModel(), { train }, options({ resume: { ...resume, header: {} } })))).toBe(
      'run-mismatch',
    )
  })
})

describe('a run resumed without what decided its steps', () => {
  const plateau = () => reduceOnPlateau({ patience: 1 })
  const options = (extra: Partial<FitOptions>): FitOptions => ({
    optimizer: adam(),
    epochs: 1,
    batchSize: 16,
    ...extra,
  })
  const augment = [jitter({ share: 0.1 })]
  const weighted = { sampling: 'withReplacement', sampleWeights: balancedWeights(train) } as const
  const uneven = {
    ...weighted,
    sampleWeights: balancedWeights(train).map((weight, row) => weight + (row % 2)),
  }
  const cosine = () => adam({ learningRate: cosineSchedule({ learningRate: 0.01, steps: 30 }) })
  const random = { sampling: 'withReplacement' } as const
  const cases: readonly (readonly [string, Partial<FitOptions>, Partial<FitOptions>, RegExp])[] = [
    ['augmentation', { augment }, {}, /augmentation is jitter\(\{"share":0.1\}\), this run's is none/],
    ['other augmentation', { augment }, { augment: [jitter({ share: 0.2 })] }, /augmentation/],
    ['augmentation that came later', {}, { augment }, /augmentation is none/],
    ['sample weights', weighted, random, /sampleWeights is \d+ weights #[0-9a-f]{8}, this run's is none/],
    ['other sample weights', weighted, uneven, /sampleWeights/],
    ['its schedule', { optimizer: cosine() }, { optimizer: adam() }, /optimizer is adam\(.*cosine/],
    [
      'what lowers its rate',
      { callbacks: [plateau()] },
      {},
      /rateScale is reduceOnPlateau, this run's is none/,
    ],
  ]

  it.each(cases)('is refused: %s', async (_, first, second, message) => {
    let saved: Checkpoint | undefined
    const keepLast = {
      name: 'keep',
      onBoundary: (_at: unknown, control: TrainingControl) => {
        saved = control.checkpoint()
      },
    }
    const { callbacks = [] } = first
    await fit(freshModel(), { train }, options({ ...first, callbacks: [...callbacks, keepLast] }))
    if (!saved) throw new Error('no checkpoint')
    const again = async (extra: Partial<FitOptions>) =>
      fit(freshModel(), { train }, options({ ...extra, ...(saved && { resume: saved }) }))
    await expect(again(second)).rejects.toThrow(message)
    expect((await again({ ...first, ...(callbacks.length > 0 && { callbacks: [plateau()] }) })).reason).toBe(
      'completed',
    )
  })
})

describe('early stopping', () => {
  it('stops after `patience` evaluations without improvement and restores the best weights', async () => {
    const model = freshModel()
    const { events, callback } = listen()
    // A rate that overshoots makes the validation loss turn soon.
    const result = await fit(
      model,
      { train, validation },
      {
        optimizer: sgd({ learningRate: 2 }),
        epochs: 200,
        batchSize: 16,
        callbacks: [earlyStopping({ patience: 5 }), callback],
      },
    )
    expect(result.reason).toBe('earlyStopping')
    const losses = result.history
      .filter(({ split }) => split === 'validation')
      .map(({ metrics }) => metrics.loss!)
    const best = losses.indexOf(Math.min(...losses))
    expect(losses.length).toBe(best + 1 + 5)
    expect(evaluate(model, validation).loss).toBeCloseTo(losses[best]!, 6)
    expect(events.find(({ type }) => type === 'notice')).toMatchObject({
      code: 'bestRestored',
      parameters: { epoch: best + 1 },
    })
  })

  it('names the metrics there are when asked for one there is not', async () => {
    const run = fit(
      freshModel(),
      { train, validation },
      { optimizer: sgd(), epochs: 1, callbacks: [earlyStopping({ monitor: 'acuracy' })] },
    )
    await expect(run).rejects.toThrow('There is no metric "acuracy" in this run. It has loss, accuracy.')
  })
})

describe('a loss that is not finite', () => {
  it('ends the run, says where it came from, and keeps the last good weights', async () => {
    const model = createModel(sequential(dense(4, 16), relu(), dense(16, 3)), { input: [4], seed: 1 })
    const { events, callback } = listen()
    const result = await fit(
      model,
      { train, validation },
      { optimizer: sgd({ learningRate: 1e30 }), epochs: 5, batchSize: 16, callbacks: [callback] },
    )
    expect(result.reason).toBe('nonFinite')
    const notice = events.find(({ type }) => type === 'notice')
    expect(notice).toMatchObject({ code: 'nonFiniteLoss', parameters: { step: result.steps + 1 } })
    expect(notice).toHaveProperty('parameters.path', expect.stringMatching(/^layers\.\d/))
    for (const tensor of Object.values(model.state.parameters)) {
      expect(Array.from(tensor.data()).every(Number.isFinite)).toBe(true)
    }
  })
})

describe('progress', () => {
  it('reports pace and position, at the end completely', async () => {
    const reports: Progress[] = []
    const report = (each: Progress) => reports.push(each)
    const options = {
      optimizer: sgd(),
      epochs: 3,
      batchSize: 16,
      callbacks: [progress({ report, everySeconds: 0 })],
    }
    const result = await fit(freshModel(), { train, validation }, options)
    expect(reports.length).toBe(result.steps + result.history.length)
    const last = reports.at(-1)!
    expect(last).toMatchObject({ fraction: 1, step: result.steps, epoch: 3, epochs: 3, secondsLeft: 0 })
    expect(last.validation).toEqual(result.history.at(-1)!.metrics)
    expect(last.examplesPerSecond).toBeGreaterThan(0)
    expect(formatProgress(last)).toMatch(
      /^epoch 3\/3 · step 18\/18 · loss [\d.]+ · validation loss [\d.]+ · validation accuracy [\d.]+ · [\d,]+ examples\/s · 0 s left$/,
    )
    // Half of the updates done: as much time is left as has passed.
    const half = reports.find(({ step }) => step === result.steps / 2)!
    expect(half.fraction).toBe(0.5)
    expect(half.secondsLeft).toBeCloseTo((half.step * train.size) / 6 / half.examplesPerSecond, 3)
  })

  it('is quiet between its reports', async () => {
    const reports: Progress[] = []
    const options = {
      optimizer: sgd(),
      epochs: 3,
      callbacks: [progress({ report: (each) => reports.push(each), everySeconds: 1000 })],
    }
    await fit(freshModel(), { train, validation }, options)
    expect(reports.map(({ fraction }) => fraction)).toEqual([1, 1, 1])
  })
})

describe('fit checks what it is given', () => {
  const options = { optimizer: sgd(), epochs: 1 }
  it.each<[string, () => Promise<unknown>]>([
    ['takes rows of 4 features', () => fit(createModel(dense(5, 3), { input: [5] }), { train }, options)],
    ['one for each class', () => fit(createModel(dense(4, 2), { input: [4] }), { train }, options)],
    ['batchSize is 0', () => fit(freshModel(), { train }, { ...options, batchSize: 0 })],
    ['epochs is 1.5', () => fit(freshModel(), { train }, { ...options, epochs: 1.5 })],
    [
      'Two callbacks are named "listen"',
      () => fit(freshModel(), { train }, { ...options, callbacks: [listen().callback, listen().callback] }),
    ],
  ])('%s', async (message, run) => {
    const expected = message.startsWith('takes')
      ? "The model's input shape is [5], but the data needs [4]."
      : message
    await expect(run()).rejects.toThrow(expected)
  })

  it('does not accept the test part', () => {
    // @ts-expect-error A Part<'test'> is not a Part<'train'>: tuning code cannot be handed the test set.
    const run = () => fit(freshModel(), { train: test }, options)
    expect(run).toBeTypeOf('function')
  })
})

describe('odd sizes', () => {
  it.each([1, 3, 10, 125])('a training part of %i rows with a batch size of 4', async (size) => {
    const uniform = RandomKey.fromSeed(size).uniform(size * 3)
    const dataset = createDataset({
      name: 'odd',
      task: { kind: 'regression', target: 'y' },
      inputShape: [3],
      inputs: Float32Array.from(uniform),
      targets: Float32Array.from({ length: size }, (_, row) => 2 * uniform[row * 3]! - uniform[row * 3 + 1]!),
    })
    const part = { ...dataset, part: 'train' as const, rows: new Int32Array(size) }
    const model = createModel(dense(3, 1), { input: [3], seed: 0 })
    const before = evaluate(model, dataset).loss!
    const result = await fit(
      model,
      { train: part },
      { optimizer: sgd({ learningRate: 0.1 }), epochs: 20, batchSize: 4 },
    )
    expect(result.steps).toBe(20 * Math.ceil(size / 4))
    expect(evaluate(model, dataset).loss).toBeLessThan(before)
    expect(evaluate(model, dataset).rootMeanSquaredError! ** 2).toBeCloseTo(evaluate(model, dataset).loss!, 5)
  })

  it('counts every example once, also in a smaller last batch', async () => {
    const { events, callback } = listen()
    await fit(
      freshModel(),
      { train },
      {
        optimizer: sgd({ learningRate: 0 }),
        epochs: 1,
        batchSize: 32,
        metrics: [accuracy()],
        callbacks: [callback],
      },
    )
    const steps = events.filter((event) => event.type === 'step')
    const sizes = [32, 32, train.size - 64]
    const mean = steps.reduce((sum, { loss }, index) => sum + loss * sizes[index]!, 0) / train.size
    const epoch = events.find((event) => event.type === 'evaluated')
    expect(epoch?.metrics.loss).toBeCloseTo(mean, 10)
  })
})
