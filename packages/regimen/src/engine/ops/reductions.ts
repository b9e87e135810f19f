/**
 * Reductions over all axes or some. Axes may be negative (counted from the end); the reduced dimensions
 * are dropped unless `keepDims`. Errors: `bad-axis`, `dtype-mismatch`.
 */
import { apply } from '../execute.ts'
import type { Tensor } from '../tensor.ts'
import { add, cast, div, exp, isFiniteValue, less, log, neg, select, square, sub } from './elementwise.ts'
import { normalizeAxes, normalizeAxis } from './operands.ts'
import { reshape, stopGradient } from './views.ts'

/** Which axes a reduction covers, and whether they stay. */
export interface ReductionOptions {
  /** Default: all axes. */
  readonly axes?: number | readonly number[]
  /** Keep reduced dimensions with size 1. Default false. */
  readonly keepDims?: boolean
}

function resolve(operation: string, x: Tensor, { axes, keepDims = false }: ReductionOptions) {
  return { axes: normalizeAxes(operation, axes, x.rank), keepDims }
}

/** Number of elements that each result element is made from. */
function reducedCount(x: Tensor, axes: readonly number[]): number {
  return axes.reduce((count, axis) => count * (x.shape[axis] ?? 1), 1)
}

/** The sum; 0 over nothing. */
export function sum(x: Tensor, options: ReductionOptions = {}): Tensor {
  const attributes = resolve('sum', x, options)
  return attributes.axes.length === 0 ? x : apply('sum', [x], attributes)
}

/** The arithmetic mean; NaN over nothing. Floats only. */
export function mean(x: Tensor, options: ReductionOptions = {}): Tensor {
  const { axes } = resolve('mean', x, options)
  return div(sum(x, options), reducedCount(x, axes))
}

/** The mean squared distance from the mean (divisor n − `correction`; default 0, the biased variance). */
export function variance(
  x: Tensor,
  options: ReductionOptions & { readonly correction?: number } = {},
): Tensor {
  const { axes } = resolve('variance', x, options)
  const centred = sub(x, mean(x, { axes, keepDims: true }))
  return div(sum(square(centred), options), reducedCount(x, axes) - (options.correction ?? 0))
}

/** The largest; NaN if any is NaN; −Infinity over nothing. Equal largest ones share the gradient. */
export function max(x: Tensor, options: ReductionOptions = {}): Tensor {
  const attributes = resolve('max', x, options)
  return attributes.axes.length === 0 ? x : apply('max', [x], attributes)
}

/** The smallest; NaN if any is NaN; +Infinity over nothing. */
export function min(x: Tensor, options: ReductionOptions = {}): Tensor {
  return neg(max(neg(x), options))
}

/** Index (int32) of the first largest element along an axis (default: the last). */
export function argMax(x: Tensor, axis = -1): Tensor {
  return apply('argMax', [x], { axis: normalizeAxis('argMax', axis, x.rank) })
}

/** Index (int32) of the first smallest element along an axis (default: the last). */
export function argMin(x: Tensor, axis = -1): Tensor {
  return argMax(neg(x), axis)
}

/** True where any element along the axes is; false over nothing. */
export function any(x: Tensor, options: ReductionOptions = {}): Tensor {
  return less(0, max(cast(x, 'int32'), options))
}

/** True where all elements along the axes are, and over nothing. */
export function all(x: Tensor, options: ReductionOptions = {}): Tensor {
  return cast(min(cast(x, 'int32'), options), 'bool')
}

/** ln Σ eˣ, shifted by the maximum so that nothing overflows. */
export function logSumExp(x: Tensor, options: ReductionOptions = {}): Tensor {
  const { axes, keepDims } = resolve('logSumExp', x, options)
  const largest = stopGradient(max(x, { axes, keepDims: true }))
  // An infinite maximum would give Infinity − Infinity; shifting by 0 keeps the right limit.
  const shift = select(isFiniteValue(largest), largest, 0)
  const total = add(log(sum(exp(sub(x, shift)), { axes, keepDims: true })), shift)
  if (keepDims) return total
  return reshape(
    total,
    total.shape.filter((_, axis) => !axes.includes(axis)),
  )
}
