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
  const flat: number[] = []
  const found = shape ?? nestedShape(values)
  if (shape === undefined) flatten(values, found, flat)
  const source = shape !== undefined && isFlat(values) ? values : flat
  if (source.length !== sizeOf(found)) {
    throw new RegimenError('bad-attribute', {
      operation: 'tensor',
      attribute: 'the number of values',
      value: String(source.length),
      expected: `${sizeOf(found)} for the shape ${formatShape(found)}`,
    })
  }
  const data = toData(dtype, source)
  return fromData(dtype, [...found], data === source ? data.slice() : data)
}

function isFlat(values: NestedNumbers | ArrayLike<number>): values is ArrayLike<number> {
  return typeof values === 'object' && 'length' in values
}

function nestedShape(values: NestedNumbers | ArrayLike<number>): number[] {
  const shape: number[] = []
  let level: unknown = values
  while (typeof level === 'object' && level !== null && 'length' in level) {
    shape.push(Number(level.length))
    level = Reflect.get(level, 0)
  }
  return shape
}

function flatten(values: unknown, shape: Shape, into: number[], axis = 0): void {
  if (axis === shape.length && typeof values === 'number') {
    into.push(values)
    return
  }
  const list: unknown[] | undefined =
    Array.isArray(values) || ArrayBuffer.isView(values) ? Array.from(values as ArrayLike<unknown>) : undefined
  if (!list || list.length !== shape[axis]) {
    throw new RegimenError('bad-attribute', {
      operation: 'tensor',
      attribute: 'the nesting',
      value: 'ragged',
      expected: `arrays of equal lengths ${formatShape(shape)}`,
    })
  }
  for (const value of list) flatten(value, shape, into, axis + 1)
}

/** All elements equal to `value`. Takes no memory beyond one element. */
export function full<const S extends Shape>(
  shape: S,
  value: number,
  dtype: DType = defaultFloat(),
): Tensor<S> {
  return broadcastTo(fromData(dtype, [], toData(dtype, [value])), shape)
}

export function zeros<const S extends Shape>(shape: S, dtype: DType = defaultFloat()): Tensor<S> {
  return full(shape, 0, dtype)
}

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
