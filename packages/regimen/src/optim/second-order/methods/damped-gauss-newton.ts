/** Levenberg–Marquardt for any loss that is convex in the outputs: Gauss–Newton's matrix, damped. */
import { cholesky, solveCholesky } from '../linear-algebra/cholesky.ts'
import { createMatrix, type Matrix, multiply } from '../linear-algebra/matrix.ts'
import { addScaled, dot, scaled, type Vector } from '../linear-algebra/vectors.ts'
import { gaussNewtonOf, type MethodState, type MinimizationMethod } from '../smooth-function.ts'

interface DampedState extends MethodState {
  /** λ */
  readonly damping: Float64Array
  /** By what λ grows at the next rejection. */
  readonly growth: Float64Array
}

/** Rejections in a row after which there is nothing lower within reach. */
const maximumRejections = 40

/**
 * x ← x − (G + λI)⁻¹∇f (Levenberg 1944; for networks Hagan & Menhaj 1994, Training feedforward networks with the
 * Marquardt algorithm), λ by the ratio of actual to predicted decrease (Nielsen 1999, Damping parameter in
 * Marquardt's method). Not scaled by G's diagonal as in regression: it vanishes for saturated units, which would then
 * run away. Each step costs n products with G and O(n³).
 */
export function dampedGaussNewtonMethod(firstDamping: number): MinimizationMethod {
  const method: MinimizationMethod<DampedState> = {
    initialize: () => ({ damping: Float64Array.of(firstDamping), growth: Float64Array.of(2) }),
    step(fn, point, state) {
      const matrix = gaussNewtonOf(fn, point, 'levenbergMarquardt')
      let [[damping = 1], [growth = 2]] = [state.damping, state.growth]
      for (let rejections = 0; rejections < maximumRejections; rejections++) {
        const step = dampedStep(matrix, point.gradient, damping)
        const predicted = step ? -dot(step, point.gradient) - 0.5 * dot(step, multiply(matrix, step)) : 0
        const trial = step && predicted > 0 ? fn.evaluate(addScaled(point.x, 1, step)) : undefined
        if (trial && trial.value < point.value) {
          const ratio = (point.value - trial.value) / predicted
          const next = damping * Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3)
          damping = Math.max(fn.precision, next)
          return {
            point: trial,
            length: 1,
            state: { damping: Float64Array.of(damping), growth: Float64Array.of(2) },
          }
        }
        damping *= growth
        growth *= 2
      }
      return undefined
    },
  }
  return method
}

function dampedStep(matrix: Matrix, gradient: Vector, damping: number): Vector | undefined {
  const { rows: size, data } = matrix
  const damped = createMatrix(size, size, data.slice())
  for (let index = 0; index < size; index++) {
    damped.data[index * size + index] = (data[index * size + index] ?? 0) + damping
  }
  const factor = cholesky(damped)
  return factor && scaled(solveCholesky(factor, gradient).solution, -1)
}
