/** Distances and angles between rows [batch, features]. */
import { add, div, equal, mul, select, sqrt, square, sub } from '../../engine/ops/elementwise.ts'
import { sum } from '../../engine/ops/reductions.ts'
import { expandDims } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { sameShape } from '../../engine/types.ts'
import { targetsError } from './targets.ts'

/** √s with the gradient 0 at s = 0, where the root has none. */
function rootOfSquares(s: Tensor): Tensor {
  const zero = equal(s, 0)
  return select(zero, 0, sqrt(select(zero, 1, s)))
}

/** The squared Euclidean distance along the last axis. */
function squaredDistance(a: Tensor, b: Tensor): Tensor {
  return sum(square(sub(a, b)), { axes: -1 })
}

/** Euclidean distance of rows, squared or not: [batch]. Gradient 0 between equal rows. */
export function rowDistance(a: Tensor, b: Tensor, squared = false): Tensor {
  const squares = squaredDistance(a, b)
  return squared ? squares : rootOfSquares(squares)
}

/** Of every row to every row: [batch, batch]. */
export function allDistances(rows: Tensor, squared = false): Tensor {
  return rowDistance(expandDims(rows, 1), expandDims(rows, 0), squared)
}

/** Added to both squared lengths, as in PyTorch's cosine loss: a row of zeros has the similarity 0. */
const tiny = 1e-12

/**
 * The cosine of the angle between rows, from −1 to 1: [batch, features] twice → [batch].
 * @throws RegimenError `targets-shape`.
 */
export function cosineSimilarity(a: Tensor, b: Tensor): Tensor {
  requireRows('cosineSimilarity', a, b)
  const along = { axes: 1 }
  const lengths = mul(add(sum(square(a), along), tiny), add(sum(square(b), along), tiny))
  return div(sum(mul(a, b), along), sqrt(lengths))
}

/** Both [batch, features] and of one type. @throws RegimenError `targets-shape`. */
export function requireRows(technique: string, a: Tensor, b: Tensor): void {
  if (a.rank === 2 && sameShape(a.shape, b.shape) && a.dtype === b.dtype) return
  throw targetsError(technique, a, b, 'two tensors [batch, features] of the same shape and type')
}

/** int32 classes [batch] of outputs [batch, features]. @throws RegimenError `targets-shape`. */
export function requireClassesOfRows(technique: string, outputs: Tensor, targets: Tensor): void {
  const [batch = 0] = outputs.shape
  if (outputs.rank === 2 && targets.dtype === 'int32' && sameShape(targets.shape, [batch])) return
  const expected = 'outputs [batch, features], with int32 classes [batch]'
  throw targetsError(technique, outputs, targets, expected)
}

/** [batch, batch]: whether two examples have the same class; and whether they are two examples. */
export function pairsOf(
  classes: Tensor,
  positions: Tensor,
): { readonly same: Tensor; readonly self: Tensor } {
  const compare = (x: Tensor) => equal(expandDims(x, 1), expandDims(x, 0))
  return { same: compare(classes), self: compare(positions) }
}
