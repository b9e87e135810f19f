/** Picking, placing and joining elements. */
import { RegimenError } from '../../errors.ts'
import { bringPickingLowerings } from '../backends/wasm/kernels/brought.ts'
import { pickingLowerings } from '../backends/wasm/kernels/picking.ts'
import { apply } from '../execute.ts'
import { defaultFloat } from '../settings.ts'
import type { Tensor } from '../tensor.ts'
import type { DType } from '../types.ts'
import { iota } from './create.ts'
import { cast, equal } from './elementwise.ts'
import { normalizeAxis } from './operands.ts'
import { expandDims, reshape } from './views.ts'

/**
 * Entries along an axis (default 0) chosen by int32 indices: `x.shape[..axis) + indices.shape +
 * x.shape(axis..]`. An index out of range reads NaN (0 for integers, false for bool).
 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  bringPickingLowerings(pickingLowerings)
  return apply('gather', [x, indices], { axis: normalizeAxis('gather', axis, x.rank) })
}

/** Zeros with `size` entries along the axis (default 0), `updates` added where the indices point. */
export function scatterAdd(updates: Tensor, indices: Tensor, size: number, axis = 0): Tensor {
  bringPickingLowerings(pickingLowerings)
  return apply('scatterAdd', [updates, indices], {
    axis: normalizeAxis('scatterAdd', axis, updates.rank),
    size,
  })
}

/** Class indices [...] to rows of 0 and 1: [..., classes]. An index out of range gives a row of zeros. */
export function oneHot(indices: Tensor, classes: number, dtype: DType = defaultFloat()): Tensor {
  const positions = iota([classes], 0)
  return cast(equal(expandDims(indices, -1), positions), dtype)
}

/** Zeros around the tensor: `low` before and `high` after, for each dimension. */
export function pad(x: Tensor, low: readonly number[], high: readonly number[]): Tensor {
  return apply('pad', [x], { low, high, interior: low.map(() => 0) })
}

/** Tensors joined along an axis they already have (default 0). */
export function concatenate(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors
  if (!first) {
    throw new RegimenError('bad-attribute', {
      operation: 'concatenate',
      attribute: 'the list of tensors',
      value: 'empty',
      expected: 'at least one',
    })
  }
  return apply('concatenate', tensors, { axis: normalizeAxis('concatenate', axis, first.rank) })
}

/** Tensors of one shape joined along a new axis (default 0). */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  return concatenate(
    tensors.map((each) => expandDims(each, axis)),
    axis,
  )
}

/** One vector of all elements of several tensors, one after the other. */
export function flattenAll(tensors: readonly Tensor[]): Tensor {
  return concatenate(tensors.map((each) => reshape(each, [each.size])))
}
