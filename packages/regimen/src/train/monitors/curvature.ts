/** The curvature of the loss: the ends of the Hessian's spectrum, by Lanczos iterations. */
import { hessianVectorProduct } from '../../engine/hessian-vector-product.ts'
import { compile } from '../../engine/program.ts'
import { RandomKey } from '../../engine/random.ts'
import { withBackend } from '../../engine/settings.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { TensorRecord } from '../../nn/layer.ts'
import { meanLoss } from '../../nn/losses/loss.ts'
import { createMatrix, type Matrix } from '../../optim/second-order/linear-algebra/matrix.ts'
import { symmetricEigen } from '../../optim/second-order/linear-algebra/symmetric-eigen.ts'
import { addScaled, dot, norm, scaled } from '../../optim/second-order/linear-algebra/vectors.ts'
import { treeOf, vectorOf } from '../../optim/second-order/parameters.ts'
import type { Batch } from '../batch.ts'
import type { Callback } from '../callback.ts'
import { requireCount } from './monitor.ts'
import { firstExamples } from './probe.ts'

/** The options of `hessianSpectrumEnds`. */
export interface LanczosOptions {
  /** Products with the matrix, at most. Default 20. */
  readonly iterations?: number
  /** Of the random vector to start from. Default 0. */
  readonly seed?: number
}

/** Both ends of a symmetric matrix's spectrum. */
export interface SpectrumEnds {
  readonly largest: number
  readonly smallest: number
}

/**
 * The largest and the smallest eigenvalue of a symmetric matrix that is known by its products alone (Lanczos 1950;
 * every vector is made orthogonal to all before it, twice: Golub & Van Loan, Matrix Computations, 10.3). Exact to
 * rounding once `iterations` reaches the number of distinct eigenvalues; before that the ends converge from inside.
 */
export function lanczos(
  multiply: (vector: Float64Array) => Float64Array,
  size: number,
  { iterations = 20, seed = 0 }: LanczosOptions = {},
): SpectrumEnds {
  if (size === 0) return { largest: 0, smallest: 0 }
  const start = RandomKey.fromSeed(seed)
    .child('lanczos')
    .uniform(size)
    .map((value) => value - 0.5)
  let current = scaled(start, 1 / norm(start))
  const basis = [current]
  const diagonal: number[] = []
  const beside: number[] = []
  while (diagonal.length < Math.min(iterations, size)) {
    const product = multiply(current)
    diagonal.push(dot(product, current))
    const left = [...basis, ...basis].reduce((rest, each) => addScaled(rest, -dot(rest, each), each), product)
    const length = norm(left)
    // What is left is rounding: the vectors so far span all that the start can reach.
    if (!(length > norm(product) * 1e-10)) break
    beside.push(length)
    current = scaled(left, 1 / length)
    basis.push(current)
  }
  const { values } = symmetricEigen(tridiagonal(diagonal, beside))
  return { largest: Math.max(...values), smallest: Math.min(...values) }
}

/**
 * The largest and the smallest eigenvalue of the Hessian of a scalar function, by Lanczos iterations with
 * Hessian-vector products (Pearlmutter 1994): each costs a few gradients, the matrix is never made.
 * @throws RegimenError `not-scalar`, `not-differentiable`.
 */
export function hessianSpectrumEnds<P>(
  fn: (parameters: P) => Tensor,
  parameters: P,
  options: LanczosOptions = {},
): SpectrumEnds {
  const product = compile((p: P, vector: P) => hessianVectorProduct(fn, p, vector))
  const multiply = (vector: Float64Array) => vectorOf(product(parameters, treeOf(parameters, vector)))
  return lanczos(multiply, vectorOf(parameters).length, options)
}

/** The options of `curvature`. */
export interface CurvatureOptions extends LanczosOptions {
  /** Updates from one look to the next. Default 500. */
  readonly every?: number
  /** Examples of the batch that the loss is taken over, at most. Default 128. */
  readonly examples?: number
}

/**
 * Tells the largest eigenvalue of the loss's Hessian in a `monitored` event after every `every` updates: the
 * sharpness, which plain gradient descent cannot let rise above 2 / learning rate (Cohen et al. 2021,
 * arXiv:2103.00065). Over examples of the batch just used, in inference mode, so that the loss is a function.
 * Costs `iterations` times a few steps: ask for it seldom.
 * @throws RegimenError `bad-option`.
 */
export function curvature(options: CurvatureOptions = {}): Callback {
  const { every = 500, examples = 128, ...lanczosOptions } = options
  requireCount('every', every)
  requireCount('examples', examples)
  requireCount('iterations', options.iterations ?? 20)
  return {
    name: 'curvature',
    async onEvent(event, control) {
      if (event.type !== 'step' || event.step % every !== 0) return
      const subject = control.subject()
      const { layer, loss, state, backend } = subject
      const { inputs, targets }: Batch = firstExamples(subject, examples)
      const lossAt = (parameters: TensorRecord) => {
        const { output } = layer.apply({ ...state, parameters }, inputs, { training: false })
        return meanLoss(loss, output, targets)
      }
      const { largest: value } = withBackend(backend, () =>
        hessianSpectrumEnds(lossAt, state.parameters, lanczosOptions),
      )
      const { step, epoch } = event
      await control.emit({ type: 'monitored', step, epoch, path: '', measure: 'curvature', value })
    },
  }
}

function tridiagonal(diagonal: readonly number[], beside: readonly number[]): Matrix {
  const size = diagonal.length
  const matrix = createMatrix(size, size)
  diagonal.forEach((value, index) => {
    matrix.data[index * (size + 1)] = value
  })
  beside.slice(0, size - 1).forEach((value, index) => {
    matrix.data[index * (size + 1) + 1] = value
    matrix.data[(index + 1) * (size + 1) - 1] = value
  })
  return matrix
}
