/** Layers that slide windows over images and signals: ONNX has both, kernels and paddings in its own order. */
import { transpose } from '../../engine/ops/views.ts'
import { type Padding2d, type ResolvedWindow, resolveWindow } from '../../engine/primitives/sliding.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import { inOneRow, padding1dFrom, paddingFrom, pairFrom } from '../../nn/layers/windows.ts'
import { SettingsReader } from '../../nn/settings-reader.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'
import type { Attribute } from './messages.ts'
import type { OnnxRow, PlacedLayer } from './rows.ts'

type Pair = readonly [number, number]

/** The layer's window, as over images; a signal is an image of one row. */
interface Window {
  readonly signal: boolean
  readonly size: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly padding: Padding2d
}

function windowOf({ kind, settings }: PlacedLayer, input: Shape): Window {
  const reader = new SettingsReader(kind, settings)
  const signal = input.length === 2
  const read = (option: string): Pair => (signal ? [1, reader.number(option)] : pairFrom(reader, option))
  return {
    signal,
    size: read('kernel' in settings ? 'kernel' : 'window'),
    stride: read('stride'),
    dilation: 'dilation' in settings ? read('dilation') : [1, 1],
    padding: signal ? inOneRow(padding1dFrom(reader, settings)) : paddingFrom(reader, settings),
  }
}

/** Rows and columns of an image, or of a signal as one row. */
const extent = (shape: Shape): Pair =>
  shape.length === 2 ? [1, shape[0] ?? 0] : [shape[0] ?? 0, shape[1] ?? 0]

const ints = ({ signal }: Window, ...pairs: readonly Pair[]): Attribute => ({
  ints: pairs.flatMap((pair) => (signal ? pair.slice(1) : pair)),
})

/** Window, strides and paddings, the latter in zeros before rows and columns, then behind them. */
function attributesOf(window: Window, { low, high }: ResolvedWindow): Record<string, Attribute> {
  return {
    kernel_shape: ints(window, window.size),
    strides: ints(window, window.stride),
    pads: ints(window, low, high),
  }
}

function resolved({ size, stride, dilation, padding }: Window, image: Pair): ResolvedWindow {
  return resolveWindow(image, { window: size, stride, padding, dilation })
}

/** [places, channels, outputs] → [outputs, channels, places], with one dimension of places or two. */
const placesLast = (weight: Tensor) => transpose(weight, weight.rank === 4 ? [3, 2, 0, 1] : [2, 1, 0])

function weights(graph: GraphBuilder, { state: { weight, bias } }: PlacedLayer): string[] {
  return [...(weight ? [graph.tensor(placesLast(weight))] : []), ...(bias ? [graph.tensor(bias)] : [])]
}

export const convolution: OnnxRow = (graph, value, layer) => {
  const first = graph.channelsFirst(value)
  const window = windowOf(layer, value.shape)
  const attributes = {
    ...attributesOf(window, resolved(window, extent(value.shape))),
    dilations: ints(window, window.dilation),
    group: { int: Number(layer.settings.groups) },
  }
  return after(layer, graph.node('Conv', [first.name, ...weights(graph, layer)], attributes))
}

export const transposedConvolution: OnnxRow = (graph, value, layer) => {
  const first = graph.channelsFirst(value)
  const window = windowOf(layer, value.shape)
  const [from, to] = [extent(value.shape), extent(layer.output)]
  // The paddings are those of the convolution from the result to the input.
  const back = resolved(window, to)
  const short = (axis: 0 | 1) => {
    const covered = (from[axis] - 1) * window.stride[axis] + back.span[axis]
    return to[axis] - (covered - back.low[axis] - back.high[axis])
  }
  const attributes = {
    ...attributesOf(window, back),
    dilations: ints(window, window.dilation),
    output_padding: ints(window, [short(0), short(1)]),
    group: { int: Number(layer.settings.groups) },
  }
  return after(layer, graph.node('ConvTranspose', [first.name, ...weights(graph, layer)], attributes))
}

function pool(graph: GraphBuilder, value: Value, layer: PlacedLayer, own: Record<string, Attribute>): Value {
  const first = graph.channelsFirst(value)
  const window = windowOf(layer, value.shape)
  const attributes = { ...attributesOf(window, resolved(window, extent(value.shape))), ...own }
  return after(
    layer,
    graph.node('count_include_pad' in own ? 'AveragePool' : 'MaxPool', [first.name], attributes),
  )
}

export const maxPool: OnnxRow = (graph, value, layer) => pool(graph, value, layer, {})

export const averagePool: OnnxRow = (graph, value, layer) =>
  pool(graph, value, layer, {
    count_include_pad: { int: layer.settings.countIncludePad === true ? 1 : 0 },
  })

const after = ({ output }: PlacedLayer, name: string): Value => ({ name, shape: output, channels: 'first' })
