/** Newton's method, damped where the Hessian is positive definite, in a trust region where it is not. */

import { searchLine, type WolfeConditions } from '../line-search.ts'
import { cholesky, solveCholesky } from '../linear-algebra/cholesky.ts'
import type { Matrix } from '../linear-algebra/matrix.ts'
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { addScaled, norm, scaled } from '../linear-algebra/vectors.ts'
import type { MethodState, MinimizationMethod, Point, SmoothFunction, Step } from '../smooth-function.ts'
import { solveTrustRegion } from './trust-region.ts'

interface NewtonState extends MethodState {
  /** How far the quadratic model is trusted. */
  readonly radius: Float64Array
}

/** The matrix of the quadratic model: the Hessian, or something near it. */
export type Curvature = <T extends Point>(fn: SmoothFunction<T>, point: T) => Matrix

/** Rejected steps before the method gives up: the radius is then 4⁻³⁰ of what it was. */
const maximumRejections = 30

/**
 * x ← x − α(∇²f)⁻¹∇f, α = 1 first and then by a line search. The minus matters, and so does the sign of the
 * curvature: undamped, the same formula walks to saddles and maxima. Where the Hessian is not positive definite
 * the step is therefore the lowest point of the quadratic model within a radius (Moré & Sorensen 1983;
 * Nocedal & Wright 2006, algorithms 3.2 and 4.1). Time O(n³) and n Hessian-vector products per step.
 */
export function newtonMethod(
  firstRadius: number,
  conditions: WolfeConditions,
  curvature: Curvature = (fn, point) => fn.hessian(point),
): MinimizationMethod {
  const method: MinimizationMethod<NewtonState> = {
    initialize: () => ({ radius: Float64Array.of(firstRadius) }),
    step(fn, point, state) {
      const hessian = curvature(fn, point)
      return dampedStep(fn, point, hessian, state, conditions) ?? trustRegionStep(fn, point, hessian, state)
    },
  }
  return method
}

function dampedStep<T extends Point>(
  fn: SmoothFunction<T>,
  point: T,
  hessian: Matrix,
  state: NewtonState,
  conditions: WolfeConditions,
): Step<T, NewtonState> | undefined {
  const factor = cholesky(hessian)
  if (!factor) return undefined
  const direction = scaled(solveCholesky(factor, point.gradient).solution, -1)
  const found = searchLine(fn, point, direction, 1, conditions)
  return found && { ...found, state }
}

function trustRegionStep<T extends Point>(
  fn: SmoothFunction<T>,
  point: T,
  hessian: Matrix,
  state: NewtonState,
): Step<T, NewtonState> | undefined {
  if (!hessian.data.every(Number.isFinite)) return undefined
  const eigen = symmetricEigen(hessian)
  let [radius = 1] = state.radius
  for (let rejections = 0; rejections < maximumRejections; rejections++) {
    const { step, decrease } = solveTrustRegion(eigen, point.gradient, radius)
    if (!(decrease > 0)) return undefined
    const trial = fn.evaluate(addScaled(point.x, 1, step))
    const agreement = (point.value - trial.value) / decrease
    const atBorder = norm(step) > 0.99 * radius
    if (!(agreement >= 0.25)) radius /= 4
    else if (agreement > 0.75 && atBorder) radius *= 2
    if (agreement > 0.1) return { point: trial, length: 1, state: { radius: Float64Array.of(radius) } }
  }
  return undefined
}
