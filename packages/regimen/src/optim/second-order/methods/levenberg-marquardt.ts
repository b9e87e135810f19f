/** Levenberg–Marquardt: Gauss–Newton's step, shortened and turned towards the gradient as far as needed. */

import { solveLeastSquares } from '../linear-algebra/least-squares-solve.ts'
import { columnOf, createMatrix, type Matrix, rowOf } from '../linear-algebra/matrix.ts'
import { addScaled, dot, norm, scaled, type Vector } from '../linear-algebra/vectors.ts'
import type { LeastSquaresMethod, Linearization } from './least-squares-method.ts'

/** Rejections in a row after which there is nothing lower within reach. */
const maximumRejections = 60

/** λ may not vanish: it must be able to grow again. */
const smallestDamping = 1e-20

/**
 * p minimises ‖Jp + r‖² + λ‖Dp‖², D the largest norms of J's columns so far, so that units do not matter (Levenberg
 * 1944; Marquardt 1963; Moré 1978, The Levenberg–Marquardt algorithm: implementation and theory). λ follows the ratio
 * of actual to predicted decrease smoothly (Nielsen 1999, Damping parameter in Marquardt's method). Solved by
 * Householder's reflections of J over √λD.
 */
export function levenbergMarquardtMethod(firstDamping: number): LeastSquaresMethod {
  let damping = firstDamping
  let growth = 2
  let scale: Vector | undefined
  return {
    step(evaluate, { point, jacobian, slope }) {
      scale = largerNorms(jacobian, scale)
      for (let rejections = 0; rejections < maximumRejections; rejections++) {
        const step = dampedStep({ point, jacobian, slope }, scale, damping)
        const trial = evaluate(addScaled(point.x, 1, step))
        const weighted = step.map((value, index) => value * (scale?.[index] ?? 0))
        const predicted = damping * dot(weighted, weighted) - dot(step, slope)
        if (!(predicted > 0)) return undefined
        const ratio = (point.value - trial.value) / predicted
        if (ratio > 1e-4 && trial.value < point.value) {
          damping = Math.max(smallestDamping, damping * Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3))
          growth = 2
          return trial
        }
        damping *= growth
        growth *= 2
        if (norm(step) <= Number.EPSILON * norm(point.x)) return undefined
      }
      return undefined
    },
  }
}

function largerNorms(jacobian: Matrix, before: Vector | undefined): Vector {
  return Float64Array.from({ length: jacobian.columns }, (_, column) => {
    const length = norm(columnOf(jacobian, column))
    // A parameter that has no influence yet is measured in its own unit.
    return Math.max(length, before?.[column] ?? 0) || 1
  })
}

function dampedStep({ point, jacobian }: Linearization, scale: Vector, damping: number): Vector {
  const { rows, columns } = jacobian
  const stacked = createMatrix(rows + columns, columns)
  stacked.data.set(jacobian.data)
  scale.forEach((value, index) => {
    rowOf(stacked, rows + index)[index] = Math.sqrt(damping) * value
  })
  const right = new Float64Array(rows + columns)
  right.set(scaled(point.residuals, -1))
  return solveLeastSquares(stacked, right).solution
}
