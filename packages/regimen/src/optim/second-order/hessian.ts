/** The exact matrix of second derivatives. */
import { hessianVectorProduct } from '../../engine/hessian-vector-product.ts'
import { zeros } from '../../engine/ops/create.ts'
import { flattenAll, stack } from '../../engine/ops/indexing.ts'
import { compile } from '../../engine/program.ts'
import { isRecording } from '../../engine/tape.ts'
import { fromData, type Tensor } from '../../engine/tensor.ts'
import { traceOf } from '../../engine/trace.ts'
import { tensorsOf } from '../../engine/tree.ts'
import { allocate } from '../../engine/types.ts'
import { treeOf } from './parameters.ts'

/**
 * The Hessian Hᵢⱼ = ∂²f/∂xᵢ∂xⱼ of a scalar function, exact to rounding: a tensor [n, n] over all n elements of
 * the parameters (a tensor or a tree of tensors), one after the other in the tree's order. Column j is the
 * Hessian-vector product with unit vector j (Pearlmutter 1994): n times the cost of a few gradients, as one
 * compiled plan run n times. For a product alone `hessianVectorProduct` does without the matrix. Inside
 * `compile`, or differentiated again, all n products become part of the program.
 * @throws RegimenError `not-scalar`, `not-differentiable`.
 */
export function hessian<P>(fn: (parameters: P) => Tensor, parameters: P): Tensor {
  const leaves = tensorsOf(parameters)
  const size = leaves.reduce((total, leaf) => total + leaf.size, 0)
  if (size === 0) return zeros([0, 0])
  const product = compile((p: P, vector: P) => flattenAll(tensorsOf(hessianVectorProduct(fn, p, vector))))
  const columns = Array.from({ length: size }, (_, index) =>
    product(parameters, treeOf(parameters, unitVector(size, index))),
  )
  return isRecording() || traceOf(leaves) ? stack(columns) : joined(columns, size)
}

/** 1 at one place, else 0. */
export function unitVector(size: number, index: number): Float64Array {
  const unit = new Float64Array(size)
  unit[index] = 1
  return unit
}

/** Concrete columns as the rows of one tensor: the matrix is symmetric. */
function joined(columns: readonly Tensor[], size: number): Tensor {
  const dtype = columns[0]?.dtype ?? 'float32'
  const data = allocate(dtype, size * size)
  columns.forEach((column, index) => {
    data.set(column.data(), index * size)
  })
  return fromData(dtype, [size, size], data)
}
