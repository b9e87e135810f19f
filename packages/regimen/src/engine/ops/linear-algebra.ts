/** Matrix products. */
import { RegimenError } from '../../errors.ts'
import { apply } from '../execute.ts'
import { broadcastShapes } from '../primitives/checks.ts'
import type { Tensor } from '../tensor.ts'
import { formatShape } from '../types.ts'
import { broadcastTo, transpose } from './views.ts'

/** The options of `matmul`. */
export interface MatmulOptions {
  /** Use aᵀ: the last two dimensions swapped. No data moves. Default false. */
  readonly transposeA?: boolean
  /** Use bᵀ. Default false. */
  readonly transposeB?: boolean
}

/**
 * The matrix product over the last two dimensions: [..., m, k] · [..., k, n] → [..., m, n]. Leading
 * dimensions broadcast.
 * @throws RegimenError `shape-mismatch`, `dtype-mismatch`.
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  if (a.rank < 2 || b.rank < 2) {
    throw new RegimenError('shape-mismatch', {
      operation: 'matmul',
      shapes: `${formatShape(a.shape)} and ${formatShape(b.shape)}`,
      expected: 'at least two dimensions each; use reshape to make a vector a row or a column',
    })
  }
  const left = options.transposeA ? transpose(a) : a
  const right = options.transposeB ? transpose(b) : b
  if (left.rank === 2 && right.rank === 2) return apply('matmul', [left, right], {})
  const batch = broadcastShapes('matmul', [
    { dtype: left.dtype, shape: left.shape.slice(0, -2) },
    { dtype: right.dtype, shape: right.shape.slice(0, -2) },
  ])
  const spread = (x: Tensor) => broadcastTo(x, [...batch, ...x.shape.slice(-2)])
  return apply('matmul', [spread(left), spread(right)], {})
}
