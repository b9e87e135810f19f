/** What the shape rules check, in one place, so that all of them complain in the same words. */
import { RegimenError } from '../../errors.ts'
import { type DType, formatShape, isFloat, type Shape, type TensorType } from '../types.ts'

/** The input at a place; the caller of a primitive always gives as many as its row expects. */
export function inputAt(operation: string, inputs: readonly TensorType[], index: number): TensorType {
  const input = inputs[index]
  if (!input)
    throw badAttribute(operation, 'the number of inputs', String(inputs.length), `more than ${index}`)
  return input
}

export function shapeMismatch(
  operation: string,
  inputs: readonly TensorType[],
  expected: string,
): RegimenError {
  const shapes = inputs.map((input) => formatShape(input.shape)).join(' and ')
  return new RegimenError('shape-mismatch', { operation, shapes, expected })
}

export function badAttribute(
  operation: string,
  attribute: string,
  value: string,
  expected: string,
): RegimenError {
  return new RegimenError('bad-attribute', { operation, attribute, value, expected })
}

export function requireDtype(
  operation: string,
  inputs: readonly TensorType[],
  accept: (dtype: DType) => boolean,
  expected: string,
): void {
  if (inputs.every((input) => accept(input.dtype))) return
  throw new RegimenError('dtype-mismatch', { operation, dtypes: formatDtypes(inputs), expected })
}

export function requireFloat(operation: string, inputs: readonly TensorType[]): void {
  requireDtype(operation, inputs, isFloat, 'floating values')
}

export function requireNumbers(operation: string, inputs: readonly TensorType[]): void {
  requireDtype(operation, inputs, (dtype) => dtype !== 'bool', 'numbers')
}

export function requireSameDtype(operation: string, inputs: readonly TensorType[]): void {
  if (inputs.every((input) => input.dtype === inputs[0]?.dtype)) return
  throw new RegimenError('dtype-mismatch', {
    operation,
    dtypes: formatDtypes(inputs),
    expected: 'operands of one type',
  })
}

export function requireAxis(operation: string, axis: number, rank: number): void {
  if (Number.isInteger(axis) && axis >= 0 && axis < rank) return
  throw new RegimenError('bad-axis', { operation, axis, rank })
}

/** NumPy broadcasting: sizes are aligned from the last; 1 stretches. */
export function broadcastShapes(operation: string, inputs: readonly TensorType[]): Shape {
  const rank = Math.max(...inputs.map((input) => input.shape.length))
  const result = new Array<number>(rank).fill(1)
  for (const { shape } of inputs) {
    shape.forEach((size, axis) => {
      const at = axis + rank - shape.length
      if (size === 1 || size === result[at]) return
      if (result[at] !== 1) {
        throw shapeMismatch(operation, inputs, 'sizes that are equal or 1, counted from the last dimension')
      }
      result[at] = size
    })
  }
  return result
}

function formatDtypes(inputs: readonly TensorType[]): string {
  return inputs.map((input) => input.dtype).join(' and ')
}
