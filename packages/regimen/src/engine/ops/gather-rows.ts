/** Picking whole rows, as batches are picked from a data set. */
import { apply } from '../execute.ts'
import type { Tensor } from '../tensor.ts'

/**
 * Rows of `x` [rows, …] by int32 numbers [batch], as `gather` picks them. Not to be differentiated: it brings no kernel
 * for its transpose.
 */
export function gatherRows(x: Tensor, rows: Tensor): Tensor {
  return apply('gather', [x, rows], { axis: 0 })
}
