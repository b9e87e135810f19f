import { add, div, sqrt, sub } from '../../engine/ops/elementwise.ts'
import { mean, variance } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'

/** (x − μ) / √(σ² + ε) with mean and biased variance over these axes; nothing of nothing. */
export function standardized(x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  if (x.size === 0) return x
  const centre = mean(x, { axes, keepDims: true })
  const spread = variance(x, { axes, keepDims: true })
  return div(sub(x, centre), sqrt(add(spread, epsilon)))
}
