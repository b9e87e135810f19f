/** Shapes, element types and the arrays that carry them: the vocabulary of the whole engine. */

/** Sizes of each dimension, outermost first. `[]` is a scalar. A size may be 0. */
export type Shape = readonly number[]

/** `float64` exists only on the reference backend. `bool` holds 0 and 1. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool'
/** Element types of real numbers. */
export type FloatType = 'float32' | 'float64'

/** Element type and shape: all that is known of a value before it is computed. */
export interface TensorType {
  readonly dtype: DType
  readonly shape: Shape
}

/** Host storage of a tensor: one array class for each element type (`bool` is a Uint8Array of 0 and 1). */
export type TensorData = Float32Array | Float64Array | Int32Array | Uint8Array

const arrayClasses = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const

/** A new zero-filled host array for `size` elements of `dtype`. */
export function allocate(dtype: DType, size: number): TensorData {
  return new arrayClasses[dtype](size)
}

/** The values converted to the host array of `dtype`; the same array when it already is one. */
export function toData(dtype: DType, values: ArrayLike<number>): TensorData {
  const arrayClass = arrayClasses[dtype]
  if (values instanceof arrayClass) return values
  if (dtype === 'bool') return Uint8Array.from(values, (value) => (value ? 1 : 0))
  return new arrayClass(values)
}

export function isFloat(dtype: DType): dtype is FloatType {
  return dtype === 'float32' || dtype === 'float64'
}

/** Number of elements of a shape: 1 for a scalar, 0 when a dimension is empty. */
export function sizeOf(shape: Shape): number {
  let size = 1
  for (const dimension of shape) size *= dimension
  return size
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

export function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape)
}

/** `float32[128, 784]`: how types are written in messages and printed graphs. */
export function formatType(type: TensorType): string {
  return `${type.dtype}${formatShape(type.shape)}`
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}
