/** How batches reach the step, and when metrics come back. */
import { describe, expect, it } from 'vitest'
import { digits } from '../../src/datasets.ts'
import { Program, tensor, withBackend } from '../../src/engine/index.ts'
import {
  accuracy,
  adam,
  asPart,
  type Backend,
  broadcastTo,
  type Checkpoint,
  createDataset,
  createModel,
  createWasmBackend,
  dense,
  dropout,
  evaluate,
  type FitOptions,
  fit,
  type Hyperparameters,
  type Model,
  referenceBackend,
  relu,
  rootMeanSquaredError,
  scalar,
  sequential,
  sgd,
  sub,
  Tensor,
  type TensorRecord,
  type TrainingEvent,
  type TransformState,
  takeRows,
} from '../../src/index.ts'
import { batchSource } from '../../src/train/batch-source.ts'

const rows = (count: number) => Int32Array.from({ length: count }, (_, row) => row)
/** 25 batches of 16 in an epoch, the last one of a single example. */
const train = takeRows(digits(), rows(385), 'train')
const network = () => sequential(dense(64, 16), relu(), dropout(0.2), dense(16, 10))
const freshModel = (seed = 1) => createModel(network(), { input: [64], seed })
const bits = ({ state }: Model) =>
  Object.values(state.parameters).map((parameter) => [...new Int32Array(parameter.data().slice().buffer)])

const backends = [
  ['reference', referenceBackend],
  ['wasm, one thread', createWasmBackend({ threads: 1 })],
  ['wasm, two threads', createWasmBackend({ threads: 2 })],
] as const

describe.each(backends)('the source of batches on %s', (_, backend) => {
  const regression = asPart(
    createDataset({
      name: 'plane',
      task: { kind: 'regression', target: 'height' },
      inputShape: [5, 25],
      inputs: Float32Array.from({ length: 700 * 125 }, (_, index) => index),
      targets: Float32Array.from({ length: 700 }, (_, row) => -row),
    }),
    'train',
  )

  it.each([
    ['kept in memory', 2 ** 28],
    ['copied', 0],
  ])('gives the rows asked for: %s', (_way, largest) => {
    const source = batchSource(regression, backend.floatType, { largest })
    expect(Object.keys(source.tables).length).toBe(largest > 0 ? 1 : 0)
    const program = withBackend(backend, () => new Program(tensor([0]), { tables: source.tables }))
    for (const wanted of [[3], [699, 0, 699], [10, 11, 150, 420, 12]]) {
      const slot = source.slot(wanted.length, program)
      const { run, result } = program.bind((_state, inputs: typeof slot.inputs, tables) => {
        const batch = source.batch(inputs, tables)
        return { result: { ...batch } }
      }, slot.inputs)
      for (const shift of [0, 0]) {
        const now = wanted.map((row) => (row + shift) % 700)
        slot.load(Int32Array.from(now), 0)
        run()
        expect(result.inputs.shape).toEqual([now.length, 5, 25])
        expect([...result.inputs.data()]).toEqual(
          now.flatMap((row) => Array.from({ length: 125 }, (_each, index) => row * 125 + index)),
        )
        expect([...result.targets.data()]).toEqual(now.map((row) => (row === 0 ? -0 : -row)))
      }
    }
  })
})

describe('metrics of training', () => {
  // With a learning rate of 0 the model stays as it is: what `evaluate` says of it holds for every batch.
  it.each(backends)('are those of the batches since the last reading, on %s', async (_, backend) => {
    const model = createModel(sequential(dense(64, 10)), { input: [64], seed: 4 })
    const events: TrainingEvent[] = []
    const result = await fit(
      model,
      { train },
      {
        optimizer: sgd({ learningRate: 0 }),
        metrics: [accuracy()],
        epochs: 2,
        batchSize: 16,
        backend,
        callbacks: [{ name: 'listen', onEvent: (event) => void events.push(event) }],
      },
    )
    const expected = evaluate(model, train, { backend })
    const steps = events.filter((event) => event.type === 'step')
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 50 }, (_each, index) => index + 1))
    const read = steps.filter(({ metrics }) => 'accuracy' in metrics)
    expect(read.map(({ step }) => step)).toEqual([16, 25, 41, 50])
    // 256 examples, then 129.
    const right = [256, 129, 256, 129].map((size, index) => (read[index]?.metrics.accuracy ?? 0) * size)
    for (const count of right) expect(count).toBeCloseTo(Math.round(count), 4)
    expect((right[0]! + right[1]!) / 385).toBeCloseTo(expected.accuracy!, 6)
    expect((right[2]! + right[3]!) / 385).toBeCloseTo(expected.accuracy!, 6)
    expect(result.metrics.trainAccuracy).toBeCloseTo(expected.accuracy!, 6)
    expect(result.metrics.trainLoss).toBeCloseTo(expected.loss!, 5)
    const whole = steps.slice(0, 24).reduce((sum, { loss }) => sum + loss * 16, 0)
    expect((whole + steps[24]!.loss) / 385).toBeCloseTo(expected.loss!, 5)
  })

  it('are read of targets that are numbers, too', async () => {
    const part = asPart(
      createDataset({
        name: 'line',
        task: { kind: 'regression', target: 'y' },
        inputShape: [1],
        inputs: Float32Array.from({ length: 30 }, (_, row) => row / 30),
        targets: Float32Array.from({ length: 30 }, (_, row) => row),
      }),
      'train',
    )
    const model = createModel(sequential(dense(1, 1)), { input: [1] })
    const options = {
      optimizer: sgd({ learningRate: 0 }),
      metrics: [rootMeanSquaredError()],
      epochs: 1,
      batchSize: 7,
    }
    const { metrics } = await fit(model, { train: part }, options)
    expect(metrics.trainRootMeanSquaredError).toBeCloseTo(
      evaluate(model, part, { metrics: [rootMeanSquaredError()] }).rootMeanSquaredError!,
      4,
    )
  })
})

describe.each(['epochs', 'withReplacement'] as const)(
  'a run resumed between two readings: %s',
  (sampling) => {
    const options = (extra: Partial<FitOptions> = {}): FitOptions => ({
      optimizer: adam({ learningRate: 0.01 }),
      epochs: 2,
      batchSize: 16,
      sampling,
      ...extra,
    })

    it('ends with the same bits, and tells the same metrics', async () => {
      const saved: Checkpoint[] = []
      const told: TrainingEvent[] = []
      const whole = freshModel()
      const result = await fit(
        whole,
        { train },
        options({
          callbacks: [
            {
              name: 'keep',
              onEvent: (event) => void told.push(event),
              onBoundary: (_, control) => void saved.push(control.checkpoint()),
            },
          ],
        }),
      )
      const quiet = freshModel()
      expect((await fit(quiet, { train }, options())).history).toEqual(result.history)
      expect(bits(quiet)).toEqual(bits(whole))
      for (const index of [0, 5, 15, 16, 23, 24, 30]) {
        const resumed = freshModel(7)
        const events: TrainingEvent[] = []
        const again = await fit(
          resumed,
          { train },
          options({
            resume: saved[index]!,
            callbacks: [{ name: 'listen', onEvent: (event) => void events.push(event) }],
          }),
        )
        expect(bits(resumed), `resumed after ${index + 1} steps`).toEqual(bits(whole))
        expect(again.history).toEqual(result.history)
        const timeless = (stream: readonly TrainingEvent[]) =>
          stream.flatMap((event) =>
            event.type === 'step' && event.step > index + 1 ? [{ ...event, examplesPerSecond: 0 }] : [],
          )
        expect(timeless(events)).toEqual(timeless(told))
      }
    })
  },
)

describe('numbers of the optimizer', () => {
  const model = () => createModel(sequential(dense(64, 10)), { input: [64] })
  const steps = (hyperparameters: (step: number) => { rate?: number; bias?: number }) => ({
    optimizer: {
      ...sgd(),
      transform: {
        initialize: () => ({}),
        hyperparameters: (step: number) => ({ nested: { ...hyperparameters(step) } }),
        update: (
          _gradients: unknown,
          state: TransformState,
          parameters: TensorRecord,
          { nested }: Hyperparameters,
        ) => ({
          updates: Object.fromEntries(
            Object.entries(parameters).map(([path, parameter]) => [
              path,
              sub(
                broadcastTo(numberOf(nested, path.endsWith('bias') ? 'bias' : 'rate'), parameter.shape),
                parameter,
              ),
            ]),
          ),
          state,
        }),
      },
    },
    steps: 3,
    batchSize: 16,
  })
  const numberOf = (record: Hyperparameters[string] | undefined, name: string): Tensor => {
    const found = record instanceof Tensor ? record : record?.[name]
    return found instanceof Tensor ? found : scalar(Number.NaN, 'float32')
  }

  // Each update sets the parameters to the numbers it was given.
  it('reach the step that they are meant for', async () => {
    const trained = model()
    await fit(
      trained,
      { train },
      steps((step) => ({ bias: -step, rate: step / 4 })),
    )
    const { parameters } = trained.state
    expect([...(parameters['layers.0.weight']?.data() ?? [])]).toEqual(new Array(640).fill(0.5))
    expect([...(parameters['layers.0.bias']?.data() ?? [])]).toEqual(new Array(10).fill(-2))
  })
})

describe('the plan of a smaller last batch', () => {
  // 97 batches, the last one of a single example.
  const settings = { epochs: 2, batchSize: 4, seed: 3 } as const
  const optimizer = () => adam({ learningRate: 0.01 })

  it.each([1, 2])('is compiled piece by piece before it comes, for %d threads', async (threads) => {
    const wasm = createWasmBackend({ threads })
    let steps = 0
    /** After how many updates each piece of each plan was made. */
    const plans: number[][] = []
    const backend: Backend = {
      ...wasm,
      *compileGradually(plan, store) {
        const pieces: number[] = []
        plans.push(pieces)
        const work = wasm.compileGradually?.(plan, store)
        for (let piece = work?.next(); piece; piece = work?.next()) {
          pieces.push(steps)
          if (piece.done) return piece.value
          yield
        }
        throw new Error('the backend does not compile piece by piece')
      },
    }
    const counting = {
      name: 'counting',
      onBoundary: () => {
        steps++
      },
    }
    await fit(
      freshModel(),
      { train },
      { ...settings, optimizer: optimizer(), backend, callbacks: [counting] },
    )
    // That of all the other batches is made at once.
    expect(plans).toHaveLength(1)
    const [last = []] = plans
    expect(last.length).toBeGreaterThan(10)
    expect(Math.max(...last)).toBeLessThan(96)
    expect(new Set(last).size).toBeGreaterThan(1)
  })

  it.each(backends)('changes no bit on %s', async (_, whole) => {
    const { compileGradually: __, ...atOnce } = whole
    const weights = async (backend: Backend, maximumSteps?: number) => {
      const model = freshModel()
      const { epochs, ...rest } = settings
      const length = maximumSteps === undefined ? { epochs } : { steps: maximumSteps }
      await fit(model, { train }, { ...rest, ...length, optimizer: optimizer(), backend })
      return bits(model)
    }
    expect(await weights(whole)).toEqual(await weights(atOnce))
    // A run that ends before it needs none, and one that ends with it needs it at once.
    for (const steps of [96, 97]) expect(await weights(whole, steps)).toEqual(await weights(atOnce, steps))
  })

  it('is finished at once when it comes too early', async () => {
    const few = takeRows(digits(), rows(9), 'train')
    const weights = async (backend: Backend) => {
      const model = freshModel()
      await fit(model, { train: few }, { ...settings, batchSize: 8, optimizer: optimizer(), backend })
      return bits(model)
    }
    const { compileGradually: _, ...atOnce } = createWasmBackend({ threads: 1 })
    expect(await weights(createWasmBackend({ threads: 1 }))).toEqual(await weights(atOnce))
  })
})
