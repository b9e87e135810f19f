/** New tensors from values. */
import { RegimenError } from '../../errors.ts'
import { apply } from '../execute.ts'
import { defaultFloat } from '../settings.ts'
import { fromData, type NestedNumbers, type Tensor } from '../tensor.ts'
import { allocate, type DType, formatShape, type Shape, sizeOf, toData } from '../types.ts'
import { broadcastTo } from './views.ts'

export { scalar } from './operands.ts'

/**
 * A tensor from nested arrays (`tensor([[1, 2], [3, 4]])`) or from a flat array and a shape
 * (`tensor(new Float32Array(6), [2, 3])`). The values are copied.
 * @param dtype default: the backend's float type (float32; float64 on the reference backend).
 * @throws RegimenError `bad-attribute` for ragged nesting or a shape of another size.
 */
export function tensor(values: NestedNumbers, shape?: undefined, dtype?: DType): Tensor
export function tensor<const S extends Shape>(values: ArrayLike<number>, shape: S, dtype?: DType): Tensor<S>
export function tensor(
  values: NestedNumbers | ArrayLike<number>,
  shape?: Shape,
  dtype: DType = defaultFloat(),
): Tensor {
  if (shape !== undefined && typeof values !== 'number') return fromFlat(values, shape, dtype)
  const found = nestedShape(values)
  const flat: number[] = []
  flatten(values, found, flat)
  return fromFlat(flat, found, dtype)
}

function fromFlat(values: ArrayLike<unknown>, shape: Shape, dtype: DType): Tensor {
  const numbers = isNumbers(values) ? new Float64Array(values) : Float64Array.from(values, Number)
  if (numbers.length !== sizeOf(shape)) {
    throw badTensor(
      'the number of values',
      String(numbers.length),
      `${sizeOf(shape)} for ${formatShape(shape)}`,
    )
  }
  return fromData(dtype, [...shape], toData(dtype, numbers))
}

/** Typed arrays are copied as a whole, which is many times faster than element by element. */
function isNumbers(values: ArrayLike<unknown>): values is Float32Array | Float64Array | Int32Array {
  return values instanceof Float32Array || values instanceof Float64Array || values instanceof Int32Array
}

/** The shape that the first element of each level suggests. */
function nestedShape(values: unknown): number[] {
  return Array.isArray(values) ? [values.length, ...nestedShape(values[0])] : []
}

function flatten(values: unknown, shape: Shape, into: number[], axis = 0): void {
  if (axis === shape.length && typeof values === 'number') into.push(values)
  else if (axis < shape.length && Array.isArray(values) && values.length === shape[axis]) {
    for (const value of values) flatten(value, shape, into, axis + 1)
  } else throw badTensor('the nesting', 'ragged', `arrays of equal lengths ${formatShape(shape)}`)
}

function badTensor(attribute: string, value: string, expected: string): RegimenError {
  return new RegimenError('bad-attribute', { operation: 'tensor', attribute, value, expected })
}

/** All elements equal to `value`. Takes no memory beyond one element. */
export function full<const S extends Shape>(
  shape: S,
  value: number,
  dtype: DType = defaultFloat(),
): Tensor<S> {
  return broadcastTo(fromData(dtype, [], toData(dtype, [value])), shape)
}

/** All elements 0. */
export function zeros<const S extends Shape>(shape: S, dtype: DType = defaultFloat()): Tensor<S> {
  return full(shape, 0, dtype)
}

/** All elements 1. */
export function ones<const S extends Shape>(shape: S, dtype: DType = defaultFloat()): Tensor<S> {
  return full(shape, 1, dtype)
}

/** The integers 0 … length − 1 (int32). */
export function arange(length: number): Tensor<[number]> {
  const data = allocate('int32', length)
  for (let index = 0; index < length; index++) data[index] = index
  return fromData('int32', [length], data)
}

/** int32: each element is its own index along `axis`. */
export function iota(shape: Shape, axis: number): Tensor {
  return apply('iota', [], { shape, axis })
}
