/** Models as ONNX files, which onnxruntime, browsers, phones and most inference engines run. */
import type { TensorRecord } from '../../nn/layer.ts'
import type { Model } from '../../nn/model.ts'
import { walkModel } from '../walk.ts'
import { GraphBuilder, type Value } from './graph-builder.ts'
import { encodeModel } from './messages.ts'
import { OnnxPassage } from './passage.ts'

/** The version of ONNX's operators that files are written in. */
export const onnxOpset = 17

/** The options of `encodeOnnx`. */
export interface OnnxOptions {
  /** Of the graph, for people. Default `regimen`. */
  readonly name?: string
}

/**
 * The bytes of an ONNX file that computes what the model computes in inference mode. It takes `input`, float32 [batch,
 * ...inputShape], images channels last as here, and gives `output`; the batch may have any size. Several inputs of a graph come packed in flat rows, several outputs go so.
 * @throws RegimenError `onnx-layer` for a layer that has no counterpart in ONNX.
 */
export function encodeOnnx(model: Model, { name = 'regimen' }: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const { inputShape, outputShape, state } = model
  const graph = new GraphBuilder()
  const input: Value = { name: 'input', shape: inputShape, channels: 'last' }
  const all: TensorRecord = { ...state.parameters, ...state.buffers }
  const value = walkModel(model, input, new OnnxPassage(graph, all))
  // The result has its name whatever the last layer is.
  const last = graph.channelsLast(value)
  graph.nodes.push({ operator: 'Identity', inputs: [last.name], outputs: ['output'], attributes: {} })
  return encodeModel({
    name,
    opset: onnxOpset,
    nodes: graph.nodes,
    constants: graph.constants,
    input: { name: 'input', shape: ['batch', ...inputShape] },
    output: { name: 'output', shape: ['batch', ...outputShape] },
  })
}
