/** Models as ONNX files, which onnxruntime, browsers, phones and most inference engines run. */
import { formatError } from '../../messages/formats.ts'
import { recordBelow } from '../../nn/layers/state.ts'
import type { Model } from '../../nn/model.ts'
import { placedLayers } from '../placed-layers.ts'
import { GraphBuilder, type Value } from './graph-builder.ts'
import { encodeModel } from './messages.ts'
import { onnxRows } from './rows.ts'

/** The version of ONNX's operators that files are written in. */
export const onnxOpset = 17

/** The options of `encodeOnnx`. */
export interface OnnxOptions {
  /** Of the graph, for people. Default `regimen`. */
  readonly name?: string
}

/**
 * The bytes of an ONNX file that computes what the model computes in inference mode. It takes `input`, float32 [batch,
 * ...inputShape], images channels last as here, and gives `output`; the batch may have any size.
 * @throws RegimenError `onnx-layer` for a layer that has no counterpart in ONNX.
 */
export function encodeOnnx(model: Model, { name = 'regimen' }: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const { layer, inputShape, outputShape, state } = model
  const graph = new GraphBuilder()
  let value: Value = { name: 'input', shape: inputShape, channels: 'last' }
  for (const { path, layer: inner, output } of placedLayers(layer, inputShape)) {
    const { kind, settings } = inner
    const row = Object.hasOwn(onnxRows, kind) ? onnxRows[kind] : undefined
    if (!row) throw formatError('onnx-layer', { path, layer: kind, choices: Object.keys(onnxRows) })
    const all = { ...state.parameters, ...state.buffers }
    value = row(graph, value, {
      path,
      kind,
      settings,
      output,
      state: path === '' ? all : recordBelow(path, all),
    })
  }
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
