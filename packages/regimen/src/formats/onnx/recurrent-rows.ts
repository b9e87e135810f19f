/** Recurrent layers: ONNX has time first, the outputs of weights first, and gates in an order of its own. */

import { zeros } from '../../engine/ops/create.ts'
import { concatenate } from '../../engine/ops/indexing.ts'
import { expandDims, sliceAxis, transpose } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { formatError } from '../../messages/formats.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'
import type { Attribute } from './messages.ts'
import type { OnnxRow, PlacedLayer } from './rows.ts'

/** Activations that ONNX lets a recurrent layer have. */
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
    graph.node('Transpose', [value.name], { perm: { ints: [1, 0, 2] } }),
    ...[inputWeight, hiddenWeight].flatMap((each) => (each ? [rowsFirst(each)] : [])),
    graph.tensor(expandDims(biases, 0)),
  ]
  const attributes = { ...row.attributes, hidden_size: { int: output.at(-1) ?? 0 } }
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

/** @throws RegimenError `onnx-layer` for an activation that ONNX's operator does not have. */
export const simpleRnn: OnnxRow = (graph, value, layer) => {
  const activation = activations[String(layer.settings.activation)]
  if (!activation) {
    throw formatError('onnx-layer', {
      path: layer.path,
      layer: `simpleRnn with ${String(layer.settings.activation)}`,
      choices: Object.keys(activations).map((name) => `simpleRnn with ${name}`),
    })
  }
  const inputBias = biasOf(layer.state)
  return recurrent(graph, value, layer, {
    operator: 'RNN',
    gates: [0],
    inputBias,
    hiddenBias: nothingLike(inputBias),
    attributes: { activations: { texts: [activation] } },
  })
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
