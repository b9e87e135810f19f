/** Each activation with its derivative. */
import {
  activationNamed,
  activations,
  gradient,
  type Layer,
  maxout,
  mul,
  RandomKey,
  referenceBackend,
  sliceAxis,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { type Domain, type Point, svg } from '../plot.ts'

/** From −4 on; as far as 4, but where something happens beyond. */
const endOf = (name: string) => (name === 'relu6' ? 8 : 4)
const inputsTo = (end: number) => Array.from({ length: 40 * (end + 4) + 1 }, (_, index) => -4 + index / 40)

/** What is shown of an activation: one output [n, 1] for inputs [n, 1]. */
interface View {
  readonly title: string
  readonly output: (x: Tensor) => Tensor
}

function viewOf(name: string): View {
  const own = views[name]
  if (own) return own
  const layer: Layer = activationNamed(name).fromSettings({})
  return { title: name, output: (x) => applied(layer, x) }
}

function applied(layer: Layer, x: Tensor): Tensor {
  const state = layer.initialize(RandomKey.fromSeed(0), x.shape.slice(1))
  return layer.apply(state, x, { training: false }).output
}

/** Of those that work on rows: the first of two outputs, the second logit being 0. */
const firstOfTwo = (name: 'softmax' | 'logSoftmax'): View => ({
  title: `${name}, first of two`,
  output: (x) =>
    sliceAxis(applied(activationNamed(name).fromSettings({}), mul(x, tensor([[1, 0]]))), 1, 0, 1),
})

const views: Readonly<Record<string, View>> = {
  softmax: firstOfTwo('softmax'),
  logSoftmax: firstOfTwo('logSoftmax'),
  maxout: { title: 'maxout of x and −x/2', output: (x) => maxout(mul(x, tensor([[1, -0.5]]))) },
}

function heights(points: readonly Point[], end: number): Domain {
  const values = points.map(([, y]) => y)
  return [Math.max(-4, Math.min(-0.5, ...values) - 0.2), Math.min(end, Math.max(1.2, ...values) + 0.2)]
}

function pictureOf(name: string): string {
  const { title, output } = viewOf(name)
  const end = endOf(name)
  const inputs = inputsTo(end)
  const x = tensor(inputs.map((value) => [value]))
  const line = (values: ArrayLike<number>) =>
    inputs.map((input, index): Point => [input, values[index] ?? Number.NaN])
  const value = line(output(x).data())
  const slope = line(gradient((input: Tensor) => sum(output(input)), x).data())
  return svg({
    title,
    x: { name: 'x', domain: [-4, end], ticks: [-4, -2, 0, 2, 4, 6, 8].filter((tick) => tick <= end) },
    y: { name: 'f(x), f′(x)', domain: heights([...value, ...slope], end) },
    marks: [
      { kind: 'rule', y: 0 },
      { kind: 'line', points: value, name: 'f(x)', style: 0 },
      { kind: 'line', points: slope, name: 'f′(x)', style: 1 },
    ],
  })
}

export function activationPictures(): Map<string, string> {
  return withBackend(referenceBackend, () => {
    const names = [...Object.keys(activations), 'maxout']
    return new Map(names.map((name) => [`activations/${name}`, pictureOf(name)]))
  })
}
