/** Histograms of what each initializer draws, and what becomes of signals on their way through many layers. */
import {
  type Initializer,
  initializerNamed,
  initializers,
  matmul,
  RandomKey,
  randomNormal,
  randomSource,
  referenceBackend,
  relu,
  type Tensor,
  tanh,
  withBackend,
} from 'regimen'
import { type Point, svg } from '../plot.ts'

const fans = { fanIn: 256, fanOut: 128 }
const source = (name: string) => randomSource(RandomKey.fromSeed(0).child(name))
const deviationOf = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length)

function histogram(name: string, initializer: Initializer): string {
  const values = initializer.sample(source(name), [fans.fanIn, fans.fanOut], fans).data()
  const deviation = deviationOf(values)
  const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const reach = Math.max(0.1, 1.1 * largest)
  const bins = 41
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor(((value + reach) / (2 * reach)) * bins))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const width = (2 * reach) / bins
  const shares = counts.map((count) => (100 * count) / values.length)
  return svg({
    title: `${name}: standard deviation ${Number(deviation.toPrecision(3))}`,
    x: { name: 'weight', domain: [-reach, reach] },
    y: { name: '% of weights', domain: [0, Math.max(...shares) * 1.1] },
    marks: [
      {
        kind: 'bars',
        bars: shares.map((height, bin) => ({
          from: -reach + bin * width,
          to: -reach + (bin + 1) * width,
          height,
        })),
      },
    ],
  })
}

const depth = 20
const width = 128

/** log₁₀ of the outputs' root mean square after each layer. */
function signal(name: string, initializer: Initializer, activation: (x: Tensor) => Tensor): Point[] {
  let x = randomNormal(source('inputs'), [256, width])
  const points: Point[] = [[0, Math.log10(deviationOf(x.data()))]]
  for (let layer = 1; layer <= depth; layer++) {
    const weights = initializer.sample(source(`${name} ${layer}`), [width, width], {
      fanIn: width,
      fanOut: width,
    })
    x = activation(matmul(x, weights))
    points.push([layer, Math.log10(deviationOf(x.data()))])
  }
  return points
}

/** Names and settings of those that are compared. */
const compared = [
  ['normal', { standardDeviation: 0.01 }],
  ['normal', { standardDeviation: 1 }],
  ['xavierNormal', {}],
  ['heNormal', {}],
] as const

function signals(title: string, activation: (x: Tensor) => Tensor): string {
  const lines = compared.map(([name, settings], style) => {
    const own = Object.entries(settings).map(([, value]) => ` ${value}`)
    const points = signal(name, initializerNamed(name, settings), activation)
    return { kind: 'line', points, name: `${name}${own.join('')}`, style } as const
  })
  return svg({
    title,
    width: 460,
    height: 280,
    x: { name: 'layer', domain: [0, depth] },
    y: { name: 'log₁₀ of the outputs’ size', domain: [-8, 8] },
    marks: [{ kind: 'rule', y: 0 }, ...lines],
  })
}

export function initializerPictures(): Map<string, string> {
  return withBackend(referenceBackend, () => {
    const histograms = Object.entries(initializers).map(([name, factory]) => {
      return [`initialisation/${name}`, histogram(name, factory.fromSettings({}))] as const
    })
    return new Map([
      ...histograms,
      ['initialisation/depth-relu', signals('20 layers of 128 ReLU units', (x) => relu(x))],
      ['initialisation/depth-tanh', signals('20 layers of 128 tanh units', (x) => tanh(x))],
    ])
  })
}
