/** Gathers the nodes and constants of an ONNX graph. */
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Attribute, Constant, Node } from './messages.ts'

/**
 * A tensor in the graph. ONNX's operators on images want channels first, Regimen has them last: a value stays as its
 * operator left it until one wants it otherwise, so that a row of convolutions is turned twice, not at each.
 */
export interface Value {
  readonly name: string
  /** Without the batch, channels last. */
  readonly shape: Shape
  readonly channels: 'first' | 'last'
}

export class GraphBuilder {
  readonly nodes: Node[] = []
  readonly constants: Constant[] = []
  #count = 0

  /** A node; gives the names of its results. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    results = 1,
  ): string {
    const outputs = Array.from({ length: results }, () => this.#fresh())
    this.nodes.push({ operator, inputs, outputs, attributes })
    return outputs[0] ?? ''
  }

  /** A node of which one result is wanted, and not the first. */
  nodeResult(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    place: number,
  ): string {
    const name = this.#fresh()
    const outputs = Array.from({ length: place + 1 }, (_, index) => (index === place ? name : ''))
    this.nodes.push({ operator, inputs, outputs, attributes })
    return name
  }

  floats(values: ArrayLike<number>, shape: Shape): string {
    return this.#constant(Float32Array.from(values), shape)
  }

  scalar(value: number): string {
    return this.floats([value], [])
  }

  tensor(tensor: Tensor): string {
    return this.floats(tensor.data(), tensor.shape)
  }

  /** As operators take shapes and axes. */
  integers(values: readonly number[]): string {
    return this.#constant(BigInt64Array.from(values, BigInt), [values.length])
  }

  channelsFirst(value: Value): Value {
    return this.#turned(value, 'first', [
      0,
      value.shape.length,
      ...value.shape.slice(1).map((_, axis) => axis + 1),
    ])
  }

  channelsLast(value: Value): Value {
    return this.#turned(value, 'last', [0, ...value.shape.slice(1).map((_, axis) => axis + 2), 1])
  }

  #turned(value: Value, channels: Value['channels'], perm: readonly number[]): Value {
    if (value.channels === channels) return value
    // With one dimension beside the batch, or none, both are the same.
    if (value.shape.length < 2) return { ...value, channels }
    return { ...value, channels, name: this.node('Transpose', [value.name], { perm: { ints: perm } }) }
  }

  #constant(data: Float32Array | BigInt64Array, shape: Shape): string {
    const name = this.#fresh()
    this.constants.push({ name, shape, data })
    return name
  }

  #fresh(): string {
    return `t${this.#count++}`
  }
}
