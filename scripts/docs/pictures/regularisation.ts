/** What each way of regularising does to one small network that has too few examples. */
import {
  type Augmentation,
  adam,
  type Callback,
  createDataset,
  crossEntropyLoss,
  dense,
  dropout,
  earlyStopping,
  gaussianNoise,
  type Layer,
  type Loss,
  mixUp,
  type Optimizer,
  type Part,
  predict,
  RowStream,
  relu,
  sequential,
  weightNoise,
} from 'regimen'
import { type Point, svg } from '../plot.ts'
import { backend, type Curves, measured, smallDigits, trained } from '../small-runs.ts'

const frame = { x: [-1.8, 2.8], y: [-1.4, 1.9] } as const
const cells = 48

/** Two half moons with noise: two classes that touch. */
function moons<P extends 'train' | 'validation' | 'test'>(part: P, count: number, seed: number): Part<P> {
  const random = new RowStream().start(seed, 7)
  const rows = Array.from({ length: count }, (_, row) => {
    const angle = Math.PI * random.unit()
    const [x, y] =
      row % 2 === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)]
    return [x + 0.3 * random.normal(), y + 0.3 * random.normal()]
  })
  const dataset = createDataset({
    name: 'moons',
    task: { kind: 'classification', classes: ['upper', 'lower'] },
    inputShape: [2],
    inputs: Float32Array.from(rows.flat()),
    targets: Int32Array.from({ length: count }, (_, row) => row % 2),
  })
  return { ...dataset, part, rows: Int32Array.from({ length: count }, (_, row) => row) }
}

const data = { train: moons('train', 60, 1), validation: moons('validation', 60, 2) }
const test = moons('test', 2000, 3)

interface Way {
  readonly title: string
  readonly layer?: Layer
  readonly optimizer?: Optimizer
  readonly loss?: Loss
  readonly augment?: readonly Augmentation[]
  readonly callbacks?: readonly Callback[]
}

/** 2-64-64-2, with something behind each activation. */
function network(behind: () => readonly Layer[] = () => []): Layer {
  const hidden = (inputs: number): readonly Layer[] => [dense(inputs, 64), relu(), ...behind()]
  return sequential(...hidden(2), ...hidden(64), dense(64, 2))
}

const learningRate = 0.01
const ways: { readonly [name: string]: () => Way } = {
  none: () => ({ title: 'Nothing' }),
  weightDecay: () => ({
    title: 'Decoupled decay 1',
    optimizer: adam({ learningRate, weightDecay: { decoupled: 1 } }),
  }),
  l1: () => ({ title: 'L1 0.1', optimizer: adam({ learningRate, l1: 0.1 }) }),
  dropout: () => ({ title: 'dropout 0.5', layer: network(() => [dropout(0.5)]) }),
  gaussianNoise: () => ({
    title: 'gaussianNoise 0.3',
    layer: sequential(gaussianNoise({ standardDeviation: 0.3 }), network()),
  }),
  weightNoise: () => ({
    title: 'weightNoise 0.1',
    layer: weightNoise(network(), { standardDeviation: 0.1 }),
  }),
  labelSmoothing: () => ({ title: 'Label smoothing 0.1', loss: crossEntropyLoss({ labelSmoothing: 0.1 }) }),
  mixUp: () => ({ title: 'mixUp, α = 1', augment: [mixUp({ alpha: 1 })] }),
  earlyStopping: () => ({ title: 'earlyStopping', callbacks: [earlyStopping({ patience: 20 })] }),
}

function learned({
  layer = network(),
  optimizer = adam({ learningRate }),
  title: _,
  ...rest
}: Way): Promise<Curves> {
  return trained(layer, data, { optimizer, epochs: 400, batchSize: 20, seed: 1, ...rest })
}

function boundary(title: string, { model }: Curves): string {
  const places = (domain: readonly [number, number]) =>
    Array.from({ length: cells + 1 }, (_, index) => domain[0] + ((domain[1] - domain[0]) * index) / cells)
  const grid = places(frame.y).flatMap((y) => places(frame.x).map((x) => [x, y]))
  const logits = predict(model, Float32Array.from(grid.flat()), { backend }).outputs
  const place = (value: number, [low, high]: readonly [number, number]) =>
    Math.round((cells * (value - low)) / (high - low))
  /** The logit of the lower moon: 0 on the boundary, ±2.2 at probabilities of 0.1 and 0.9. */
  const value = (x: number, y: number) => {
    const at = 2 * (place(y, frame.y) * (cells + 1) + place(x, frame.x))
    return (logits[at + 1] ?? 0) - (logits[at] ?? 0)
  }
  const pointsOf = (kind: number) =>
    Array.from(
      { length: data.train.size },
      (_, row): Point => [data.train.inputs[2 * row] ?? 0, data.train.inputs[2 * row + 1] ?? 0],
    ).filter((_, row) => data.train.targets[row] === kind)
  const certain = Math.log(9)
  return svg({
    title: `${title}: test loss ${measured(model, test, 'loss').toFixed(2)}`,
    width: 300,
    height: 230,
    x: { name: 'x', domain: frame.x, ticks: [-1, 0, 1, 2] },
    y: { name: 'y', domain: frame.y, ticks: [-1, 0, 1] },
    marks: [
      { kind: 'contours', value, levels: [-certain, 0, certain] },
      { kind: 'dots', points: pointsOf(0), style: 1, radius: 2.5 },
      { kind: 'dots', points: pointsOf(1), style: 2, radius: 2.5 },
    ],
  })
}

/** The sizes of the weights, sorted: what is 0 lies below the picture. */
function sizes(runs: ReadonlyMap<string, Curves>): string {
  const names = { none: 'nothing', weightDecay: 'decay', l1: 'L1' }
  const sorted = (name: string): Point[] => {
    const { parameters = {} } = runs.get(name)?.model.state ?? {}
    const weights = Object.entries(parameters).flatMap(([path, weight]) =>
      path.endsWith('.weight') ? Array.from(weight.data(), Math.abs) : [],
    )
    const ordered = weights.sort((a, b) => a - b)
    return Array.from({ length: 101 }, (_, percent): Point => {
      const size = ordered[Math.min(ordered.length - 1, Math.floor((ordered.length * percent) / 100))] ?? 0
      return [percent, size > 0 ? Math.log10(size) : Number.NaN]
    })
  }
  return svg({
    title: 'Weights by size: L1 makes most of them exactly 0',
    width: 460,
    height: 280,
    x: { name: 'percent of the weights that are smaller', domain: [0, 100] },
    y: { name: 'log₁₀ |w|', domain: [-5, 1] },
    marks: Object.entries(names).map(([run, name], style) => ({
      kind: 'line',
      points: sorted(run),
      name,
      style,
    })),
  })
}

async function curves(): Promise<string> {
  const few = smallDigits(100)
  const run = await trained(
    sequential(dense(64, 128), relu(), dense(128, 128), relu(), dense(128, 10)),
    few,
    { optimizer: adam({ learningRate: 0.003 }), epochs: 120, batchSize: 50 },
  )
  const best = run.validation.reduce((low, point) => (point[1] < low[1] ? point : low))
  return svg({
    title: 'Loss on 100 digits: the cross is what earlyStopping keeps',
    width: 460,
    height: 280,
    x: { name: 'epoch', domain: [0, 120] },
    y: { name: 'loss', domain: [0, 1.2] },
    marks: [
      { kind: 'line', points: run.train, name: 'training', style: 0 },
      { kind: 'line', points: run.validation, name: 'validation', style: 1 },
      { kind: 'cross', at: best },
    ],
  })
}

export async function regularisationPictures(): Promise<Map<string, string>> {
  const runs = new Map<string, Curves>()
  const pictures = new Map<string, string>()
  for (const [name, way] of Object.entries(ways)) {
    const run = await learned(way())
    runs.set(name, run)
    pictures.set(`regularisation/${name}`, boundary(way().title, run))
  }
  return pictures.set('regularisation/sizes', sizes(runs)).set('regularisation/curves', await curves())
}
