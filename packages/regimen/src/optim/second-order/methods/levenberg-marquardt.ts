/** Levenberg–Marquardt: Gauss–Newton's step, shortened and turned towards the gradient as far as needed. */
import type { ResidualPoint } from '../compiled-residuals.ts'
import { solveLeastSquares } from '../linear-algebra/least-squares-solve.ts'
import { columnOf, createMatrix, type Matrix, multiply, rowOf } from '../linear-algebra/matrix.ts'
import { addScaled, dot, norm, scaled, subtract, type Vector } from '../linear-algebra/vectors.ts'
import type { LeastSquaresMethod, Linearization } from './least-squares-method.ts'

/** Rejections in a row after which there is nothing lower within reach. */
const maximumRejections = 60

/** λ may not vanish: it must be able to grow again. */
const smallestDamping = 1e-20

/**
 * How much of a column's earlier norm still counts: Moré's 1 slows parameters that must change by orders of magnitude,
 * 0 lets those run away whose influence fades.
 */
const scaleMemory = 0.5

/** Of the step: where the residuals are looked at to see how they bend (Transtrum & Sethna's h). */
const probeLength = 0.1

/** The largest acceleration for the velocity that still lets a quadratic be believed (Transtrum & Sethna's α). */
const largestAcceleration = 0.75

/** Steps shorter than this, relative to the parameters, are too short for the bend to be more than rounding. */
const shortestProbedStep = 1e-4

/**
 * The velocity v minimises ‖Jv + r‖² + λ‖Dv‖², D the norms of J's columns, shrinking slowly, so that units do not matter
 * (Levenberg 1944; Marquardt 1963; Moré 1978, The Levenberg–Marquardt algorithm: implementation and theory). The
 * step is v + ½a, a the answer to the residuals' second derivative along v, and is refused when 2‖Da‖ > ¾‖Dv‖:
 * so it follows narrow bent valleys, and does not jump to where the residuals are flat (Transtrum & Sethna 2012,
 * arXiv:1201.5885). λ follows the ratio of actual to predicted decrease smoothly (Nielsen 1999, Damping parameter in
 * Marquardt's method). Solved by Householder's reflections of J over √λD.
 */
export function levenbergMarquardtMethod(firstDamping: number): LeastSquaresMethod {
  let damping = firstDamping
  let growth = 2
  let scale: Vector | undefined
  return {
    step(evaluate, around) {
      const { point, slope } = around
      scale = columnScale(around.jacobian, scale)
      for (let rejections = 0; rejections < maximumRejections; rejections++) {
        const velocity = solveDamped(around.jacobian, scaled(point.residuals, -1), scale, damping)
        const length = weightedNorm(velocity, scale)
        const predicted = damping * length ** 2 - dot(velocity, slope)
        if (!(predicted > 0)) return undefined
        const step = accelerated(evaluate, around, velocity, scale, damping)
        const trial = step && evaluate(addScaled(point.x, 1, step))
        const ratio = trial ? (point.value - trial.value) / predicted : 0
        if (trial && ratio > 1e-4 && trial.value < point.value) {
          damping = Math.max(smallestDamping, damping * Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3))
          growth = 2
          return trial
        }
        damping *= growth
        growth *= 2
        if (norm(velocity) <= Number.EPSILON * norm(point.x)) return undefined
      }
      return undefined
    },
  }
}

/** v + ½a; `undefined` when the residuals bend too much along v. */
function accelerated(
  evaluate: (x: Vector) => ResidualPoint,
  { point, jacobian }: Linearization,
  velocity: Vector,
  scale: Vector,
  damping: number,
): Vector | undefined {
  const length = weightedNorm(velocity, scale)
  if (length < shortestProbedStep * weightedNorm(point.x, scale)) return velocity
  const probe = evaluate(addScaled(point.x, probeLength, velocity))
  const secant = scaled(subtract(probe.residuals, point.residuals), 1 / probeLength)
  const bend = scaled(subtract(secant, multiply(jacobian, velocity)), 2 / probeLength)
  const acceleration = solveDamped(jacobian, scaled(bend, -1), scale, damping)
  const small = 2 * weightedNorm(acceleration, scale) <= largestAcceleration * length
  return small ? addScaled(velocity, 0.5, acceleration) : undefined
}

function weightedNorm(vector: Vector, scale: Vector): number {
  return norm(vector.map((value, index) => value * (scale[index] ?? 0)))
}

function columnScale(jacobian: Matrix, before: Vector | undefined): Vector {
  return Float64Array.from({ length: jacobian.columns }, (_, column) => {
    const length = norm(columnOf(jacobian, column))
    // A parameter that has no influence yet is measured in its own unit.
    return Math.max(length, scaleMemory * (before?.[column] ?? 0)) || 1
  })
}

/** The p of smallest ‖Jp − right‖² + λ‖Dp‖². */
function solveDamped({ rows, columns, data }: Matrix, right: Vector, scale: Vector, damping: number): Vector {
  const stacked = createMatrix(rows + columns, columns)
  stacked.data.set(data)
  scale.forEach((value, index) => {
    rowOf(stacked, rows + index)[index] = Math.sqrt(damping) * value
  })
  const target = new Float64Array(rows + columns)
  target.set(right)
  return solveLeastSquares(stacked, target).solution
}
