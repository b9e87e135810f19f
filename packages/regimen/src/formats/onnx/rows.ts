/** What each kind of layer becomes in ONNX (operators of opset 17). */
import type { Shape } from '../../engine/types.ts'
import type { TensorRecord } from '../../nn/layer.ts'
import type { Settings } from '../../technique.ts'
import { activationRows } from './activation-rows.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'
import { averagePool2d, conv2d, maxPool2d } from './image-rows.ts'
import { gru, lstm, simpleRnn } from './recurrent-rows.ts'

/** A layer where it stands in a model. */
export interface PlacedLayer {
  readonly path: string
  readonly kind: string
  readonly settings: Settings
  /** Without the batch, channels last. */
  readonly output: Shape
  /** Parameters and buffers by their own names. */
  readonly state: TensorRecord
}

/** Adds the layer's nodes behind a value; gives the value that they end in. */
export type OnnxRow = (graph: GraphBuilder, value: Value, layer: PlacedLayer) => Value

/** The same elements under another shape; ONNX's 0 keeps the size of the batch. */
const reshaped: OnnxRow = (graph, value, { output }) => {
  const shape = graph.integers([0, ...output])
  return {
    name: graph.node('Reshape', [graph.channelsLast(value).name, shape]),
    shape: output,
    channels: 'last',
  }
}

const dense: OnnxRow = (graph, value, { output, state: { weight, bias } }) => {
  const inputs = [value.name, ...[weight, bias].flatMap((each) => (each ? [graph.tensor(each)] : []))]
  return { name: graph.node('Gemm', inputs), shape: output, channels: 'last' }
}

const batchNorm: OnnxRow = (graph, value, { settings, state }) => {
  const { gamma, beta, runningMean, runningVariance } = state
  const first = graph.channelsFirst(value)
  const statistics = [gamma, beta, runningMean, runningVariance].flatMap((each) =>
    each ? [graph.tensor(each)] : [],
  )
  const epsilon = { float: Number(settings.epsilon) }
  return { ...first, name: graph.node('BatchNormalization', [first.name, ...statistics], { epsilon }) }
}

const globalAveragePool: OnnxRow = (graph, value, { output }) => {
  const axes = { ints: value.channels === 'first' ? [2, 3] : [1, 2] }
  const name = graph.node('ReduceMean', [value.name], { axes, keepdims: { int: 0 } })
  return { name, shape: output, channels: 'last' }
}

const pRelu: OnnxRow = (graph, value, { state }) => {
  const last = graph.channelsLast(value)
  const { slope } = state
  return slope ? { ...last, name: graph.node('PRelu', [last.name, graph.tensor(slope)]) } : last
}

const maxout: OnnxRow = (graph, value, { settings, output }) => {
  const { name } = graph.channelsLast(value)
  const groups = graph.node('Reshape', [name, graph.integers([0, ...output, Number(settings.pieces)])])
  const largest = graph.node('ReduceMax', [groups], { axes: { ints: [-1] }, keepdims: { int: 0 } })
  return { name: largest, shape: output, channels: 'last' }
}

/** Layers that do something in training only. */
const nothing: OnnxRow = (_, value) => value

/** By kind of layer; kinds that hold others are taken apart before. */
export const onnxRows: { readonly [kind: string]: OnnxRow } = {
  ...activationRows,
  pRelu,
  maxout,
  dense,
  batchNorm,
  conv2d,
  maxPool2d,
  averagePool2d,
  globalAveragePool,
  simpleRnn,
  lstm,
  gru,
  flatten: reshaped,
  reshape: reshaped,
  dropout: nothing,
  alphaDropout: nothing,
}
