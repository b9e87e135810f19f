/** Zero-mean random numbers of a given variance: the three shapes that initializers draw from. */
import { add, log, mul, neg, sub } from '../../engine/ops/elementwise.ts'
import { type RandomSource, randomNormal, randomUniform } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'

/** Normal with mean 0. Not truncated, as in the papers. */
export function scaledNormal(source: RandomSource, shape: Shape, standardDeviation: number): Tensor {
  return mul(randomNormal(source, shape), standardDeviation)
}

/** Uniform in [−limit, limit). */
export function symmetricUniform(source: RandomSource, shape: Shape, limit: number): Tensor {
  return mul(sub(randomUniform(source, shape), 0.5), 2 * limit)
}

/** P(|z| < 2) of a standard normal z. */
const within = 0.9544997361036416
/** The standard deviation of a standard normal that is drawn again until it lies within ±2. */
const truncatedDeviation = 0.8796256610342398

/** Normal with mean 0, without what lies beyond two standard deviations. */
export function truncatedNormal(source: RandomSource, shape: Shape, standardDeviation: number): Tensor {
  // A uniform number within ±0.954 goes through the inverse of the distribution function: √2·erf⁻¹.
  const uniform = symmetricUniform(source, shape, within)
  return mul(inverseErf(uniform), Math.SQRT2 * standardDeviation)
}

/** From the highest power of w − 2.5 down. */
const inverseErfCoefficients = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
  2.46640727e-1, 1.50140941,
]

/** erf⁻¹(x) for |x| < 0.99, relative error 10⁻⁷ (Giles 2010, GPU Computing Gems, single precision). */
function inverseErf(x: Tensor): Tensor {
  const w = sub(neg(log(mul(sub(1, x), add(x, 1)))), 2.5)
  const [first = 0, ...others] = inverseErfCoefficients
  const start = add(mul(w, first), others[0] ?? 0)
  const polynomial = others.slice(1).reduce((sum, coefficient) => add(mul(sum, w), coefficient), start)
  return mul(polynomial, x)
}

/** Each draws with exactly the variance that is asked for. */
export const distributions = {
  normal: (source: RandomSource, shape: Shape, variance: number) =>
    scaledNormal(source, shape, Math.sqrt(variance)),
  // U(−a, a) has the variance a²/3.
  uniform: (source: RandomSource, shape: Shape, variance: number) =>
    symmetricUniform(source, shape, Math.sqrt(3 * variance)),
  truncated: (source: RandomSource, shape: Shape, variance: number) =>
    truncatedNormal(source, shape, Math.sqrt(variance) / truncatedDeviation),
} as const

export type DistributionName = keyof typeof distributions
