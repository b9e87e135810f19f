/** What batch normalisation changes: the first weights and rates that work, signals through depth, the statistics. */
import {
  batchNorm,
  type Callback,
  createModel,
  dense,
  gradient,
  type Layer,
  mean,
  mul,
  normalInitializer,
  populationStatistics,
  RandomKey,
  randomNormal,
  randomSource,
  referenceBackend,
  relu,
  sequential,
  sgd,
  square,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { type Point, svg } from '../plot.ts'
import { measured, smallDigits, trained } from '../small-runs.ts'

const data = smallDigits(600)

/** 64-50×5-10, its weights drawn with a standard deviation. */
function network(normalized: boolean, standardDeviation?: number): Layer {
  const options =
    standardDeviation === undefined ? {} : { initializer: normalInitializer({ standardDeviation }) }
  const block = (inputs: number): Layer[] => [
    dense(inputs, 50, { ...options, bias: !normalized }),
    ...(normalized ? [batchNorm()] : []),
    relu(),
  ]
  const blocks = [64, 50, 50, 50, 50].flatMap(block)
  return sequential(...blocks, dense(50, 10, options))
}

async function accuracyAfter(layer: Layer, learningRate: number): Promise<number> {
  const { model } = await trained(layer, data, {
    optimizer: sgd({ learningRate }),
    steps: 200,
    batchSize: 50,
  })
  return measured(model, data.train)
}

async function comparison(
  title: string,
  x: string,
  settings: readonly number[],
  run: (normalized: boolean, setting: number) => Promise<number>,
): Promise<string> {
  const curve = async (normalized: boolean) => {
    const points: Point[] = []
    for (const setting of settings) points.push([Math.log10(setting), await run(normalized, setting)])
    return points
  }
  const [first = 1, last = 1] = [settings[0], settings.at(-1)]
  return svg({
    title,
    width: 460,
    height: 280,
    x: { name: x, domain: [Math.log10(first), Math.log10(last)] },
    y: { name: 'training accuracy', domain: [0, 1.05], ticks: [0, 0.25, 0.5, 0.75, 1] },
    marks: [
      { kind: 'line', points: await curve(true), name: 'batchNorm', style: 0 },
      { kind: 'line', points: await curve(false), name: 'without', style: 1 },
    ],
  })
}

const [layers, width, examples] = [30, 100, 128]
const normal = (seed: number) => randomNormal(randomSource(RandomKey.fromSeed(seed)), [examples, width])

/** Of each layer of a deep network in training mode: the size of its outputs, and of the gradient at its weights. */
function throughDepth(normalized: boolean, standardDeviation: number) {
  const initializer = normalInitializer({ standardDeviation })
  const block = () =>
    sequential(
      dense(width, width, { initializer, bias: false }),
      ...(normalized ? [batchNorm()] : []),
      relu(),
    )
  const model = createModel(sequential(...Array.from({ length: layers }, block)), { input: [width], seed: 1 })
  const [inputs, towards] = [normal(2), normal(3)]
  const { parameters, buffers } = model.state
  const sizes: Point[] = []
  const observe = (path: string, output: Tensor) => {
    if (!/^layers\.\d+$/.test(path)) return
    sizes.push([sizes.length + 1, log10(Math.sqrt(mean(square(output)).item()))])
  }
  model.layer.apply(model.state, inputs, { training: true, observe })
  const lossAt = (p: typeof parameters) =>
    sum(mul(model.layer.apply({ parameters: p, buffers }, inputs, { training: true }).output, towards))
  const slopes = Object.entries(gradient(lossAt, parameters)).filter(([path]) => path.endsWith('.weight'))
  const norms = slopes.map(([, slope]) => Math.hypot(...slope.data()))
  const last = norms.at(-1) ?? 1
  return { sizes, gradients: norms.map((norm, index): Point => [index + 1, log10(norm / last)]) }
}

const log10 = (value: number) => Math.log10(Math.max(value, 1e-30))

function signals(): string {
  const cases = [
    ['σ 0.05', false, 0.05],
    ['He', false, Math.sqrt(2 / width)],
    ['σ 0.5', false, 0.5],
    ['batchNorm, any σ', true, 0.05],
  ] as const
  return svg({
    title: `Signals through ${layers} layers of ReLU`,
    width: 460,
    height: 280,
    x: { name: 'layer', domain: [1, layers], ticks: [1, 10, 20, 30] },
    y: { name: 'log₁₀ root mean square', domain: [-12, 12] },
    marks: cases.map(([name, normalized, deviation], style) => ({
      kind: 'line',
      points: throughDepth(normalized, deviation).sizes,
      name,
      style,
    })),
  })
}

function backwards(): string {
  return svg({
    title: 'Its price: gradients grow towards the input',
    width: 460,
    height: 280,
    x: { name: 'layer', domain: [1, layers], ticks: [1, 10, 20, 30] },
    y: { name: 'log₁₀ (gradient / last)', domain: [-1, 3] },
    marks: [
      { kind: 'rule', y: 0 },
      { kind: 'line', points: throughDepth(true, 0.1).gradients, name: 'batchNorm', style: 0 },
      { kind: 'line', points: throughDepth(false, Math.sqrt(2 / width)).gradients, name: 'He', style: 1 },
    ],
  })
}

/** The running mean of one feature after each update, and the mean over all the data with the weights of then. */
async function statistics(): Promise<string> {
  const [running, population]: [Point[], Point[]] = [[], []]
  const layer = sequential(dense(64, 20, { bias: false }), batchNorm(), relu(), dense(20, 10))
  const inputs = tensor(data.train.inputs, [data.train.size, 64], 'float32')
  const name = 'layers.1.runningMean'
  const feature = 4
  const follow: Callback = {
    name: 'follow',
    onBoundary: ({ step }, control) => {
      const state = control.readState()
      running.push([step, state.buffers[name]?.data()[feature] ?? 0])
      const copy = createModel(layer, { input: [64] })
      copy.load(state)
      populationStatistics(copy, inputs)
      population.push([step, copy.state.buffers[name]?.data()[feature] ?? 0])
    },
  }
  await trained(layer, data, {
    optimizer: sgd({ learningRate: 0.2 }),
    steps: 80,
    batchSize: 20,
    callbacks: [follow],
  })
  const values = [...running, ...population].map(([, y]) => y)
  return svg({
    title: 'The mean of one feature: moving average and population',
    width: 460,
    height: 280,
    x: { name: 'update', domain: [0, 80] },
    y: { name: 'mean', domain: [Math.min(0, ...values) - 0.1, Math.max(...values) + 0.1] },
    marks: [
      { kind: 'line', points: running, name: 'runningMean', style: 1 },
      { kind: 'line', points: population, name: 'populationStatistics', style: 0 },
    ],
  })
}

const steps = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, index) => 10 ** (from + ((to - from) * index) / (count - 1)))

export async function batchNormPictures(): Promise<Map<string, string>> {
  const deviations = await comparison(
    'The first weights: 200 updates at η = 0.1',
    'log₁₀ standard deviation of the weights',
    steps(-4, 0, 17),
    (normalized, deviation) => accuracyAfter(network(normalized, deviation), 0.1),
  )
  const rates = await comparison(
    'The learning rate: 200 updates from He’s weights',
    'log₁₀ learning rate',
    steps(-3, 1, 17),
    (normalized, rate) => accuracyAfter(network(normalized), rate),
  )
  return new Map([
    ['batch-norm/deviations', deviations],
    ['batch-norm/rates', rates],
    ['batch-norm/signals', withBackend(referenceBackend, signals)],
    ['batch-norm/gradients', withBackend(referenceBackend, backwards)],
    ['batch-norm/statistics', await statistics()],
  ])
}
