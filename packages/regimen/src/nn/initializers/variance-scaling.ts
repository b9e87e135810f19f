/**
 * Initializers that fix the variance of the weights, from the number of a unit's inputs and outputs, so
 * that signals keep their size from layer to layer. The papers differ only in the variance.
 */
import { mul, sub } from '../../engine/ops/elementwise.ts'
import { type RandomSource, randomNormal, randomUniform } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import { type Fans, type InitializerFactory, type InitializerRow, initializerFactory } from './initializer.ts'

type NoSettings = Record<never, never>

/** Zero-mean numbers with a standard deviation. Not truncated, as in the papers. */
export function scaledNormal(source: RandomSource, shape: Shape, standardDeviation: number): Tensor {
  return mul(randomNormal(source, shape), standardDeviation)
}

/** Uniform in [−limit, limit). */
export function symmetricUniform(source: RandomSource, shape: Shape, limit: number): Tensor {
  return mul(sub(randomUniform(source, shape), 0.5), 2 * limit)
}

const distributions = {
  normal: (source: RandomSource, shape: Shape, variance: number) =>
    scaledNormal(source, shape, Math.sqrt(variance)),
  // U(−a, a) has the variance a²/3.
  uniform: (source: RandomSource, shape: Shape, variance: number) =>
    symmetricUniform(source, shape, Math.sqrt(3 * variance)),
}

/** An initializer from the variance that its paper asks for. */
export function varianceScaling(
  row: Omit<InitializerRow<NoSettings>, 'defaults'>,
  distribution: keyof typeof distributions,
  varianceOf: (fans: Fans) => number,
): InitializerFactory<NoSettings> {
  const draw = distributions[distribution]
  return initializerFactory(
    { ...row, defaults: {} },
    () => (source, shape, fans) => draw(source, shape, varianceOf(fans)),
  )
}
