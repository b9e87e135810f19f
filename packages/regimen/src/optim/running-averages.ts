/**
 * What optimizers remember: running averages, without subnormal numbers. WebAssembly computes with those, and
 * processors do so a hundred times slower than with others. An average of gradients that have become 0 would stay
 * subnormal for good; here it becomes 0.
 */
import { abs, add, less, mul, select, square } from '../engine/ops/elementwise.ts'
import type { Tensor } from '../engine/tensor.ts'

/** The smallest normal float32. */
const smallestNormal = 2 ** -126

/**
 * Gradients below it count as 0 in averages of squares: the others' squares, times 1 − ρ ≥ 10⁻⁵, are normal. The root
 * of what is left out is smaller than every usual ε by orders of magnitude.
 */
const smallestSquared = 1e-16

/** The same with 0 for what is smaller than every normal float32; NaN stays. */
export function withoutSubnormals(x: Tensor): Tensor {
  return select(less(abs(x), smallestNormal), 0, x)
}

/** g², without the subnormal squares of tiny g. */
export function squareOf(gradient: Tensor): Tensor {
  return square(select(less(abs(gradient), smallestSquared), 0, gradient))
}

/** The exponential average ρ·old + (1 − ρ)·g². */
export function meanSquare(old: Tensor, gradient: Tensor, rho: number): Tensor {
  return add(mul(old, rho), mul(squareOf(gradient), 1 - rho))
}

/** The exponential average ρ·old + (1 − ρ)·g. */
export function runningMean(old: Tensor, gradient: Tensor, rho: number): Tensor {
  return add(mul(old, rho), mul(gradient, 1 - rho))
}
