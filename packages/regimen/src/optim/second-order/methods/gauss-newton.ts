/** Gauss–Newton: Newton's method with the part of the Hessian that first derivatives give. */

import { solveLeastSquares } from '../linear-algebra/least-squares-solve.ts'
import { createMatrix } from '../linear-algebra/matrix.ts'
import { addScaled, dot, scaled } from '../linear-algebra/vectors.ts'
import type { LeastSquaresMethod } from './least-squares-method.ts'

const maximumHalvings = 40

/**
 * p minimises ‖Jp + r‖²; x ← x + αp, α halved from 1 until the sum of squares falls by 10⁻⁴ of what its slope promises
 * (Gauss 1809; Nocedal & Wright 2006, 10.3). Quadratic convergence where the residuals vanish.
 */
export function gaussNewtonMethod(): LeastSquaresMethod {
  return {
    step(evaluate, { point, jacobian, slope }) {
      const { rows, columns } = jacobian
      // Rows of zeros make a system with fewer equations than unknowns a tall one.
      const tall = createMatrix(Math.max(rows, columns), columns)
      tall.data.set(jacobian.data)
      const right = new Float64Array(tall.rows)
      right.set(scaled(point.residuals, -1))
      const direction = solveLeastSquares(tall, right).solution
      const promised = 2 * dot(slope, direction)
      if (!(promised < 0)) return undefined
      for (let halving = 0; halving < maximumHalvings; halving++) {
        const length = 0.5 ** halving
        const trial = evaluate(addScaled(point.x, length, direction))
        const falls = trial.value <= point.value + 1e-4 * length * promised
        if (falls && trial.value < point.value) return trial
      }
      return undefined
    },
  }
}
