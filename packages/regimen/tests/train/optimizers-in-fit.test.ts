/** What optimizers, schedules and averages come to in `fit`. */
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { iris } from '../../src/datasets.ts'
import {
  accuracy,
  adam,
  type Backend,
  batchNorm,
  type Callback,
  type Checkpoint,
  checkpoints,
  cosineSchedule,
  createModel,
  crossEntropyLoss,
  dense,
  dropout,
  earlyStopping,
  evaluate,
  type FitOptions,
  findOptimizer,
  fit,
  gradient,
  gradientDescent,
  lookahead,
  type Model,
  mean,
  momentum,
  type Optimizer,
  optimizers,
  RandomKey,
  reduceOnPlateau,
  referenceBackend,
  relu,
  type StepEvent,
  sam,
  scalers,
  scheduleFreeAdamW,
  scheduleFreeSgd,
  sequential,
  sgd,
  splitDataset,
  type TensorRecord,
  type TrainingEvent,
  tanh,
  tensor,
  warmupSchedule,
  wasmBackend,
  withBackend,
} from '../../src/index.ts'

const split = splitDataset(iris(), { sizes: { validation: 0.2, test: 0.2 }, key: RandomKey.fromSeed(0) })
const scaler = scalers.zScore.fit(split.train)
const data = { train: scaler.applyTo(split.train), validation: scaler.applyTo(split.validation) }

const network = () => sequential(dense(4, 8), batchNorm(), relu(), dropout(0.2), dense(8, 3))
const freshModel = (seed = 1) => createModel(network(), { input: [4], seed })
const plainModel = () => createModel(sequential(dense(4, 6), tanh(), dense(6, 3)), { input: [4], seed: 3 })

const bits = (model: Model) =>
  Object.entries({ ...model.state.parameters, ...model.state.buffers }).map(([path, t]) => [
    path,
    [...t.data()],
  ])

/** Whether any number differs from any other by more than rounding to float32. */
function expectClose(actual: TensorRecord, expected: TensorRecord, tolerance: number): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected))
  for (const [path, tensor] of Object.entries(actual)) {
    const wanted = [...(expected[path]?.data() ?? [])]
    for (const [place, value] of [...tensor.data()].entries()) {
      expect(Math.abs(value - (wanted[place] ?? Number.NaN)), path).toBeLessThan(tolerance)
    }
  }
}

function steps(): { readonly seen: StepEvent[]; readonly callback: Callback } {
  const seen: StepEvent[] = []
  return {
    seen,
    callback: { name: 'steps', onEvent: (event) => void (event.type === 'step' && seen.push(event)) },
  }
}

describe('every optimizer', () => {
  it.each(Object.keys(optimizers))('%s brings the loss of a network down', async (name) => {
    // Where the default is for other networks or longer runs.
    const rates: Readonly<Record<string, number>> = {
      gradientDescent: 0.1,
      sgd: 0.1,
      lion: 0.003,
      lamb: 0.02,
      lars: 20,
      adafactor: 0.1,
      adadelta: 20,
      rProp: 0.001,
      adam: 0.01,
      amsGrad: 0.01,
      adamW: 0.01,
      nAdam: 0.01,
      rAdam: 0.03,
      rmsProp: 0.01,
      adaMax: 0.02,
      adaGrad: 0.1,
      scheduleFreeAdamW: 0.02,
      lookahead: 0.02,
    }
    const learningRate = rates[name]
    const optimizer = findOptimizer(name)(learningRate === undefined ? {} : { learningRate })
    const model = plainModel()
    const before = evaluate(model, data.train).loss ?? Number.NaN
    const result = await fit(model, data, { optimizer, epochs: 12, batchSize: 16 })
    expect(result.reason).toBe('completed')
    expect(evaluate(model, data.train).loss).toBeLessThan(before * 0.75)
  })
})

describe('resumed from any checkpoint', () => {
  const everything: Readonly<Record<string, () => Optimizer>> = {
    'averages, accumulation, clipping, groups': () =>
      adam({
        learningRate: warmupSchedule({ steps: 5, next: cosineSchedule({ learningRate: 0.02, steps: 20 }) }),
        average: { ema: 0.9 },
        accumulate: 3,
        clip: { globalNorm: 1 },
        l1: 1e-4,
        skipNonFinite: true,
        groups: [{ paths: ['layers.0'], learningRate: 0.01 }],
      }),
    'schedule-free': () => scheduleFreeAdamW({ learningRate: 0.02 }),
    'SAM inside lookahead': () =>
      lookahead({ inner: sam({ inner: 'momentum', learningRate: 0.02 }), every: 4 }),
  }

  it.each(Object.entries(everything))('%s: the same bits', async (_, make) => {
    const saved: Checkpoint[] = []
    const options = (callbacks: Callback[]): FitOptions => ({
      optimizer: make(),
      epochs: 4,
      batchSize: 16,
      seed: 5,
      callbacks: [reduceOnPlateau({ patience: 0, factor: 0.5 }), ...callbacks],
    })
    const save = (checkpoint: Checkpoint) => `${saved.push(checkpoint)}`
    const whole = freshModel()
    await fit(whole, data, options([checkpoints({ save, everySteps: 7 })]))
    expect(saved.length).toBeGreaterThan(2)
    for (const resume of saved.slice(0, 2)) {
      const resumed = freshModel(99)
      await fit(resumed, data, { ...options([]), resume })
      expect(bits(resumed)).toEqual(bits(whole))
    }
  })
})

describe('averages', () => {
  it('are what is evaluated, restored and kept', async () => {
    const values: number[] = []
    const listener: Callback = {
      name: 'listener',
      onEvent: (event) =>
        void (
          event.type === 'evaluated' &&
          event.split === 'validation' &&
          values.push(event.metrics.loss ?? 0)
        ),
    }
    for (const optimizer of [
      sgd({ learningRate: 0.5, average: { ema: 0.95 } }),
      scheduleFreeSgd({ learningRate: 0.5 }),
    ]) {
      const model = plainModel()
      const callbacks = [listener, earlyStopping({ patience: 30 })]
      const { metrics } = await fit(model, data, { optimizer, epochs: 15, batchSize: 8, callbacks })
      const best = Math.min(...values.splice(0))
      expect(evaluate(model, data.validation).loss).toBeCloseTo(best, 5)
      expect(metrics.validationLoss).toBeGreaterThanOrEqual(best)
    }
  })

  it('are worked out of the same weights as without them', async () => {
    const last: { weights?: TensorRecord }[] = []
    for (const average of [undefined, { ema: 0.9 }]) {
      const saved: Checkpoint[] = []
      const save = (checkpoint: Checkpoint) => `${saved.push(checkpoint)}`
      const optimizer = sgd({ learningRate: 0.1, ...(average && { average }) })
      await fit(plainModel(), data, { optimizer, epochs: 2, callbacks: [checkpoints({ save })] })
      const trained = Object.entries(saved.at(-1)?.tensors ?? {}).filter(([path]) =>
        path.startsWith('parameters/'),
      )
      last.push({ weights: Object.fromEntries(trained) })
    }
    expectClose(last[1]?.weights ?? {}, last[0]?.weights ?? {}, 1e-7)
  })
})

describe('gradient descent', () => {
  it('on the whole data set is the mean of the gradients of its batches (catalogue O1)', async () => {
    const backend = referenceBackend
    const run = async (optimizer: Optimizer, batchSize: number, updates: number) => {
      const model = plainModel()
      await fit(model, { train: data.train }, { optimizer, batchSize, steps: updates, backend })
      return model.state.parameters
    }
    const { size } = data.train
    expect(size % 15).toBe(0)
    const whole = await run(gradientDescent({ learningRate: 0.3 }), size, 4)
    const parts = await run(
      gradientDescent({ learningRate: 0.3, accumulate: size / 15 }),
      15,
      (4 * size) / 15,
    )
    // The model keeps float32.
    expectClose(parts, whole, 1e-6)
  })
})

describe('SAM', () => {
  it('is the update written out: the gradient at w + ρg/‖g‖ on the same batch', async () => {
    const [rho, eta] = [0.3, 0.1]
    const backend = referenceBackend
    const { train } = data
    const model = plainModel()
    const expected = withBackend(backend, () => {
      const inputs = tensor(train.inputs, [train.size, 4])
      const targets = tensor(train.targets, [train.size], 'int32')
      const loss = crossEntropyLoss()
      const gradientAt = (weights: TensorRecord) =>
        gradient((parameters: TensorRecord) => {
          const { output } = model.layer.apply({ parameters, buffers: {} }, inputs, { training: true })
          return mean(loss.perExample(output, targets))
        }, weights)
      const moved = (from: TensorRecord, along: TensorRecord, by: number): TensorRecord =>
        Object.fromEntries(
          Object.entries(from).map(([path, each]) => {
            const direction = along[path]?.data() ?? []
            const values = [...each.data()].map((x, place) => x + by * (direction[place] ?? 0))
            return [path, tensor(values, [...each.shape], 'float64')]
          }),
        )
      let weights = moved(model.state.parameters, {}, 0)
      for (let update = 0; update < 3; update++) {
        const g = gradientAt(weights)
        const norm = Math.hypot(...Object.values(g).flatMap((each) => [...each.data()]))
        weights = moved(weights, gradientAt(moved(weights, g, rho / norm)), -eta)
      }
      return weights
    })
    for (const each of [referenceBackend, wasmBackend]) {
      const trained = plainModel()
      const optimizer = sam({ inner: 'sgd', learningRate: eta, radius: rho })
      await fit(trained, { train }, { optimizer, steps: 3, batchSize: train.size, backend: each })
      expectClose(trained.state.parameters, expected, 2e-6)
    }
  })

  it('sees the same dropout in both evaluations: with a radius of nearly 0 it is its inner optimizer', async () => {
    const trained = async (optimizer: Optimizer) => {
      const model = freshModel()
      await fit(model, data, { optimizer, epochs: 3, batchSize: 16 })
      return model.state.parameters
    }
    expectClose(await trained(sam({ radius: 1e-7 })), await trained(momentum()), 1e-5)
  })
})

/** A backend that counts what it compiles. */
function counting(backend: Backend): { readonly backend: Backend; compiled: () => number } {
  let compiled = 0
  const counted = new Proxy(backend, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...parameters: unknown[]) => {
        if (name === 'compile') compiled++
        return Reflect.apply(value, target, parameters)
      }
    },
  })
  return { backend: counted, compiled: () => compiled }
}

describe('learning rates', () => {
  it('change without anything being compiled anew', async () => {
    const counts: number[] = []
    for (const optimizer of [
      adam({ learningRate: 0.01 }),
      adam({ learningRate: cosineSchedule({ learningRate: 0.01, steps: 12 }) }),
    ]) {
      const { backend, compiled } = counting(wasmBackend)
      const { seen, callback } = steps()
      const callbacks = [callback, reduceOnPlateau({ patience: 0, better: 'higher' })]
      await fit(plainModel(), data, { optimizer, epochs: 6, batchSize: 45, callbacks, backend })
      counts.push(compiled())
      if (counts.length === 2) expect(new Set(seen.map(({ learningRate }) => learningRate)).size).toBe(12)
    }
    expect(counts[1]).toBe(counts[0])
  })

  it('are reported as they were used', async () => {
    const { seen, callback } = steps()
    const optimizer = sgd.fromSettings({ learningRate: { schedule: 'step', every: 2, learningRate: 0.4 } })
    await fit(plainModel(), data, { optimizer, steps: 5, callbacks: [callback] })
    expect(seen.map(({ learningRate }) => learningRate)).toEqual(
      [0.4, 0.4, 0.4 * 0.1, 0.4 * 0.1, 0.4 * 0.1 ** 2].map((rate) => expect.closeTo(rate, 14)),
    )
  })
})

describe('reduce on plateau', () => {
  const fixture: {
    readonly plateauValues: readonly number[]
    readonly plateaus: Readonly<Record<string, readonly number[]>>
  } = JSON.parse(readFileSync(new URL('../fixtures/schedules.json', import.meta.url), 'utf8'))

  const byScheduler: Readonly<Record<string, Parameters<typeof reduceOnPlateau>[0]>> = {
    plain: { patience: 2 },
    restingAndBounded: { factor: 0.5, patience: 1, cooldown: 3, minimum: 0.03, threshold: 0.05 },
    higherIsBetter: { factor: 0.2, patience: 0, better: 'higher' },
  }
  const control = {
    stop: () => undefined,
    readState: () => ({ parameters: {}, buffers: {} }),
    writeState: () => undefined,
    checkpoint: () => ({ tensors: {}, header: {} }),
    emit: async () => undefined,
    subject: () => {
      throw new Error('not asked for')
    },
    better: () => 'lower' as const,
  }
  const tell = (callback: Callback, loss: number) =>
    callback.onEvent?.(
      { type: 'evaluated', step: 1, epoch: 1, split: 'validation', metrics: { loss } },
      control,
    )

  test.each(Object.keys(fixture.plateaus))(
    '%s: the rates of PyTorch, also when it was saved half-way',
    (name) => {
      const expected = fixture.plateaus[name] ?? []
      let callback = reduceOnPlateau(byScheduler[name])
      fixture.plateauValues.forEach((value, place) => {
        tell(callback, value)
        expect(callback.rateScale, `evaluation ${place}`).toBeCloseTo(expected[place] ?? Number.NaN, 14)
        const saved = callback.save?.()
        callback = reduceOnPlateau(byScheduler[name])
        if (saved) callback.load?.(JSON.parse(JSON.stringify(saved)))
      })
    },
  )

  it('lowers the rate of the updates that follow', async () => {
    const { seen, callback } = steps()
    const plateau = reduceOnPlateau({ patience: 0, factor: 0.5, better: 'higher' })
    const optimizer = sgd({ learningRate: 0.2 })
    await fit(plainModel(), data, { optimizer, epochs: 3, batchSize: 90, callbacks: [callback, plateau] })
    // The loss falls, which counts as bad here: from the third epoch on half the rate.
    expect(seen.map(({ learningRate }) => learningRate)).toEqual([0.2, 0.2, 0.1])
  })

  test.each([
    [{ factor: 1 }, 'reduceOnPlateau: factor is 1'],
    [{ better: 'more' }, 'better is "more". Expected lower or higher'],
    [{ patience: 0.5 }, 'patience is 0.5'],
    [{ patient: 1 }, 'has no option "patient"'],
  ])('refuses %o', (settings, says) => {
    expect(() => reduceOnPlateau.fromSettings(settings)).toThrow(says)
  })

  it('says which metrics there are', () => {
    expect(() => tell(reduceOnPlateau({ monitor: 'accuracy' }), 1)).toThrow('accuracy')
  })
})

describe('a gradient that is not finite', () => {
  it('leaves the weights as they are where the optimizer skips it', async () => {
    const broken: Optimizer = {
      ...sgd({ learningRate: 0.1, skipNonFinite: true }),
      refineGradient: (g) => Object.fromEntries(Object.entries(g).map(([path, each]) => [path, nanOf(each)])),
    }
    const nanOf = (each: TensorRecord[string]) => tensor(Array(each.size).fill(Number.NaN), [...each.shape])
    const model = plainModel()
    const before = bits(model)
    const result = await fit(model, data, { optimizer: broken, steps: 3 })
    expect(result.reason).toBe('completed')
    expect(bits(model)).toEqual(before)
  })
  /** The data with every so many rows not numbers. */
  const withBrokenRows = (every: number) => {
    const inputs = data.train.inputs.map((value, at) =>
      Math.floor(at / 4) % every === 0 ? Number.NaN : value,
    )
    return { ...data.train, inputs: Float32Array.from(inputs) }
  }

  it('leaves out such batches, counts and all, where the loss is not finite either', async () => {
    const events: TrainingEvent[] = []
    const result = await fit(
      plainModel(),
      { train: withBrokenRows(40) },
      {
        optimizer: sgd({ learningRate: 0.1, skipNonFinite: true }),
        epochs: 2,
        batchSize: 1,
        metrics: [accuracy()],
        callbacks: [{ name: 'listen', onEvent: (event) => void events.push(event) }],
      },
    )
    const skipped = events.filter((event) => event.type === 'notice' && event.code === 'batchSkipped')
    const { size } = data.train
    const broken = Math.ceil(size / 40)
    expect(skipped).toHaveLength(2 * broken)
    expect(result).toMatchObject({ reason: 'completed', steps: 2 * size, epochs: 2 })
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(2 * (size - broken))
    for (const { metrics } of result.history) expect(Number.isFinite(metrics.loss)).toBe(true)
  })

  it('ends the run when a whole epoch is such', async () => {
    const optimizer = sgd({ learningRate: 0.1, skipNonFinite: true })
    const result = await fit(
      plainModel(),
      { train: withBrokenRows(1) },
      { optimizer, epochs: 3, batchSize: 16 },
    )
    expect(result.reason).toBe('nonFinite')
  })
})
