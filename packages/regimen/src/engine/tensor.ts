/** The tensor: one class for concrete values (eager) and for values still being traced (compiled). */
import { RegimenError } from '../errors.ts'
import { contiguousLayout, isContiguous, type Layout } from './layout.ts'
import type { Trace } from './trace.ts'
import {
  allocate,
  type DType,
  formatShape,
  type Shape,
  sizeOf,
  type TensorData,
  type TensorType,
} from './types.ts'

/** A value's elements, or the graph node that will compute them. */
export type TensorSource =
  | { readonly kind: 'value'; readonly data: TensorData; readonly layout: Layout }
  | { readonly kind: 'traced'; readonly trace: Trace; readonly node: number }

/** Numbers in the nesting of a shape: `[[1, 2], [3, 4]]`. */
export type NestedNumbers = number | readonly NestedNumbers[]

/**
 * An immutable array of numbers with a shape and an element type. Needs no disposal: a concrete tensor is
 * an ordinary object over an ordinary array. Functions such as `add`, `matmul`, `sum` work on tensors.
 */
export class Tensor<S extends Shape = Shape> {
  readonly dtype: DType
  readonly shape: S
  /** @internal */
  readonly source: TensorSource

  /** @internal Use `tensor(...)`, `zeros(...)` and the like. */
  constructor(dtype: DType, shape: S, source: TensorSource) {
    this.dtype = dtype
    this.shape = shape
    this.source = source
  }

  get type(): TensorType {
    return { dtype: this.dtype, shape: this.shape }
  }

  /** Number of dimensions. */
  get rank(): number {
    return this.shape.length
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /**
   * The elements in row-major order. Treat the array as read-only: it may be the tensor's own.
   * @throws RegimenError `value-of-traced` inside `compile`.
   */
  data(): TensorData {
    const { data, layout } = this.concrete('data()')
    if (isContiguous(layout)) {
      const size = this.size
      return layout.offset === 0 && data.length === size
        ? data
        : data.subarray(layout.offset, layout.offset + size)
    }
    return gatherLayout(this.dtype, data, layout)
  }

  /**
   * The one number of a tensor of size 1.
   * @throws RegimenError `not-scalar`, `value-of-traced`.
   */
  item(): number {
    const data = this.data()
    const value = data[0]
    if (data.length !== 1 || value === undefined) {
      throw new RegimenError('not-scalar', { what: 'item()', shape: formatShape(this.shape) })
    }
    return value
  }

  /** The elements as nested arrays. @throws RegimenError `value-of-traced`. */
  toArray(): NestedNumbers {
    const data = this.data()
    const build = (axis: number, start: number, length: number): NestedNumbers => {
      const size = this.shape[axis]
      if (size === undefined) return data[start] ?? 0
      const step = size === 0 ? 0 : length / size
      return Array.from({ length: size }, (_, index) => build(axis + 1, start + index * step, step))
    }
    return build(0, 0, data.length)
  }

  /** @internal The stored elements and where they lie. */
  concrete(what: string): { readonly data: TensorData; readonly layout: Layout } {
    if (this.source.kind === 'traced') throw new RegimenError('value-of-traced', { what })
    return this.source
  }
}

/** @internal A tensor over a row-major array of exactly its size. */
export function fromData<S extends Shape>(dtype: DType, shape: S, data: TensorData): Tensor<S> {
  return new Tensor(dtype, shape, { kind: 'value', data, layout: contiguousLayout(shape) })
}

function gatherLayout(dtype: DType, source: TensorData, { shape, strides, offset }: Layout): TensorData {
  const result = allocate(dtype, sizeOf(shape))
  let written = 0
  const visit = (axis: number, at: number): void => {
    const size = shape[axis]
    if (size === undefined) {
      result[written++] = source[at] ?? 0
      return
    }
    for (let index = 0; index < size; index++) visit(axis + 1, at + index * (strides[axis] ?? 0))
  }
  visit(0, offset)
  return result
}
