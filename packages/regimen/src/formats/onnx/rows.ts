/** What each kind of layer becomes in ONNX (operators of opset 17). */
import type { Shape } from '../../engine/types.ts'
import type { TensorRecord } from '../../nn/layer.ts'
import type { Settings } from '../../technique.ts'
import { activationRows } from './activation-rows.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'
import { groupNorm, layerNorm } from './norm-rows.ts'
import { gru, lstm, simpleRnn } from './recurrent-rows.ts'
import { averagePool, convolution, maxPool, transposedConvolution } from './window-rows.ts'

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

/** Over all places, wherever the channels are. */
const globalPool =
  (operator: 'ReduceMean' | 'ReduceMax'): OnnxRow =>
  (graph, value, { output }) => {
    const first = value.channels === 'first' ? 2 : 1
    const axes = { ints: value.shape.slice(1).map((_, place) => first + place) }
    const name = graph.node(operator, [value.name], { axes, keepdims: { int: 0 } })
    return { name, shape: output, channels: 'last' }
  }

/** Indices come as floats and are cut off, as here. */
const embedding: OnnxRow = (graph, value, { output, state: { weight } }) => {
  const indices = graph.node('Cast', [graph.channelsLast(value).name], { to: { int: int64 } })
  const table = weight ? [graph.tensor(weight)] : []
  return { name: graph.node('Gather', [...table, indices]), shape: output, channels: 'last' }
}

/** ONNX's number of the type. */
const int64 = 7

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

/** The form that scales in inference. */
const originalDropout: OnnxRow = (graph, value, { settings }) => ({
  ...value,
  name: graph.node('Mul', [value.name, graph.scalar(1 - Number(settings.rate))]),
})

/** Layers that do something in training only. */
const nothing: OnnxRow = (_, value) => value

/** By kind of layer; a kind that is not here is taken apart (walk.ts). */
export const onnxRows: { readonly [kind: string]: OnnxRow } = {
  ...activationRows,
  pRelu,
  maxout,
  dense,
  embedding,
  batchNorm,
  layerNorm,
  groupNorm,
  conv1d: convolution,
  conv2d: convolution,
  convTransposed1d: transposedConvolution,
  convTransposed2d: transposedConvolution,
  maxPool1d: maxPool,
  maxPool2d: maxPool,
  averagePool1d: averagePool,
  averagePool2d: averagePool,
  globalAveragePool: globalPool('ReduceMean'),
  globalAveragePool1d: globalPool('ReduceMean'),
  globalMaxPool: globalPool('ReduceMax'),
  globalMaxPool1d: globalPool('ReduceMax'),
  simpleRnn,
  lstm,
  gru,
  flatten: reshaped,
  reshape: reshaped,
  originalDropout,
  dropout: nothing,
  spatialDropout: nothing,
  alphaDropout: nothing,
  gaussianNoise: nothing,
}
