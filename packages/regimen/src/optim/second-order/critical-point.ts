/** What kind of critical point a point is. */
import type { Backend } from '../../engine/backend.ts'
import { currentBackend } from '../../engine/settings.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { minimizationError } from '../../messages/minimization.ts'
import type { Technique } from '../../technique.ts'
import { CompiledFunction } from './compiled-function.ts'
import { symmetricEigen } from './linear-algebra/symmetric-eigen.ts'
import { maximumNorm } from './linear-algebra/vectors.ts'
import { precisionOf, vectorOf } from './parameters.ts'

/**
 * - `minimum`, `maximum`: all curvatures positive, or all negative.
 * - `saddle`: curvatures of both signs.
 * - `degenerate`: some curvature is zero and the others have one sign. Second derivatives do not decide.
 */
export type CriticalPointKind = 'minimum' | 'maximum' | 'saddle' | 'degenerate'

/** What a point is, and what shows it. */
export interface CriticalPoint {
  readonly kind: CriticalPointKind
  /** Of the Hessian, ascending: the curvatures along its principal axes. */
  readonly eigenvalues: Float64Array
  /** The largest absolute element of the gradient. */
  readonly gradientNorm: number
}

/** The options of `classifyCriticalPoint`. */
export interface CriticalPointOptions {
  /** The largest element of a gradient that counts as zero. Default: the fourth root of the float type's precision. */
  readonly gradientTolerance?: number
  /**
   * Curvatures up to this part of the largest (in absolute value, at least 1) count as zero. Default: the square root
   * of the float type's precision.
   */
  readonly curvatureTolerance?: number
  /** Default: the backend in force. */
  readonly backend?: Backend
}

export const criticalPointTechnique: Technique = {
  name: 'criticalPoint',
  kind: 'procedure',
  defaults: {},
  paper: 'Nocedal & Wright 2006, theorems 2.2 to 2.4; Dauphin et al. 2014, arXiv:1406.2572',
  catalogue: ['O20'],
}

/**
 * Classifies a point where the gradient is zero by the eigenvalues of the exact Hessian. O(n³) time.
 * @throws RegimenError `not-critical` where the gradient is not zero; `not-scalar`, `not-differentiable`.
 */
export function classifyCriticalPoint<P>(
  fn: (parameters: P) => Tensor,
  at: P,
  options: CriticalPointOptions = {},
): CriticalPoint {
  const backend = options.backend ?? currentBackend()
  const precision = precisionOf[backend.floatType]
  const { gradientTolerance = precision ** 0.25, curvatureTolerance = precision ** 0.5 } = options
  const compiled = new CompiledFunction(fn, at, backend)
  const point = compiled.evaluate(vectorOf(at))
  const gradientNorm = maximumNorm(point.gradient)
  if (!(gradientNorm <= gradientTolerance)) {
    throw minimizationError('not-critical', { norm: gradientNorm, tolerance: gradientTolerance })
  }
  const { values } = symmetricEigen(compiled.hessian(point))
  const zero = curvatureTolerance * Math.max(1, maximumNorm(values))
  return { kind: kindOf(values, zero), eigenvalues: values, gradientNorm }
}

function kindOf(curvatures: Float64Array, zero: number): CriticalPointKind {
  const positive = curvatures.filter((value) => value > zero).length
  const negative = curvatures.filter((value) => value < -zero).length
  if (positive > 0 && negative > 0) return 'saddle'
  if (positive + negative < curvatures.length || curvatures.length === 0) return 'degenerate'
  return positive > 0 ? 'minimum' : 'maximum'
}
