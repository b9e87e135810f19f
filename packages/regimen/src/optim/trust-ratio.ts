/** Steps in proportion to the weights they change, layer by layer. */
import { and, div, less, select, sqrt, square } from '../engine/ops/elementwise.ts'
import { sum } from '../engine/ops/reductions.ts'
import type { Tensor } from '../engine/tensor.ts'

/** ‖x‖ over all elements. */
export function norm(x: Tensor): Tensor {
  return sqrt(sum(square(x)))
}

/** ‖w‖ / ‖u‖, and 1 where either is 0: weights that begin as zeros must be able to move. */
export function trustRatio(weightNorm: Tensor, updateNorm: Tensor): Tensor {
  return select(and(less(0, weightNorm), less(0, updateNorm)), div(weightNorm, updateNorm), 1)
}
