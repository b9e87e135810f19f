/** What layers make of a digit, how far they see, and how far gradients reach through them. */
import {
  averagePool2d,
  constantInitializer,
  conv2d,
  convTransposed2d,
  createModel,
  dense,
  gradient,
  gru,
  type Layer,
  lstm,
  maxPool2d,
  RandomKey,
  randomNormal,
  randomSource,
  referenceBackend,
  residual,
  sequential,
  sigmoid,
  simpleRnn,
  sliceAxis,
  square,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { digits } from 'regimen/datasets'
import { type Point, svg } from '../plot.ts'
import { type Tile, tilesSvg } from '../tiles.ts'

/** The number of the digit that is shown. */
const shown = 3
const sobel = {
  horizontal: [1, 2, 1, 0, 0, 0, -1, -2, -1],
  vertical: [1, 0, -1, 2, 0, -2, 1, 0, -1],
} as const

/** The first channel of what a layer of fixed weights makes of an image. */
function seenThrough(layer: Layer, image: Tensor, weight?: readonly number[]): Tensor {
  const { parameters, buffers } = layer.initialize(RandomKey.fromSeed(0), image.shape.slice(1))
  const fixed = weight && parameters.weight ? { weight: tensor([...weight], parameters.weight.shape) } : {}
  return layer.apply({ parameters: { ...parameters, ...fixed }, buffers }, image, { training: false }).output
}

function windows(): string {
  const image = tensor(Array.from(digits().inputs.subarray(64 * shown, 64 * shown + 64)), [1, 8, 8, 1])
  const edge = conv2d(1, 1, { kernel: 3, padding: 1, bias: false })
  const larger = convTransposed2d(1, 1, { kernel: 4, stride: 2, padding: 1, bias: false })
  const smooth = [1, 3, 3, 1].flatMap((a) => [1, 3, 3, 1].map((b) => (a * b) / 16))
  const tile = (caption: string, output: Tensor, signed = false): Tile => ({
    caption,
    values: output.data(),
    width: output.shape[2] ?? 1,
    range: signed ? [-50, 50] : [0, 16],
  })
  return tilesSvg(
    'A digit, and what layers make of it',
    [
      tile('8×8', image),
      tile('conv2d: edges —', seenThrough(edge, image, sobel.horizontal), true),
      tile('conv2d: edges |', seenThrough(edge, image, sobel.vertical), true),
      tile('maxPool2d', seenThrough(maxPool2d(), image)),
      tile('averagePool2d', seenThrough(averagePool2d(), image)),
      tile('convTransposed2d', seenThrough(larger, image, smooth)),
    ],
    { columns: 6, size: 92 },
  )
}

/** How much each pixel of 15×15 counts in the output in the middle, all weights being 1. */
function receptiveField(layer: Layer): readonly number[] {
  const size = 15
  const image = tensor(new Array<number>(size * size).fill(0), [1, size, size, 1])
  const middle = (x: Tensor) => {
    const output = seenThrough(layer, x)
    const at = Math.floor((output.shape[1] ?? 1) / 2)
    return sum(sliceAxis(sliceAxis(output, 1, at, at + 1), 2, at, at + 1))
  }
  return Array.from(gradient(middle, image).data())
}

function fields(): string {
  const initializer = constantInitializer({ value: 1 })
  const three = (options: { stride?: number; dilation?: number } = {}) => {
    const { stride = 1, dilation = 1 } = options
    return conv2d(1, 1, { kernel: 3, padding: dilation, initializer, stride, dilation })
  }
  const networks: readonly (readonly [string, Layer])[] = [
    ['one of 3×3', three()],
    ['two of 3×3', sequential(three(), three())],
    ['dilation 2', three({ dilation: 2 })],
    ['3×3, dilation 2', sequential(three(), three({ dilation: 2 }))],
    ['stride 2, 3×3', sequential(three({ stride: 2 }), three())],
    ['averagePool2d, 3×3', sequential(averagePool2d(), three())],
  ]
  const tiles = networks.map(([caption, layer]) => ({ caption, values: receptiveField(layer), width: 15 }))
  return tilesSvg('Which pixels one output sees, and how much each counts', tiles, { size: 92 })
}

const time = 60
const log10 = (value: number) => Math.log10(Math.max(value, 1e-40))

/** The size of ∂h(T) / ∂x(t) against T − t, for fresh weights. */
function reachOf(layer: Layer): Point[] {
  const model = createModel(layer, { input: [time, 8], seed: 1 })
  const inputs = randomNormal(randomSource(RandomKey.fromSeed(2)), [4, time, 8])
  const slopes = gradient((x: Tensor) => sum(square(model.apply(x))), inputs).data()
  return Array.from({ length: time }, (_, back) => {
    let squares = 0
    for (let row = 0; row < 4; row++) {
      const start = (row * time + time - 1 - back) * 8
      for (const slope of slopes.subarray(start, start + 8)) squares += slope ** 2
    }
    return [back, log10(Math.sqrt(squares))]
  })
}

function memory(): string {
  const curves = {
    simpleRnn: simpleRnn(8, 32),
    gru: gru(8, 32),
    lstm: lstm(8, 32),
    'lstm, bias 0': lstm(8, 32, { forgetBias: 0 }),
  }
  return svg({
    title: 'How far back an untrained recurrent layer hears',
    width: 460,
    height: 280,
    x: { name: 'steps back', domain: [0, time] },
    y: { name: 'log₁₀ |gradient|', domain: [-10, 1] },
    marks: Object.entries(curves).map(([name, layer], style) => ({
      kind: 'line',
      points: reachOf(layer),
      name,
      style,
    })),
  })
}

const depth = 40

/** The gradient's norm at each layer's weights, against that of the last. */
function gradientsOf(block: () => Layer): Point[] {
  const layers = Array.from({ length: depth }, block)
  const model = createModel(sequential(...layers), { input: [32], seed: 1 })
  const inputs = randomNormal(randomSource(RandomKey.fromSeed(3)), [64, 32])
  const { parameters, buffers } = model.state
  const slopes = gradient(
    (p: typeof parameters) =>
      sum(square(model.layer.apply({ parameters: p, buffers }, inputs, { training: false }).output)),
    parameters,
  )
  const weights = Object.entries(slopes).filter(([path]) => path.endsWith('weight'))
  const norms = weights.map(([, slope]) => Math.hypot(...slope.data()))
  const last = norms.at(-1) ?? 1
  return norms.map((norm, index) => [index + 1, log10(norm / last)])
}

function depths(): string {
  const body = () => sequential(dense(32, 32, { initializer: 'xavierNormal' }), sigmoid())
  return svg({
    title: `Gradients through ${depth} layers of sigmoids`,
    width: 460,
    height: 280,
    x: { name: 'layer', domain: [1, depth], ticks: [1, 10, 20, 30, 40] },
    y: { name: 'log₁₀ (gradient / last)', domain: [-30, 5] },
    marks: [
      { kind: 'rule', y: 0 },
      { kind: 'line', points: gradientsOf(body), name: 'sequential', style: 0 },
      { kind: 'line', points: gradientsOf(() => residual(body())), name: 'residual', style: 1 },
    ],
  })
}

export function layerPictures(): Map<string, string> {
  return withBackend(
    referenceBackend,
    () =>
      new Map([
        ['layers/windows', windows()],
        ['layers/fields', fields()],
        ['layers/memory', memory()],
        ['layers/depth', depths()],
      ]),
  )
}
