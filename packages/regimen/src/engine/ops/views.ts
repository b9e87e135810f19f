/** The same elements seen in another way; nothing is computed. Axes may be negative. */
import { apply } from '../execute.ts'
import type { Tensor } from '../tensor.ts'
import { type Shape, sizeOf } from '../types.ts'
import { normalizeAxis } from './operands.ts'

/**
 * The elements in row-major order under another shape. One size may be −1: it is worked out.
 * @throws RegimenError `shape-mismatch` when the number of elements differs.
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = sizeOf(shape.filter((size) => size !== -1))
  const resolved = shape.map((size) => (size === -1 ? Math.floor(x.size / Math.max(1, known)) : size))
  return apply('reshape', [x], { shape: resolved })
}

/** Axes in another order; without a permutation the last two are swapped (a matrix is transposed). */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const swapped = () => {
    const axes = Array.from({ length: x.rank }, (_, axis) => axis)
    return [...axes.slice(0, -2), ...axes.slice(-2).reverse()]
  }
  const normalized = permutation?.map((axis) => normalizeAxis('transpose', axis, x.rank))
  return apply('transpose', [x], { permutation: normalized ?? swapped() })
}

/** Stretches dimensions of size 1 (and missing leading ones) to a shape. */
export function broadcastTo<S extends Shape>(x: Tensor, shape: S): Tensor<S>
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return apply('broadcastTo', [x], { shape: [...shape] })
}

/** From `starts`, `sizes` elements in each dimension, every `steps`-th (default 1). */
export function slice(x: Tensor, starts: readonly number[], sizes: Shape, steps?: readonly number[]): Tensor {
  return apply('slice', [x], { starts, sizes, steps: steps ?? sizes.map(() => 1) })
}

/** The elements start … end − 1 along one axis; negative positions count from the end. */
export function sliceAxis(x: Tensor, axis: number, start: number, end?: number): Tensor {
  const at = normalizeAxis('slice', axis, x.rank)
  const size = x.shape[at] ?? 0
  const resolve = (position: number) => Math.min(size, position < 0 ? Math.max(0, position + size) : position)
  const from = resolve(start)
  const count = Math.max(0, resolve(end ?? size) - from)
  return slice(
    x,
    x.shape.map((_, index) => (index === at ? from : 0)),
    x.shape.map((length, index) => (index === at ? count : length)),
  )
}

/** A new dimension of size 1 before `axis`. */
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('expandDims', axis, x.rank + 1)
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)])
}

/** The value itself, cut off from differentiation: gradients stop here. */
export function stopGradient(x: Tensor): Tensor {
  return apply('stopGradient', [x], {})
}
