/** Gradient descent with a line search: the baseline of the methods that know of curvature. */

import { searchLine, type WolfeConditions } from '../line-search.ts'
import { dot, norm, scaled } from '../linear-algebra/vectors.ts'
import type { MethodState, MinimizationMethod } from '../smooth-function.ts'

interface GradientDescentState extends MethodState {
  /** The last step's length times its slope; 0 before the first. */
  readonly decrease: Float64Array
}

/**
 * x ← x − α∇f, α by a strong Wolfe search that begins where the last step's decrease to first order would be
 * repeated (Nocedal & Wright 2006, 3.60).
 */
export function gradientDescentMethod(conditions: WolfeConditions): MinimizationMethod {
  const method: MinimizationMethod<GradientDescentState> = {
    initialize: () => ({ decrease: new Float64Array(1) }),
    step(fn, point, state) {
      const slope = -dot(point.gradient, point.gradient)
      const [decrease = 0] = state.decrease
      const first = decrease < 0 ? decrease / slope : Math.min(1, 1 / norm(point.gradient))
      const found = searchLine(fn, point, scaled(point.gradient, -1), first, conditions)
      return found && { ...found, state: { decrease: Float64Array.of(found.length * slope) } }
    },
  }
  return method
}
