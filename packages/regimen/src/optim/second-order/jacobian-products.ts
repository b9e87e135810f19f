/** Products with the Jacobian of a function of tensors, from reverse mode alone. */
import { gradient } from '../../engine/differentiate.ts'
import { hessianVectorProduct } from '../../engine/hessian-vector-product.ts'
import { zeros } from '../../engine/ops/create.ts'
import { add, mul } from '../../engine/ops/elementwise.ts'
import { sum } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { tensorsOf } from '../../engine/tree.ts'

/** Jᵀu: `cotangent` has the shape of the function's result, the product the structure of the parameters. */
export function transposedJacobianTimes<P>(
  fn: (parameters: P) => Tensor,
  parameters: P,
  cotangent: Tensor,
): P {
  return gradient((p: P) => sum(mul(fn(p), cotangent)), parameters)
}

/** Jv. Jᵀu is linear in u, so that the gradient of (Jᵀu)·v with respect to u is Jv, whatever u is. */
export function jacobianTimes<P>(fn: (parameters: P) => Tensor, parameters: P, vector: P): Tensor {
  const { shape, dtype } = fn(parameters)
  const directions = tensorsOf(vector)
  return gradient(
    (cotangent: Tensor) =>
      tensorsOf(transposedJacobianTimes(fn, parameters, cotangent))
        .map((slope, index) => sum(mul(slope, directions[index] ?? 0)))
        .reduce((total, product) => add(total, product)),
    zeros(shape, dtype),
  )
}

/**
 * Gv with G = JᵀHJ, J of the outputs, H the Hessian of the loss in the outputs: the part of the Hessian that first
 * derivatives of the network give. Positive semidefinite for losses convex in the outputs (Schraudolph 2002, Fast
 * curvature matrix-vector products); for a sum of squares of the outputs' errors 2JᵀJ.
 */
export function gaussNewtonTimes<P>(
  outputs: (parameters: P) => Tensor,
  loss: (outputs: Tensor) => Tensor,
  parameters: P,
  vector: P,
): P {
  const change = jacobianTimes(outputs, parameters, vector)
  const bent = hessianVectorProduct(loss, outputs(parameters), change)
  return transposedJacobianTimes(outputs, parameters, bent)
}
