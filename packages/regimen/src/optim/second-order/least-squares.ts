/** Fitting by least squares: minimising a sum of squared residuals. */
import type { Backend } from '../../engine/backend.ts'
import { currentBackend } from '../../engine/settings.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { minimizationError } from '../../messages/minimization.ts'
import { findByName } from '../../nn/options.ts'
import type { Evaluations } from './compiled-function.ts'
import { CompiledResiduals, type ResidualPoint } from './compiled-residuals.ts'
import { inverseRowNorms, solveLeastSquares } from './linear-algebra/least-squares-solve.ts'
import { columnOf, type Matrix, multiplyTransposed } from './linear-algebra/matrix.ts'
import { isFiniteVector, maximumNorm, norm, scaled, subtract, type Vector } from './linear-algebra/vectors.ts'
import { gaussNewtonMethod } from './methods/gauss-newton.ts'
import type { LeastSquaresMethod, Linearization } from './methods/least-squares-method.ts'
import { levenbergMarquardtMethod } from './methods/levenberg-marquardt.ts'
import type { PathPoint } from './minimize.ts'
import { precisionOf, vectorOf } from './parameters.ts'
import { requireLimits } from './stopping.ts'

const methods: { readonly [name: string]: (options: LeastSquaresOptions) => LeastSquaresMethod } = {
  levenbergMarquardt: ({ damping = 1e-3 }) => levenbergMarquardtMethod(damping),
  gaussNewton: () => gaussNewtonMethod(),
}

/** The options of `leastSquares`. */
export interface LeastSquaresOptions {
  /** Default `levenbergMarquardt`. */
  readonly method?: 'levenbergMarquardt' | 'gaussNewton'
  /** λ of Levenberg–Marquardt's first step. Default 10⁻³; larger when the start is far off. */
  readonly damping?: number
  /**
   * Ends when the residuals are this near to orthogonal to every column of the Jacobian: the largest cosine.
   * Default: the float type's precision to the power ⅔.
   */
  readonly gradientTolerance?: number
  /** Ends when a step changes every parameter by no more, relative to its size. Default: the precision to the power ¾. */
  readonly stepTolerance?: number
  /** Default 1000. */
  readonly maxIterations?: number
  /** Keep all iterates, the start included. Default false. */
  readonly recordPath?: boolean
  /** Where it computes. Default: the backend in force; `referenceBackend` computes in float64. As for `minimize`. */
  readonly backend?: Backend
}

/** Why it ended. `exact`: the residuals are all 0. */
export type LeastSquaresReason =
  | 'gradientTolerance'
  | 'stepTolerance'
  | 'exact'
  | 'noDecrease'
  | 'maxIterations'

/** What `leastSquares` comes to. */
export interface LeastSquaresResult<P> {
  readonly x: P
  /** The sum of the squared residuals. */
  readonly value: number
  /** [m], in the order of the tensor that the function returned. */
  readonly residuals: Float64Array
  /** The largest absolute element of the gradient of `value`. */
  readonly gradientNorm: number
  /**
   * √(s²(JᵀJ)⁻¹ᵢᵢ), s² the sum of squares over m − n: the standard errors of a regression. NaN with no more residuals
   * than parameters.
   */
  readonly standardErrors: P
  readonly iterations: number
  /** `gradient` counts Jacobians. */
  readonly evaluations: Evaluations
  readonly reason: LeastSquaresReason
  /** With `recordPath`. */
  readonly path?: readonly PathPoint<P>[]
}

/**
 * The parameters (a tensor or a tree of tensors, n numbers in all) with the smallest sum of squares of what
 * `residuals` returns (m numbers in a tensor of any shape), near a start: nonlinear regression. Exact Jacobians from
 * min(m, n) runs of one compiled plan; a step takes O(mn²).
 * @throws RegimenError `start-not-finite`, `bad-option`, `not-differentiable`, `unknown-technique`.
 */
export function leastSquares<P>(
  residuals: (parameters: P) => Tensor,
  start: P,
  options: LeastSquaresOptions = {},
): LeastSquaresResult<P> {
  const backend = options.backend ?? currentBackend()
  const precision = precisionOf[backend.floatType]
  const limits = {
    gradientTolerance: precision ** (2 / 3),
    stepTolerance: precision ** 0.75,
    maxIterations: 1000,
    ...options,
  }
  requireLimits(limits)
  const method = findByName('least-squares method', methods, options.method ?? 'levenbergMarquardt')(options)
  const compiled = new CompiledResiduals(residuals, start, backend)
  let around = linearize(compiled, requireFinite(compiled.evaluate(vectorOf(start))))
  const path = [around.point]
  let reason = atMinimum(around, limits.gradientTolerance)
  let iterations = 0
  while (!reason) {
    const next = method.step((x) => compiled.evaluate(x), around)
    if (!next) reason = 'noDecrease'
    else {
      iterations++
      const before = around.point.x
      around = linearize(compiled, next)
      reason = atMinimum(around, limits.gradientTolerance) ?? stalled(before, next.x, limits.stepTolerance)
      if (iterations >= limits.maxIterations) reason ??= 'maxIterations'
      if (options.recordPath) path.push(next)
    }
  }
  const { point, jacobian, slope } = around
  return {
    x: compiled.tree(point.x),
    value: point.value,
    residuals: point.residuals,
    gradientNorm: 2 * maximumNorm(slope),
    standardErrors: compiled.tree(standardErrors(jacobian, point)),
    iterations,
    evaluations: compiled.evaluations,
    reason,
    ...(options.recordPath && { path: path.map(({ x, value }) => ({ x: compiled.tree(x), value })) }),
  }
}

function linearize<P>(compiled: CompiledResiduals<P>, point: ResidualPoint): Linearization {
  const jacobian = compiled.jacobian(point)
  return { point, jacobian, slope: multiplyTransposed(jacobian, point.residuals) }
}

function atMinimum(
  { point, jacobian, slope }: Linearization,
  tolerance: number,
): LeastSquaresReason | undefined {
  if (point.value === 0) return 'exact'
  const length = norm(point.residuals)
  const cosines = slope.map((value, column) => value / (norm(columnOf(jacobian, column)) * length || 1))
  return maximumNorm(cosines) <= tolerance ? 'gradientTolerance' : undefined
}

function stalled(before: Vector, after: Vector, tolerance: number): LeastSquaresReason | undefined {
  const relative = subtract(after, before).map((change, index) => change / (Math.abs(after[index] ?? 0) || 1))
  return maximumNorm(relative) <= tolerance ? 'stepTolerance' : undefined
}

function standardErrors(jacobian: Matrix, { residuals, value }: ResidualPoint): Vector {
  const { rows, columns } = jacobian
  if (rows <= columns) return new Float64Array(columns).fill(Number.NaN)
  const { triangle } = solveLeastSquares(jacobian, residuals)
  return scaled(inverseRowNorms(triangle), Math.sqrt(value / (rows - columns)))
}

function requireFinite(point: ResidualPoint): ResidualPoint {
  if (!isFiniteVector(point.x)) throw minimizationError('start-not-finite', { what: 'parameters' })
  if (!Number.isFinite(point.value)) throw minimizationError('start-not-finite', { what: 'value' })
  return point
}
