/** Normalisation over axes with a scale and a shift for each of the others. */
import { applyComposite } from '../execute.ts'
import type { CompositeAttributes } from '../primitives/attributes.ts'
import { bringGradientRules } from '../primitives/gradients.ts'
import { compositeGradients } from '../primitives/gradients-composites.ts'
import type { Tensor } from '../tensor.ts'
import { add, div, mul, sqrt, square, sub } from './elementwise.ts'
import { normalizeAxes } from './operands.ts'
import { mean } from './reductions.ts'
import { reshape } from './views.ts'

export interface StandardizeOptions {
  /** The axes over which mean and variance are taken. */
  readonly axes: number | readonly number[]
  /** Added to the variance. */
  readonly epsilon: number
}

/** Of the shape of x without the axes; the variance is the biased one (divisor n). */
export interface Moments {
  readonly mean: Tensor
  readonly variance: Tensor
}

/** A value for each index of the other axes, in a shape that broadcasts with x. */
export function keepAxes(value: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  return reshape(
    value,
    x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  )
}

/** (x − mean) / √(variance + ε), and what it was made from; the axes are kept with size 1. */
export function standardizedOf(x: Tensor, { axes, epsilon }: CompositeAttributes['standardize']) {
  const count = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1)
  const average = mean(x, { axes, keepDims: true })
  const centred = sub(x, average)
  const variance = mean(square(centred), { axes, keepDims: true })
  const reciprocal = div(1, sqrt(add(variance, epsilon)))
  return { standardized: mul(centred, reciprocal), mean: average, variance, reciprocal, count }
}

/**
 * scale·(x − μ)/√(σ² + ε) + shift, with the mean μ and the variance σ² of x over the axes, which the result comes
 * with. `scale` and `shift` have the shape of x without the axes. Differentiable in all three; the moments are meant
 * for bookkeeping, and no gradient flows through them.
 */
export function standardize(
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  { axes: wanted, epsilon }: StandardizeOptions,
): { output: Tensor; moments: Moments } {
  const axes = normalizeAxes('standardize', wanted, x.rank)
  const attributes = { axes, epsilon }
  bringGradientRules(compositeGradients)
  return applyComposite('standardize', [x, scale, shift], attributes, () => {
    const { standardized, mean: average, variance } = standardizedOf(x, attributes)
    const output = add(mul(standardized, keepAxes(scale, x, axes)), keepAxes(shift, x, axes))
    const moments = { mean: reshape(average, scale.shape), variance: reshape(variance, scale.shape) }
    return { output, moments }
  })
}
