import { add, div, mul } from '../engine/ops/elementwise.ts'
import { matmul } from '../engine/ops/linear-algebra.ts'
import { reshape } from '../engine/ops/views.ts'
import type { Tensor } from '../engine/tensor.ts'
import { scaleByMoments } from './adam.ts'
import { chain } from './chain.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { count, flag, fraction, positive } from './option.ts'
import { partition } from './partition.ts'
import { perParameter, stateless } from './per-parameter.ts'
import { runningMean } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'
import { norm } from './trust-ratio.ts'

/**
 * Muon: matrices move along the orthogonal matrix that is nearest to their momentum, UVᵀ of its singular value
 * decomposition, roughly, by five Newton–Schulz iterations, times √max(1, outputs / inputs); kernels of convolutions
 * are matrices [taps · channels, outputs]. All else follows Adam, at `adamRatio` times η. Its authors leave the first
 * and the last layer to Adam: `groups: [{ paths: [...], orthogonalize: false }]`.
 */
export const muon = optimizerFactory({
  name: 'muon',
  paper: 'Jordan et al. 2024, Muon: an optimizer for hidden layers in neural networks',
  catalogue: [],
  learningRate: 0.02,
  options: {
    momentum: fraction(0.95),
    nesterov: flag(true),
    iterations: count(5),
    orthogonalize: flag(true),
    adamRatio: positive(0.015),
    beta1: fraction(0.9),
    beta2: fraction(0.95),
    epsilon: positive(1e-10),
  },
  direction: ({ orthogonalize, momentum, nesterov, iterations, adamRatio, ...adam }) => [
    partition(
      {
        takes: (_, { rank }) => orthogonalize && rank >= 2,
        transform: orthogonalMomentum(momentum, nesterov, iterations),
      },
      {
        takes: () => true,
        transform: chain(
          scaleByMoments(adam),
          stateless((x) => mul(x, adamRatio)),
        ),
      },
    ),
  ],
})

function orthogonalMomentum(coefficient: number, nesterov: boolean, iterations: number): GradientTransform {
  return perParameter({
    slots: ['momentum'],
    hyperparameters: () => ({}),
    update(gradient, { slots }) {
      const momentum = runningMean(slots.momentum, gradient, coefficient)
      const ahead = nesterov ? runningMean(momentum, gradient, coefficient) : momentum
      return { update: orthogonalized(ahead, iterations), slots: { momentum } }
    },
  })
}

/** Of the quintic whose iterates bring singular values from (0, 1] to about 1 fastest. */
const [a, b, c] = [3.4445, -4.775, 2.0315]

/** X ← aX + (bA + cA²)X with A = XXᵀ, X on its shorter side. */
function orthogonalized(direction: Tensor, iterations: number): Tensor {
  const outputs = direction.shape.at(-1) ?? 1
  const inputs = outputs === 0 ? 0 : direction.size / outputs
  const matrix = reshape(direction, [inputs, outputs])
  const tall = inputs > outputs
  let x = div(matrix, add(norm(matrix), 1e-7))
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gram = tall ? matmul(x, x, { transposeA: true }) : matmul(x, x, { transposeB: true })
    const polynomial = add(mul(gram, b), mul(matmul(gram, gram), c))
    x = add(mul(x, a), tall ? matmul(x, polynomial) : matmul(polynomial, x))
  }
  return reshape(mul(x, Math.sqrt(Math.max(1, outputs / inputs))), direction.shape)
}
