/** What methods for sums of squares share. */

import type { ResidualPoint } from '../compiled-residuals.ts'
import type { Matrix } from '../linear-algebra/matrix.ts'
import type { Vector } from '../linear-algebra/vectors.ts'

/** The problem around a point, as far as a step needs it. */
export interface Linearization {
  readonly point: ResidualPoint
  readonly jacobian: Matrix
  /** Jᵀr, half of the gradient of the sum of squares. */
  readonly slope: Vector
}

export interface LeastSquaresMethod {
  /** A lower point, or `undefined` when the method finds none. Remembers what it needs between steps. */
  step(evaluate: (x: Vector) => ResidualPoint, around: Linearization): ResidualPoint | undefined
}
