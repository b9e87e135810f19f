import type { RandomKey } from '../../../engine/random.ts'
import type { Tensor } from '../../../engine/tensor.ts'
import { formatShape, type Shape, sameShape } from '../../../engine/types.ts'
import { RegimenError } from '../../../errors.ts'
import type { Layer, LayerPart, LayerResult, LayerState, Mode, ShapeRule } from '../../layer.ts'
import { requireInput } from '../../layer-shape.ts'
import { requireOption } from '../../options.ts'
import { initializeParts, PartPass, partOf } from '../parts.ts'
import { GraphValue, type LayerNode, merges } from './node.ts'
import { type NamedShape, pack, packedShape, unpack } from './packing.ts'
import { graphSettings } from './settings.ts'

type NamedNodes = { readonly [name: string]: GraphValue }
type NamedTensors = { readonly [name: string]: Tensor }

/** A functional graph as a layer. */
export interface GraphLayer<In extends Shape = Shape, Out extends ShapeRule = ShapeRule>
  extends Layer<In, Out> {
  /** Several inputs by name as the one tensor [batch, …] that the layer takes. @throws RegimenError `graph-values`. */
  pack(inputs: NamedTensors): Tensor
  /** The layer's output taken apart: each output by its name. Works on what is being traced, in losses too. */
  unpack(output: Tensor): { readonly [name: string]: Tensor }
}

/** @internal The graph in the order of computation: every node after those it needs, inputs first. */
export interface Wiring {
  readonly inputs: readonly NamedShape[]
  readonly outputs: readonly (NamedShape & { readonly node: number })[]
  readonly layers: readonly Layer[]
  /** After the inputs, which are the first nodes. */
  readonly steps: readonly Step[]
}

/** @internal A layer or a merge on earlier nodes. */
export interface Step {
  readonly node: GraphValue
  readonly from: readonly number[]
  /** The layer's place in `layers`; −1 for a merge. */
  readonly layer: number
  /** How often the layer has been used before. */
  readonly use: number
}

/**
 * A network as a graph of nodes, with any number of inputs and outputs.
 *
 * ```ts
 * const picture = graphInput([28, 28, 1])
 * const table = graphInput([5])
 * const seen = picture.through(conv2d(1, 8, { kernel: 3 })).through(globalAveragePool())
 * const known = table.through(dense(5, 8))
 * const network = graph({ picture, table }, { label: addNodes(seen, known).through(dense(8, 10)) })
 * ```
 *
 * With one input and one output (`graph(x, y)`) it takes and gives tensors of their shapes. With several, the examples
 * are flat rows, one input after the other, which `pack` makes; `unpack` takes the output apart, in a loss too. A
 * layer that is put on several nodes has one state, under `layers.i` in the order of first use, and is trained by all
 * of them; where it draws random numbers, each use draws its own.
 * @throws RegimenError `technique-option` for an output that needs an input which is not given, `layer-shape`.
 */
export function graph<In extends Shape, Out extends ShapeRule>(
  input: LayerNode<In>,
  output: LayerNode<Out>,
): GraphLayer<In, Out>
export function graph(inputs: NamedNodes, outputs: NamedNodes): GraphLayer<Shape, Shape>
export function graph(inputs: GraphValue | NamedNodes, outputs: GraphValue | NamedNodes): GraphLayer {
  return graphLayer(
    wire(
      inputs instanceof GraphValue ? { input: inputs } : inputs,
      outputs instanceof GraphValue ? { output: outputs } : outputs,
    ),
  )
}

function wire(inputs: NamedNodes, outputs: NamedNodes): Wiring {
  const numbers = new Map<GraphValue, number>()
  const layers: Layer[] = []
  const uses = new Map<Layer, number>()
  const steps: Step[] = []
  for (const node of Object.values(inputs)) numbers.set(node, numbers.size)
  requireOption('graph', 'inputs', Object.keys(inputs), numbers.size > 0, 'at least one node')
  requireOption(
    'graph',
    'outputs',
    Object.keys(outputs),
    Object.keys(outputs).length > 0,
    'at least one node',
  )
  const visit = (node: GraphValue): number => {
    const known = numbers.get(node)
    if (known !== undefined) return known
    const { work } = node
    requireOption(
      'graph',
      'inputs',
      Object.keys(inputs),
      work.kind !== 'input',
      `also the input of shape ${formatShape(node.shape)} that an output needs`,
    )
    const from = node.from.map(visit)
    const layer = work.kind === 'layer' ? placeIn(layers, work.layer) : -1
    const use = work.kind === 'layer' ? (uses.get(work.layer) ?? 0) : 0
    if (work.kind === 'layer') uses.set(work.layer, use + 1)
    steps.push({ node, from, layer, use })
    const number = numbers.size
    numbers.set(node, number)
    return number
  }
  const named = Object.entries(outputs).map(([name, node]) => ({
    name,
    shape: node.shape,
    node: visit(node),
  }))
  const given = Object.entries(inputs).map(([name, { shape }]) => ({ name, shape }))
  return { inputs: given, outputs: named, layers, steps }
}

function placeIn(layers: Layer[], layer: Layer): number {
  const known = layers.indexOf(layer)
  return known >= 0 ? known : layers.push(layer) - 1
}

const pathOf = (layer: number) => `layers.${layer}`

function graphLayer(wiring: Wiring): GraphLayer {
  const { inputs, outputs } = wiring
  const [inputShape, outputShape] = [packedShape(inputs), packedShape(outputs)]
  const check = (input: Shape) => requireInput('graph', inputShape, input)
  return {
    kind: 'graph',
    settings: graphSettings(wiring),
    outputShape: (input) => {
      check(input)
      return outputShape
    },
    initialize: (key, input) => {
      check(input)
      return initialize(wiring, key)
    },
    parts: () => partsOf(wiring),
    apply: (state, x, mode) => {
      check(x.shape.slice(1))
      return run(wiring, state, x, mode)
    },
    pack: (values) => pack(inputs, values),
    unpack: (output) => unpack(outputs, output),
  }
}

/** Each layer once, with the shapes of its first use. */
function partsOf({ steps }: Wiring): LayerPart[] {
  return steps.flatMap(({ node: { work, from }, layer, use }) => {
    const [before] = from
    return work.kind === 'layer' && use === 0 && before
      ? [partOf(pathOf(layer), work.layer, before.shape)]
      : []
  })
}

function initialize(wiring: Wiring, key: RandomKey): LayerState {
  const state = initializeParts(partsOf(wiring), key)
  for (const { node, layer, use } of wiring.steps) {
    const [before] = node.from
    if (node.work.kind !== 'layer' || use === 0 || !before) continue
    requireSameState(node.work.layer, pathOf(layer), before.shape, state, key)
  }
  return state
}

/** A layer that is used on another shape must have the same state there. */
function requireSameState(layer: Layer, path: string, input: Shape, state: LayerState, key: RandomKey): void {
  const { parameters, buffers } = layer.initialize(key.child(path), input)
  const shared = { ...state.parameters, ...state.buffers }
  for (const [name, { shape }] of Object.entries({ ...parameters, ...buffers })) {
    const first = shared[`${path}.${name}`]
    if (first && sameShape(first.shape, shape)) continue
    throw new RegimenError('layer-shape', {
      path,
      layer: `${layer.kind}, shared`,
      expected: `for which "${name}" has the shape ${first ? formatShape(first.shape) : 'of its first use'}`,
      actual: formatShape(input),
      hint: '',
    })
  }
}

function run({ inputs, outputs, steps }: Wiring, state: LayerState, x: Tensor, mode: Mode): LayerResult {
  const pass = new PartPass(state, mode)
  const values = Object.values(unpack(inputs, x))
  for (const { node, from, layer, use } of steps) {
    const operands = from.flatMap((place) => values[place] ?? [])
    const [first = x] = operands
    const { work } = node
    if (work.kind === 'merge') values.push(merges[work.merge].compute(operands))
    if (work.kind !== 'layer') continue
    const path = pathOf(layer)
    values.push(pass.apply(path, work.layer, first, use === 0 ? path : `${path}@${use + 1}`))
  }
  const named = outputs.map(({ name, node }): [string, Tensor] => [name, values[node] ?? x])
  return pass.result(pack(outputs, Object.fromEntries(named)))
}
