/** Turning what users write (numbers, arrays, negative axes) into what primitives take. */
import { RegimenError } from '../../errors.ts'
import { fromData, Tensor } from '../tensor.ts'
import { type DType, toData } from '../types.ts'

/** A tensor, or a number that stands for a scalar of the other operand's element type. */
export type Operand = Tensor | number

/** A scalar tensor. */
export function scalar(value: number, dtype: DType): Tensor<[]> {
  return fromData(dtype, [], toData(dtype, [value]))
}

/** Both operands as tensors of one element type; at least one must be a tensor. */
export function pair(operation: string, a: Operand, b: Operand): [Tensor, Tensor] {
  if (a instanceof Tensor) return [a, b instanceof Tensor ? b : scalar(b, a.dtype)]
  if (b instanceof Tensor) return [scalar(a, b.dtype), b]
  throw new RegimenError('bad-attribute', {
    operation,
    attribute: 'the operands',
    value: `${a} and ${b}`,
    expected: 'at least one tensor',
  })
}

/** An axis counted from the front; negative ones count from the end. */
export function normalizeAxis(operation: string, axis: number, rank: number): number {
  const normalized = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(normalized) || normalized < 0 || normalized >= rank) {
    throw new RegimenError('bad-axis', { operation, axis, rank })
  }
  return normalized
}

/** Axes ascending and without repetition; undefined means all. */
export function normalizeAxes(
  operation: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis)
  const list = typeof axes === 'number' ? [axes] : axes
  const normalized = new Set(list.map((axis) => normalizeAxis(operation, axis, rank)))
  return [...normalized].sort((a, b) => a - b)
}
