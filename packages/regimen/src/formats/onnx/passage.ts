/** What a model's layers, and the sums and joints between them, become in an ONNX graph. */
import { type Shape, sizeOf } from '../../engine/types.ts'
import { formatError } from '../../messages/formats.ts'
import type { TensorRecord } from '../../nn/layer.ts'
import type { Passage, PlacedLayer, Shaped } from '../walk.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'
import { onnxRows } from './rows.ts'

export class OnnxPassage implements Passage<Value> {
  readonly #graph: GraphBuilder
  readonly #state: TensorRecord

  constructor(graph: GraphBuilder, state: TensorRecord) {
    this.#graph = graph
    this.#state = state
  }

  layer({ path, layer, output, places }: PlacedLayer, value: Value): Value | undefined {
    const { kind, settings } = layer
    const row = Object.hasOwn(onnxRows, kind) ? onnxRows[kind] : undefined
    if (!row) return undefined
    const own = Object.entries(places).flatMap(([name, place]) => {
      const tensor = this.#state[place]
      return tensor ? [[name, tensor] as const] : []
    })
    return row(this.#graph, value, { path, kind, settings, output, state: Object.fromEntries(own) })
  }

  unknown({ path, layer }: PlacedLayer): never {
    throw formatError('onnx-layer', { path, layer: layer.kind, choices: Object.keys(onnxRows) })
  }

  add(values: readonly Value[], { output }: PlacedLayer): Value {
    const lasts = values.map((value) => this.#graph.channelsLast(value))
    const names = lasts.map(({ name }) => name)
    return { name: this.#graph.node('Sum', names), shape: lasts[0]?.shape ?? output, channels: 'last' }
  }

  concatenate(values: readonly Shaped<Value>[]): Value {
    const lasts = values.map(({ value }) => this.#graph.channelsLast(value))
    const [first] = lasts
    const features = lasts.reduce((sum, { shape }) => sum + (shape.at(-1) ?? 0), 0)
    const names = lasts.map(({ name }) => name)
    const shape = [...(first?.shape.slice(0, -1) ?? []), features]
    return { name: this.#graph.node('Concat', names, { axis: { int: -1 } }), shape, channels: 'last' }
  }

  split(value: Value, shapes: readonly Shape[]): readonly Value[] {
    const graph = this.#graph
    let start = 0
    return shapes.map((shape) => {
      const end = start + sizeOf(shape)
      const bounds = [[start], [end], [1]].map((each) => graph.integers(each))
      start = end
      return this.#reshaped(graph.node('Slice', [value.name, ...bounds]), shape)
    })
  }

  join(values: readonly Shaped<Value>[]): Value {
    const flat = values.map(({ value }) => {
      const { name, shape } = this.#graph.channelsLast(value)
      const row = [sizeOf(shape)]
      return { value: this.#reshaped(name, row), shape: row }
    })
    return this.concatenate(flat)
  }

  /** ONNX's 0 keeps the size of the batch. */
  #reshaped(name: string, shape: Shape): Value {
    const to = this.#graph.integers([0, ...shape])
    return { name: this.#graph.node('Reshape', [name, to]), shape, channels: 'last' }
  }
}
