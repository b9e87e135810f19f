/** Layers that slide windows over images: ONNX has images, kernels and paddings in its own order. */
import { transpose } from '../../engine/ops/views.ts'
import { type Padding2d, resolveWindow } from '../../engine/primitives/sliding.ts'
import { paddingFrom, pairFrom } from '../../nn/layers/windows.ts'
import { SettingsReader } from '../../nn/settings-reader.ts'
import type { Value } from './graph-builder.ts'
import type { Attribute } from './messages.ts'
import type { OnnxRow, PlacedLayer } from './rows.ts'

/** Window, strides and paddings, the latter in zeros before rows and columns, then behind them. */
function windowAttributes(
  { shape: [height = 0, width = 0] }: Value,
  { kind, settings }: PlacedLayer,
  window: 'kernel' | 'window',
): Record<string, Attribute> {
  const reader = new SettingsReader(kind, settings)
  const padding: Padding2d = paddingFrom(reader, settings)
  const dilation = 'dilation' in settings ? pairFrom(reader, 'dilation') : ([1, 1] as const)
  const [size, stride] = [pairFrom(reader, window), pairFrom(reader, 'stride')]
  const { low, high } = resolveWindow([height, width], { window: size, stride, padding, dilation })
  return {
    kernel_shape: { ints: size },
    strides: { ints: stride },
    pads: { ints: [...low, ...high] },
    // Average pools have no dilation in opset 17.
    ...('dilation' in settings ? { dilations: { ints: dilation } } : {}),
  }
}

export const conv2d: OnnxRow = (graph, value, layer) => {
  const { output, settings, state } = layer
  const { weight, bias } = state
  const first = graph.channelsFirst(value)
  const inputs = [
    first.name,
    // [rows, columns, channels / groups, outputs] → [outputs, channels / groups, rows, columns]
    ...(weight ? [graph.tensor(transpose(weight, [3, 2, 0, 1]))] : []),
    ...(bias ? [graph.tensor(bias)] : []),
  ]
  const attributes = { ...windowAttributes(value, layer, 'kernel'), group: { int: Number(settings.groups) } }
  return { name: graph.node('Conv', inputs, attributes), shape: output, channels: 'first' }
}

export const maxPool2d: OnnxRow = (graph, value, layer) => {
  const first = graph.channelsFirst(value)
  const name = graph.node('MaxPool', [first.name], windowAttributes(value, layer, 'window'))
  return { name, shape: layer.output, channels: 'first' }
}

export const averagePool2d: OnnxRow = (graph, value, layer) => {
  const first = graph.channelsFirst(value)
  const attributes = {
    ...windowAttributes(value, layer, 'window'),
    count_include_pad: { int: layer.settings.countIncludePad === true ? 1 : 0 },
  }
  return { name: graph.node('AveragePool', [first.name], attributes), shape: layer.output, channels: 'first' }
}
