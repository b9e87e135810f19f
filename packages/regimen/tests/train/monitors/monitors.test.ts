import { describe, expect, test } from 'vitest'
import {
  asPart,
  type Callback,
  createDataset,
  createModel,
  curvature,
  type Dataset,
  type DistributionEvent,
  deadFraction,
  dense,
  distributionOf,
  fit,
  gradientNoise,
  gradientNoiseScale,
  hessianSpectrumEnds,
  type Layer,
  lanczos,
  type MonitoredEvent,
  type MonitorOptions,
  matmul,
  monitor,
  mseLoss,
  mul,
  normalInitializer,
  RandomKey,
  referenceBackend,
  relu,
  saturatedFraction,
  sequential,
  sgd,
  sigmoid,
  sum,
  type Tensor,
  type TrainingEvent,
  tanh,
  tensor,
  withBackend,
  xavierNormal,
} from '../../../src/index.ts'

function collector(events: TrainingEvent[]): Callback {
  return { name: 'collector', onEvent: (event) => void events.push(event) }
}

function regression(inputs: readonly number[], width: number, targets: readonly number[]): Dataset {
  return createDataset({
    name: 'made',
    task: { kind: 'regression', target: 'y' },
    inputShape: [width],
    inputs: Float32Array.from(inputs),
    targets: Float32Array.from(targets),
  })
}

/** The events of a run of one layer on the reference backend, so that closed forms hold to rounding. */
async function eventsOf(
  layer: Layer,
  dataset: Dataset,
  callbacks: readonly Callback[],
  options: { steps: number; learningRate?: number; batchSize?: number },
  change: (state: Record<string, Tensor>) => Record<string, Tensor> = (state) => state,
): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = []
  await withBackend(referenceBackend, async () => {
    const model = createModel(layer, { input: dataset.inputShape })
    model.load({ ...model.state, parameters: change({ ...model.state.parameters }) })
    await fit(
      model,
      { train: asPart(dataset, 'train') },
      {
        optimizer: sgd({ learningRate: options.learningRate ?? 0.1 }),
        loss: mseLoss(),
        steps: options.steps,
        batchSize: options.batchSize ?? dataset.size,
        backend: referenceBackend,
        callbacks: [...callbacks, collector(events)],
      },
    )
  })
  return events
}

const measuredIn = (events: readonly TrainingEvent[]) =>
  events.filter((event): event is MonitoredEvent => event.type === 'monitored')
const distributionsIn = (events: readonly TrainingEvent[]) =>
  events.filter((event): event is DistributionEvent => event.type === 'distribution')

const valueIn = (events: readonly TrainingEvent[], measure: string, path = '', step = 1) =>
  measuredIn(events).find((each) => each.measure === measure && each.path === path && each.step === step)
    ?.value

describe('distributions by hand', () => {
  test('bins, ends, moments, zeros and what is not finite', () => {
    const values = [0, 0, 1, 2, 3, 4, Number.NaN, Number.POSITIVE_INFINITY]
    expect(distributionOf(values, 4)).toEqual({
      histogram: { low: 0, high: 4, counts: [2, 1, 1, 2] },
      mean: expect.closeTo(10 / 6, 12),
      standardDeviation: expect.closeTo(Math.sqrt(5 - (10 / 6) ** 2), 12),
      zeroFraction: 2 / 8,
      nonFinite: 2,
    })
  })

  test.each([
    ['nothing', [], { low: 0, high: 0, counts: [0, 0] }],
    ['one value', [-3], { low: -3, high: -3, counts: [1, 0] }],
    ['NaN alone', [Number.NaN], { low: 0, high: 0, counts: [0, 0] }],
  ])('%s', (_, values, histogram) => {
    expect(distributionOf(values, 2).histogram).toEqual(histogram)
  })
})

describe('units', () => {
  test('a unit is dead when it is 0 for every example at every place', () => {
    expect(deadFraction([0, 1, 0, 0, 0, 0, 0, 2, 0], 3)).toBe(2 / 3)
    expect(deadFraction([], 3)).toBe(0)
  })

  test('saturation is counted at both ends', () => {
    expect(saturatedFraction([0.05, 0.1, 0.5, 0.9, 0.95], [0, 1])).toBe(2 / 5)
    expect(saturatedFraction([-0.9, -0.7, 0.7, 0.9], [-1, 1])).toBe(2 / 4)
  })

  // The catalogue's I2: sigmoid layers of 100 units with weights of standard deviation 1 on N(0, 1) inputs; its
  // measured fractions below 0.1 or above 0.9 are 0.82, 0.74, 0.76, 0.74, 0.74. With Xavier at most 3 % (I7).
  test.each([
    ['standard deviation 1', normalInitializer({ standardDeviation: 1 }), [0.65, 0.9]],
    ['Xavier', xavierNormal(), [0, 0.03]],
  ] as const)('the monitor sees saturated sigmoid layers: %s', async (_, initializer, [low, high]) => {
    const rows = 100
    const dataset = regression(normals(rows * 100), 100, new Array<number>(rows).fill(0))
    const hidden = () => [dense(100, 100, { initializer, bias: false }), sigmoid()]
    const layer = sequential(...[0, 1, 2, 3, 4].flatMap(hidden), dense(100, 1)) as Layer
    const events = await eventsOf(layer, dataset, [monitor({ every: 1 })], { steps: 1, learningRate: 1e-9 })
    const fractions = measuredIn(events).filter(({ measure }) => measure === 'saturatedFraction')
    expect(fractions.map(({ path }) => path)).toEqual([
      'layers.1',
      'layers.3',
      'layers.5',
      'layers.7',
      'layers.9',
    ])
    for (const { value } of fractions) {
      expect(value).toBeGreaterThanOrEqual(low)
      expect(value).toBeLessThanOrEqual(high)
    }
  })

  // The catalogue's A6: a bias of −100 kills its ReLU; its own incoming gradients are 0.
  test('the monitor sees dead ReLUs, whose weights get no gradient', async () => {
    const dataset = regression(normals(60), 3, normals(20))
    const layer = sequential(dense(3, 4), relu(), dense(4, 1)) as Layer
    const events = await eventsOf(
      layer,
      dataset,
      [monitor({ every: 1 })],
      { steps: 1, learningRate: 1e-9 },
      (state) => ({ ...state, 'layers.0.bias': tensor([-100, 100, -100, 100], [4]) }),
    )
    expect(valueIn(events, 'deadFraction', 'layers.1')).toBe(0.5)
    const gradient = distributionsIn(events).find(
      ({ of, path }) => of === 'gradient' && path === 'layers.0.bias',
    )
    expect(gradient?.zeroFraction).toBe(0.5)
    const activation = distributionsIn(events).find(
      ({ of, path }) => of === 'activation' && path === 'layers.1',
    )
    expect(activation?.zeroFraction).toBe(0.5)
  })
})

describe('a linear model of one weight, by hand', () => {
  // y = w·x, loss mean (w·x − t)², examples (1, 0), (3, 0), w = 2, η = 0.01:
  // gradient 2·w·mean x² = 10·w = 20, so w → 1.8; told with the weights after the update: gradient 18.
  const dataset = regression([1, 3], 1, [0, 0])
  const layer = dense(1, 1, { bias: false }) as Layer
  const start = () => ({ weight: tensor([2], [1, 1]) })
  const options = { steps: 3, learningRate: 0.01 }

  test('norms, ratios and distributions', async () => {
    const events = await eventsOf(layer, dataset, [monitor({ every: 1, bins: 2 })], options, start)
    expect(valueIn(events, 'gradientNorm', '')).toBeCloseTo(18, 12)
    expect(valueIn(events, 'gradientNorm', 'weight')).toBeCloseTo(18, 12)
    expect(valueIn(events, 'updateRatio', 'weight', 1)).toBeCloseTo(0.2 / 2, 12)
    expect(valueIn(events, 'updateRatio', 'weight', 3)).toBeCloseTo(0.1, 12)
    const first = distributionsIn(events).filter(({ step }) => step === 1)
    const mean = (of: string) => first.find((each) => each.of === of)?.mean
    expect(mean('weight')).toBeCloseTo(1.8, 12)
    expect(mean('update')).toBeCloseTo(-0.2, 12)
    expect(mean('gradient')).toBeCloseTo(18, 12)
    // The outputs are 1.8 and 5.4.
    expect(mean('activation')).toBeCloseTo(3.6, 12)
    expect(first.find(({ of }) => of === 'activation')?.histogram.counts).toEqual([1, 1])
  })

  test('only what is asked for, every so many updates', async () => {
    const asked: MonitorOptions = { every: 2, distributions: [], measures: ['updateRatio'] }
    const events = await eventsOf(layer, dataset, [monitor(asked)], { ...options, steps: 5 }, start)
    expect(distributionsIn(events)).toEqual([])
    expect(measuredIn(events).map(({ step, measure }) => [step, measure])).toEqual([
      [2, 'updateRatio'],
      [4, 'updateRatio'],
    ])
  })

  test('the curvature of a quadratic: 2·mean x² = 10', async () => {
    const events = await eventsOf(layer, dataset, [curvature({ every: 2 })], options, start)
    expect(measuredIn(events)).toHaveLength(1)
    expect(valueIn(events, 'curvature', '', 2)).toBeCloseTo(10, 10)
  })

  test('the gradient noise scale of two examples', async () => {
    // At w = 1.8 the examples' gradients are 2·w·x² = 3.6 and 32.4, their mean 18: with b = 1 and B = 2 the
    // estimates are ‖G‖² = 2·18² − (3.6² + 32.4²)/2 = 116.64 and tr Σ = ((3.6² + 32.4²)/2 − 18²)/(1 − ½) = 414.72.
    const callback = gradientNoiseScale({ every: 1, parts: 2 })
    const events = await eventsOf(layer, dataset, [callback], { ...options, steps: 1 }, start)
    expect(valueIn(events, 'gradientNoiseScale')).toBeCloseTo(414.72 / 116.64, 10)
  })

  test('bad options are refused', () => {
    expect(() => monitor({ every: 0 })).toThrow(/every is 0/)
    expect(() => gradientNoiseScale({ parts: 1 })).toThrow(/parts is 1/)
    expect(() => curvature({ iterations: 0.5 })).toThrow(/iterations is 0.5/)
  })
})

describe('a run is the same with and without monitors', () => {
  test('bit for bit', async () => {
    const dataset = regression(normals(90), 3, normals(30))
    const layer = sequential(dense(3, 5), tanh(), dense(5, 1)) as Layer
    const losses = async (callbacks: readonly Callback[]) =>
      (await eventsOf(layer, dataset, callbacks, { steps: 9, batchSize: 7 })).flatMap((event) =>
        event.type === 'step' ? [event.loss] : [],
      )
    const watched = [monitor({ every: 2 }), gradientNoiseScale({ every: 3 }), curvature({ every: 4 })]
    expect(await losses(watched)).toEqual(await losses([]))
  })
})

describe('gradient noise', () => {
  test('unbiased: over all pairs of three equally likely gradients the means are ‖G‖² and tr Σ', () => {
    // Gradients −1, 0, 4: mean 1, population variance (1 + 0 + 16)/3 − 1 = 14/3.
    const draws = [-1, 0, 4]
    const estimates = draws.flatMap((a) =>
      draws.map((b) => gradientNoise([{ w: tensor([a], [1]) }, { w: tensor([b], [1]) }], 1)),
    )
    const mean = (pick: (each: (typeof estimates)[number]) => number) =>
      estimates.reduce((total, each) => total + pick(each), 0) / estimates.length
    expect(mean(({ signal }) => signal)).toBeCloseTo(1, 12)
    expect(mean(({ noise }) => noise)).toBeCloseTo(14 / 3, 12)
  })
})

describe('Lanczos', () => {
  // The path graph's second differences: eigenvalues 2 − 2 cos(kπ/(n + 1)), k = 1…n.
  const secondDifferences = (v: Float64Array) =>
    v.map((value, index) => 2 * value - (v[index - 1] ?? 0) - (v[index + 1] ?? 0))
  const eigenvalue = (k: number, n: number) => 2 - 2 * Math.cos((k * Math.PI) / (n + 1))

  test.each([1, 3, 10, 40])('a matrix of %i rows with a known spectrum', (size) => {
    const ends = lanczos(secondDifferences, size, { iterations: size })
    expect(ends.largest).toBeCloseTo(eigenvalue(size, size), 10)
    expect(ends.smallest).toBeCloseTo(eigenvalue(1, size), 10)
  })

  test('fewer iterations come from inside', () => {
    const { largest, smallest } = lanczos(secondDifferences, 400, { iterations: 40 })
    expect(largest).toBeLessThan(4)
    expect(largest).toBeGreaterThan(3.98)
    expect(smallest).toBeGreaterThan(0)
  })

  test('repeated eigenvalues, the zero matrix and no rows', () => {
    expect(lanczos((v) => v.map((value) => 3 * value), 5)).toEqual({
      largest: expect.closeTo(3, 12),
      smallest: expect.closeTo(3, 12),
    })
    expect(lanczos((v) => v.map(() => 0), 5)).toEqual({ largest: 0, smallest: 0 })
    expect(lanczos((v) => v, 0)).toEqual({ largest: 0, smallest: 0 })
  })

  test('a function of a tree: xᵀAx / 2 with A = [[2, 1], [1, 3]], eigenvalues (5 ± √5) / 2', () => {
    withBackend(referenceBackend, () => {
      const matrix = tensor([2, 1, 1, 3], [2, 2])
      const half = ({ x }: { x: Tensor }) => mul(sum(mul(x, matmul(x, matrix))), 0.5)
      const ends = hessianSpectrumEnds(half, { x: tensor([1, -2], [1, 2]) })
      expect(ends.largest).toBeCloseTo((5 + Math.sqrt(5)) / 2, 10)
      expect(ends.smallest).toBeCloseTo((5 - Math.sqrt(5)) / 2, 10)
    })
  })
})

/** Standard normal numbers (Box & Muller 1958). */
function normals(count: number): number[] {
  const [radius, angle] = ['radius', 'angle'].map((name) => RandomKey.fromSeed(7).child(name).uniform(count))
  return Array.from(
    { length: count },
    (_, index) =>
      Math.sqrt(-2 * Math.log(1 - (radius?.[index] ?? 0))) * Math.cos(2 * Math.PI * (angle?.[index] ?? 0)),
  )
}
