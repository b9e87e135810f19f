/** Second derivatives along a direction. */
import { RegimenError } from '../errors.ts'
import { gradient } from './differentiate.ts'
import { add, mul } from './ops/elementwise.ts'
import { sum } from './ops/reductions.ts'
import type { Tensor } from './tensor.ts'
import { leavesOf } from './tree.ts'

/**
 * The Hessian of a scalar function times a vector of the parameters' structure, by differentiating the
 * gradient again (Pearlmutter 1994): the cost of a few gradients, whatever the number of parameters.
 */
export function hessianVectorProduct<P>(fn: (parameters: P) => Tensor, parameters: P, vector: P): P {
  const directions = leavesOf(vector)
  return gradient((p: P) => {
    const slopes = leavesOf(gradient(fn, p))
    const products = slopes.map(({ tensor }, index) => {
      const direction = directions[index]?.tensor
      if (!direction)
        throw new RegimenError('state-mismatch', {
          expected: 'the structure of the parameters',
          actual: 'fewer tensors in the vector',
        })
      return sum(mul(tensor, direction))
    })
    return products.reduce((total, product) => add(total, product))
  }, parameters)
}
