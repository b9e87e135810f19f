/** Recurrent layers: ONNX has time first, the outputs of weights first, and gates in an order of its own. */

import { zeros } from '../../engine/ops/create.ts'
import { concatenate } from '../../engine/ops/indexing.ts'
import { expandDims, sliceAxis, transpose } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { formatError } from '../../messages/formats.ts'
import { activationNamed } from '../../nn/activations/index.ts'
import { activationRows } from './activation-rows.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'
import type { Attribute } from './messages.ts'
import type { OnnxRow, PlacedLayer } from './rows.ts'

/** Activations of ONNX's operator that are the same with their defaults. */
const activations: { readonly [name: string]: string } = {
  tanh: 'Tanh',
  relu: 'Relu',
  sigmoid: 'Sigmoid',
}

/** Columns in blocks of `hidden`, taken in another order. */
function inOrder(tensor: Tensor, gates: readonly number[]): Tensor {
  const axis = tensor.rank - 1
  const hidden = (tensor.shape[axis] ?? 0) / gates.length
  return concatenate(
    gates.map((gate) => sliceAxis(tensor, axis, gate * hidden, (gate + 1) * hidden)),
    axis,
  )
}

interface Recurrent {
  readonly operator: 'RNN' | 'LSTM' | 'GRU'
  /** Our gates in ONNX's order. */
  readonly gates: readonly number[]
  readonly inputBias: Tensor
  readonly hiddenBias: Tensor
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** ONNX: X [time, batch, inputs], W and R [1, gates · hidden, …], B [1, 2 · gates · hidden]; Y [time, 1, batch, hidden]. */
function recurrent(
  graph: GraphBuilder,
  value: Value,
  layer: PlacedLayer,
  { gates, ...row }: Recurrent,
): Value {
  const { output, settings, state } = layer
  const { inputWeight, hiddenWeight } = state
  const rowsFirst = (tensor: Tensor) => graph.tensor(expandDims(transpose(inOrder(tensor, gates)), 0))
  const biases = concatenate([inOrder(row.inputBias, gates), inOrder(row.hiddenBias, gates)])
  const inputs = [
    graph.node('Transpose', [graph.channelsLast(value).name], { perm: { ints: [1, 0, 2] } }),
    ...[inputWeight, hiddenWeight].flatMap((each) => (each ? [rowsFirst(each)] : [])),
    graph.tensor(expandDims(biases, 0)),
  ]
  const attributes = {
    ...row.attributes,
    hidden_size: { int: output.at(-1) ?? 0 },
    // States stay where their inputs are, as here; the last is the one that was read last.
    direction: { text: settings.reverse === true ? 'reverse' : 'forward' },
  }
  if (settings.returnSequences === true) {
    const states = graph.node('Squeeze', [graph.node(row.operator, inputs, attributes), graph.integers([1])])
    const name = graph.node('Transpose', [states], { perm: { ints: [1, 0, 2] } })
    return { name, shape: output, channels: 'last' }
  }
  const last = graph.nodeResult(row.operator, inputs, attributes, 1)
  return { name: graph.node('Squeeze', [last, graph.integers([0])]), shape: output, channels: 'last' }
}

const biasOf = ({ bias, hiddenWeight }: PlacedLayer['state']): Tensor =>
  bias ?? zeros([hiddenWeight?.shape[1] ?? 0])

const nothingLike = (bias: Tensor): Tensor => zeros(bias.shape, bias.dtype)

/** ONNX's operator where it has the activation, else time by time. */
export const simpleRnn: OnnxRow = (graph, value, layer) => {
  const activation = activations[String(layer.settings.activation)]
  if (!activation) return unrolled(graph, value, layer)
  const inputBias = biasOf(layer.state)
  return recurrent(graph, value, layer, {
    operator: 'RNN',
    gates: [0],
    inputBias,
    hiddenBias: nothingLike(inputBias),
    attributes: { activations: { texts: [activation] } },
  })
}

function unrolled(graph: GraphBuilder, value: Value, layer: PlacedLayer): Value {
  const { settings, output, state } = layer
  const [time = 0] = value.shape
  const { activate, ...weights } = parts(graph, layer, state)
  const { name } = graph.channelsLast(value)
  const states: string[] = []
  for (let done = 0; done < time; done++) {
    const at = graph.integers([settings.reverse === true ? time - 1 - done : done])
    const x = graph.node('Squeeze', [
      graph.node('Gather', [name, at], { axis: { int: 1 } }),
      graph.integers([1]),
    ])
    const driven = graph.node('Gemm', [x, weights.input, weights.bias])
    const before = states.at(-1)
    states.push(
      activate(before === undefined ? driven : graph.node('Gemm', [before, weights.hidden, driven])),
    )
  }
  if (settings.returnSequences !== true)
    return { name: states.at(-1) ?? name, shape: output, channels: 'last' }
  const inOrder = settings.reverse === true ? states.toReversed() : states
  const columns = inOrder.map((each) => graph.node('Unsqueeze', [each, graph.integers([1])]))
  return { name: graph.node('Concat', columns, { axis: { int: 1 } }), shape: output, channels: 'last' }
}

/** @throws RegimenError `onnx-layer` for an activation of somebody's own. */
function parts(graph: GraphBuilder, layer: PlacedLayer, state: PlacedLayer['state']) {
  const { path, output, settings } = layer
  const kind = String(settings.activation)
  const row = activationRows[kind]
  if (!row) {
    throw formatError('onnx-layer', {
      path,
      layer: `simpleRnn with ${kind}`,
      choices: Object.keys(activationRows),
    })
  }
  const shape = output.slice(-1)
  const own = activationNamed(kind).fromSettings({}).settings
  const activate = (x: string) =>
    row(graph, { name: x, shape, channels: 'last' }, { path, kind, settings: own, output: shape, state: {} })
      .name
  const { inputWeight, hiddenWeight } = state
  const constant = (tensor: Tensor | undefined) => graph.tensor(tensor ?? zeros([0, 0]))
  return {
    input: constant(inputWeight),
    hidden: constant(hiddenWeight),
    bias: graph.tensor(biasOf(state)),
    activate,
  }
}

/** Ours: i, f, g, o. ONNX: i, o, f, c. */
export const lstm: OnnxRow = (graph, value, layer) => {
  const inputBias = biasOf(layer.state)
  const hiddenBias = nothingLike(inputBias)
  return recurrent(graph, value, layer, {
    operator: 'LSTM',
    gates: [0, 3, 1, 2],
    inputBias,
    hiddenBias,
    attributes: {},
  })
}

/** Ours: r, z, n. ONNX: z, r, h; the candidate's second bias is inside the reset gate's product. */
export const gru: OnnxRow = (graph, value, layer) => {
  const inputBias = biasOf(layer.state)
  const { candidateBias } = layer.state
  const gates = zeros([(2 * inputBias.size) / 3], inputBias.dtype)
  return recurrent(graph, value, layer, {
    operator: 'GRU',
    gates: [1, 0, 2],
    inputBias,
    hiddenBias: candidateBias ? concatenate([gates, candidateBias]) : nothingLike(inputBias),
    attributes: { linear_before_reset: { int: 1 } },
  })
}
