/** Each activation with its derivative. */
import {
  activations,
  gradient,
  type Layer,
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
/** Those that work on rows: shown is the first of two outputs, the second logit being 0. */
const rowwise = new Set(['softmax', 'logSoftmax'])

function curves(
  layer: Layer,
  width: number,
  inputs: readonly number[],
): { readonly value: Point[]; readonly slope: Point[] } {
  const state = layer.initialize(RandomKey.fromSeed(0), [width])
  const first = (x: Tensor) => sliceAxis(layer.apply(state, x, { training: false }).output, 1, 0, 1)
  const x = tensor(inputs.map((value) => (width === 1 ? [value] : [value, 0])))
  const values = first(x).data()
  const slopes = gradient((input: Tensor) => sum(first(input)), x).data()
  return {
    value: inputs.map((input, index) => [input, values[index] ?? Number.NaN]),
    slope: inputs.map((input, index) => [input, slopes[index * width] ?? Number.NaN]),
  }
}

function heights(points: readonly Point[], end: number): Domain {
  const values = points.map(([, y]) => y)
  return [Math.max(-4, Math.min(-0.5, ...values) - 0.2), Math.min(end, Math.max(1.2, ...values) + 0.2)]
}

export function activationPictures(): Map<string, string> {
  return withBackend(referenceBackend, () => {
    const pictures = Object.entries(activations).map(([name, activation]) => {
      const layer: Layer = activation.fromSettings({})
      const { value, slope } = curves(layer, rowwise.has(name) ? 2 : 1, inputsTo(endOf(name)))
      const picture = svg({
        title: rowwise.has(name) ? `${name}, first of two` : name,
        x: {
          name: 'x',
          domain: [-4, endOf(name)],
          ticks: [-4, -2, 0, 2, 4, 6, 8].filter((tick) => tick <= endOf(name)),
        },
        y: { name: 'f(x), f′(x)', domain: heights([...value, ...slope], endOf(name)) },
        marks: [
          { kind: 'rule', y: 0 },
          { kind: 'line', points: value, name: 'f(x)', style: 0 },
          { kind: 'line', points: slope, name: 'f′(x)', style: 1 },
        ],
      })
      return [`activations/${name}`, picture] as const
    })
    return new Map(pictures)
  })
}
