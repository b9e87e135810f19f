/** Paths of the optimizers on a valley that is twenty times steeper across than along: ƒ(x, y) = x²/20 + y². */
import {
  add,
  type Callback,
  createDataset,
  createModel,
  fit,
  type Layer,
  type Loss,
  mul,
  optimizers,
  type Part,
  referenceBackend,
  reshape,
  square,
  sum,
  tensor,
} from 'regimen'
import { type Point, svg } from '../plot.ts'

const start: Point = [-7, 2]
const steps = 40
/** The first step that each may take: the one that leads lowest is shown. */
const rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1, 1.5, 3, 10, 30]
const height = (x: number, y: number) => (x * x) / 20 + y * y

/** A "network" whose only parameter is the point, and whose output is the height there. */
const valley: Layer = {
  kind: 'valley',
  settings: {},
  outputShape: () => [1],
  initialize: () => ({ parameters: { point: tensor([...start]) }, buffers: {} }),
  apply: ({ parameters: { point } }, inputs) => {
    if (!point) throw new RangeError('the valley has a point')
    const value = sum(mul(square(point), tensor([1 / 20, 1])))
    return { output: add(mul(inputs, 0), reshape(value, [1, 1])) }
  },
}
const ofHeight: Loss = { name: 'height', settings: {}, perExample: (outputs) => reshape(outputs, [1]) }

const dataset = createDataset({
  name: 'valley',
  task: { kind: 'regression', target: 'height' },
  inputShape: [1],
  inputs: new Float32Array(1),
  targets: new Float32Array(1),
})
const train: Part<'train'> = { ...dataset, part: 'train', rows: new Int32Array(1) }

/** The points from the start on. */
async function pathOf(
  name: keyof typeof optimizers,
  settings: { readonly learningRate?: number },
): Promise<Point[]> {
  const points: Point[] = [start]
  const follow: Callback = {
    name: 'follow',
    onBoundary: (_, control) => {
      const [x = 0, y = 0] = control.readState().parameters.point?.data() ?? []
      points.push([x, y])
    },
  }
  const model = createModel(valley, { input: [1] })
  const optimizer = optimizers[name].fromSettings(settings)
  await fit(
    model,
    { train },
    { optimizer, steps, loss: ofHeight, metrics: [], callbacks: [follow], backend: referenceBackend },
  )
  return points
}

const endOf = (points: readonly Point[]) => {
  const [x, y] = points.at(-1) ?? start
  const value = height(x, y)
  return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY
}

async function best(name: keyof typeof optimizers): Promise<{ rate: number | undefined; points: Point[] }> {
  if (!('learningRate' in optimizers[name].technique.defaults))
    return { rate: undefined, points: await pathOf(name, {}) }
  let found: { rate: number; points: Point[] } | undefined
  for (const rate of rates) {
    const points = await pathOf(name, { learningRate: rate })
    if (!found || endOf(points) < endOf(found.points)) found = { rate, points }
  }
  return found ?? { rate: undefined, points: [start] }
}

export async function optimizerPictures(): Promise<Map<string, string>> {
  const pictures = new Map<string, string>()
  for (const name of Object.keys(optimizers) as (keyof typeof optimizers)[]) {
    const { rate, points } = await best(name)
    const rateText = rate === undefined ? '' : `, η = ${rate}`
    pictures.set(
      `optimizers/${name}`,
      svg({
        title: `${name}${rateText}, ${steps} steps`,
        x: { name: 'x', domain: [-8, 8], ticks: [-8, -4, 0, 4, 8] },
        y: { name: 'y', domain: [-3, 3], ticks: [-3, -2, -1, 0, 1, 2, 3] },
        marks: [
          { kind: 'contours', value: height, levels: [0.05, 0.25, 0.75, 1.5, 2.5, 4, 6, 9] },
          { kind: 'path', points, colour: '#c2410c' },
          { kind: 'cross', at: [0, 0] },
        ],
      }),
    )
  }
  return pictures
}
