/** Units that have stopped answering: dead ones, and saturated ones. */
import type { Shape } from '../../engine/types.ts'
import type { Layer } from '../../nn/layer.ts'
import { joinPath } from '../../nn/layer-shape.ts'

/** Activations that are 0 over a half line, where their gradient is 0 too. */
const canDie: ReadonlySet<string> = new Set(['relu', 'relu6', 'hardSwish'])

type Range = readonly [low: number, high: number]

/** The ends that bounded activations flatten towards. */
const ranges: { readonly [kind: string]: (layer: Layer) => Range | undefined } = {
  sigmoid: () => [0, 1],
  hardSigmoid: () => [0, 1],
  tanh: () => [-1, 1],
  hardTanh: ({ settings: { low, high } }) => [Number(low), Number(high)],
  simpleRnn: ({ settings: { activation } }) => fixedRanges[String(activation)],
}

const fixedRanges: { readonly [activation: string]: Range } = {
  sigmoid: [0, 1],
  hardSigmoid: [0, 1],
  tanh: [-1, 1],
}

/** True for layers whose units can die. */
export function mayDie({ kind }: Layer): boolean {
  return canDie.has(kind)
}

/** Between what the layer's outputs lie, where they saturate at the ends. */
export function saturationRange(layer: Layer): Range | undefined {
  return Object.hasOwn(ranges, layer.kind) ? ranges[layer.kind]?.(layer) : undefined
}

/**
 * The share of units (entries of the last dimension: features, channels) that are 0 for every example, at every
 * place. With ReLU such a unit passes no gradient, so nothing in front of it learns through it (Maas, Hannun & Ng
 * 2013): while all examples stay on its flat side it is dead.
 */
export function deadFraction(outputs: ArrayLike<number>, units: number): number {
  const alive = new Uint8Array(units)
  for (let index = 0; index < outputs.length; index++) if (outputs[index] !== 0) alive[index % units] = 1
  const dead = alive.reduce((total, each) => total + (1 - each), 0)
  return units === 0 || outputs.length === 0 ? 0 : dead / units
}

/**
 * The share of activations within `margin` of an end of their range, as a part of its length: for the sigmoid
 * and 0.1 those below 0.1 or above 0.9 (Glorot & Bengio 2010 call it saturation).
 */
export function saturatedFraction(outputs: ArrayLike<number>, [low, high]: Range, margin = 0.1): number {
  const [from, to] = [low + margin * (high - low), high - margin * (high - low)]
  let saturated = 0
  for (let index = 0; index < outputs.length; index++) {
    const value = outputs[index] ?? 0
    if (value < from || value > to) saturated++
  }
  return outputs.length === 0 ? 0 : saturated / outputs.length
}

/** The innermost layers by their paths; a layer without parts has the path ''. */
export function innerLayers(layer: Layer, input: Shape, path = ''): ReadonlyMap<string, Layer> {
  const parts = layer.parts?.(input)
  if (!parts) return new Map([[path, layer]])
  return new Map(parts.flatMap((part) => [...innerLayers(part.layer, part.input, joinPath(path, part.path))]))
}
