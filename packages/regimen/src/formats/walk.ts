/**
 * A model taken apart for a file format: the layers that a value goes through, and where values part and meet. Kinds
 * that hold other layers are rows here; what a layer, a sum or a row of tensors becomes is the format's.
 */
import type { Shape } from '../engine/types.ts'
import type { Layer, LayerPart } from '../nn/layer.ts'
import { joinPath, within } from '../nn/layer-shape.ts'
import { isFrozen } from '../nn/layers/frozen.ts'
import { merges } from '../nn/layers/graph/node.ts'
import type { Model } from '../nn/model.ts'
import { SettingsReader } from '../nn/settings-reader.ts'

/** Where a layer's tensors are in the model's state, by the layer's own names for them. */
export type Places = { readonly [name: string]: string }

/** A layer where it stands in a model. Shapes are without the batch. */
export interface PlacedLayer extends LayerPart {
  readonly places: Places
}

/** A value with its shape. */
export interface Shaped<V> {
  readonly value: V
  readonly shape: Shape
}

/** What a format makes of a model, step by step. */
export interface Passage<V> {
  /** A layer; undefined for a kind that the format has no word for, which is then taken apart. */
  layer(placed: PlacedLayer, value: V): V | undefined
  /** Never taken apart, and without a word. */
  unknown(placed: PlacedLayer): never
  /** The sum of values of one shape. */
  add(values: readonly V[], at: PlacedLayer): V
  /** Side by side in the last dimension. */
  concatenate(values: readonly Shaped<V>[], at: PlacedLayer): V
  /** Flat rows in stretches, each under its shape. */
  split(value: V, shapes: readonly Shape[], at: PlacedLayer): readonly V[]
  /** Flat rows of all, one after the other. */
  join(values: readonly Shaped<V>[], at: PlacedLayer): V
}

type Holder = <V>(placed: PlacedLayer, value: V, passage: Passage<V>) => V

/** Goes through a model with the value that stands for its input. */
export function walkModel<V>({ layer, inputShape, state }: Model, input: V, passage: Passage<V>): V {
  const names = [...Object.keys(state.parameters), ...Object.keys(state.buffers)]
  const places = Object.fromEntries(names.map((name) => [name, name]))
  return walk(placed(layer, inputShape, '', places), input, passage)
}

function walk<V>(at: PlacedLayer, value: V, passage: Passage<V>): V {
  const known = passage.layer(at, value)
  if (known !== undefined) return known
  const holder = isHolder(at.layer.kind) ? holders[at.layer.kind] : undefined
  return holder ? holder(at, value, passage) : passage.unknown(at)
}

function placed(layer: Layer, input: Shape, path: string, places: Places): PlacedLayer {
  return { path, layer, input, output: within(path, () => layer.outputShape(input)), places }
}

/** An inner layer, with what is under its path. */
function inner(
  { path, places }: PlacedLayer,
  part: Pick<LayerPart, 'path' | 'layer' | 'input'>,
): PlacedLayer {
  return placed(part.layer, part.input, joinPath(path, part.path), below(`${part.path}.`, places))
}

function below(prefix: string, places: Places): Places {
  const own = Object.entries(places).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, place]) => [name.slice(prefix.length), place]))
}

const partsOf = ({ layer, input }: PlacedLayer): readonly LayerPart[] => layer.parts?.(input) ?? []

const inOrder: Holder = (at, value, passage) =>
  partsOf(at).reduce((reached, part) => walk(inner(at, part), reached, passage), value)

/** body(x) + x, or body(x) + shortcut(x). */
const residual: Holder = (at, value, passage) => {
  const [body, shortcut] = partsOf(at).map((part) => walk(inner(at, part), value, passage))
  return body === undefined ? value : passage.add([body, shortcut ?? value], at)
}

const bidirectional: Holder = (at, value, passage) => {
  const states = partsOf(at).map((part) => ({
    value: walk(inner(at, part), value, passage),
    shape: part.output,
  }))
  return passage.concatenate(states, at)
}

/** The layer that it holds, in its place: neither is anything by itself. */
const frozen: Holder = (at, value, passage) => {
  const { layer, places } = at
  if (!isFrozen(layer)) return passage.unknown(at)
  const thawed = Object.entries(places).map(([name, place]) => [name.replace(/^frozen\./, ''), place])
  return walk({ ...at, layer: layer.inner, places: Object.fromEntries(thawed) }, value, passage)
}

const weightNoise: Holder = (at, value, passage) => {
  const [part] = partsOf(at)
  return part ? walk({ ...inner(at, part), path: at.path }, value, passage) : passage.unknown(at)
}

/** Nodes are numbered, the inputs first; each names those before it. */
const graph: Holder = <V>(at: PlacedLayer, value: V, passage: Passage<V>): V => {
  const { layer } = at
  const reader = new SettingsReader('graph', layer.settings)
  const inputs = reader.records('inputs').map((each) => new SettingsReader('graph', each).numbers('shape'))
  const layers = new Map(partsOf(at).map((part) => [part.path, part.layer]))
  const values = inputs.length === 1 ? [value] : passage.split(value, inputs, at)
  const nodes: Shaped<V>[] = values.map((each, index) => ({ value: each, shape: inputs[index] ?? [] }))
  const nodesAt = (numbers: readonly number[]) => numbers.flatMap((number) => nodes[number] ?? [])
  for (const each of reader.records('nodes')) {
    const node = new SettingsReader('graph node', each)
    const from = nodesAt(node.numbers('from'))
    if (each.merge !== undefined) {
      nodes.push(merged(node.text('merge') === 'add' ? 'add' : 'concatenate', from, at, passage))
      continue
    }
    const path = `layers.${node.number('layer')}`
    const [first] = from
    const shared = layers.get(path)
    if (!first || !shared) return passage.unknown(at)
    const part = inner(at, { path, layer: shared, input: first.shape })
    nodes.push({ value: walk(part, first.value, passage), shape: part.output })
  }
  const outputs = reader.records('outputs').map((each) => new SettingsReader('graph', each).number('node'))
  const results = nodesAt(outputs)
  const [only] = results
  return only && results.length === 1 ? only.value : passage.join(results, at)
}

function merged<V>(
  merge: 'add' | 'concatenate',
  from: readonly Shaped<V>[],
  at: PlacedLayer,
  passage: Passage<V>,
): Shaped<V> {
  const shape = merges[merge].outputShape(from.map((each) => each.shape))
  if (merge === 'concatenate') return { value: passage.concatenate(from, at), shape }
  return {
    value: passage.add(
      from.map((each) => each.value),
      at,
    ),
    shape,
  }
}

const holders: { readonly [kind: string]: Holder } = {
  sequential: inOrder,
  residual,
  bidirectional,
  graph,
  frozen,
  weightNoise,
}

/** Whether layers of a kind hold others: a format that has no word for them takes them apart. */
export function isHolder(kind: string): boolean {
  return Object.hasOwn(holders, kind)
}
