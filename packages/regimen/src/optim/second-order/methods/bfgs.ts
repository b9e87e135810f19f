/** BFGS: Newton's step with an inverse Hessian learned from the gradients met on the way. */

import { searchLine, type WolfeConditions } from '../line-search.ts'
import { createMatrix, type Matrix, multiply, rowOf } from '../linear-algebra/matrix.ts'
import { addScaled, dot, norm, scaled, subtract, type Vector } from '../linear-algebra/vectors.ts'
import type { MethodState, MinimizationMethod, Point, SmoothFunction, Step } from '../smooth-function.ts'

interface BfgsState extends MethodState {
  /** H ≈ (∇²f)⁻¹, [n · n]. */
  readonly inverse: Float64Array
  /** Updates that H holds. */
  readonly updates: Float64Array
}

/**
 * x ← x − αH∇f; H ← (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ with s the step, y the change of the gradient, ρ = 1/yᵀs
 * (Broyden, Fletcher, Goldfarb, Shanno 1970; Nocedal & Wright 2006, algorithm 6.1). Then Hy = s, the secant
 * condition. Before the first update H is (yᵀs/yᵀy)·I. Memory n².
 */
export function bfgsMethod(conditions: WolfeConditions): MinimizationMethod {
  const method: MinimizationMethod<BfgsState> = {
    initialize: freshState,
    step: (fn, point, state) =>
      stepFrom(fn, point, state, conditions) ??
      // What was learned elsewhere may mislead here: once more from nothing.
      ((state.updates[0] ?? 0) > 0 ? stepFrom(fn, point, freshState(point.x.length), conditions) : undefined),
  }
  return method
}

function freshState(size: number): BfgsState {
  const inverse = new Float64Array(size * size)
  for (let index = 0; index < size; index++) inverse[index * size + index] = 1
  return { inverse, updates: new Float64Array(1) }
}

function stepFrom<T extends Point>(
  fn: SmoothFunction<T>,
  point: T,
  state: BfgsState,
  conditions: WolfeConditions,
): Step<T, BfgsState> | undefined {
  const size = point.x.length
  const [updates = 0] = state.updates
  const direction = scaled(multiply(createMatrix(size, size, state.inverse), point.gradient), -1)
  const first = updates > 0 ? 1 : Math.min(1, 1 / norm(direction))
  const found = searchLine(fn, point, direction, first, conditions)
  if (!found) return undefined
  const step = subtract(found.point.x, point.x)
  const change = subtract(found.point.gradient, point.gradient)
  if (!isUsablePair(step, change, fn.precision)) return { ...found, state }
  const known = updates > 0 ? state.inverse : scaled(state.inverse, dot(change, step) / dot(change, change))
  const inverse = updateInverse(createMatrix(size, size, known), step, change)
  return { ...found, state: { inverse: inverse.data, updates: Float64Array.of(updates + 1) } }
}

/** True when the curvature along the step is positive beyond rounding, so that H stays positive definite. */
export function isUsablePair(step: Vector, change: Vector, precision: number): boolean {
  return dot(step, change) > precision * norm(step) * norm(change)
}

/** (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ = H − ρ(s(Hy)ᵀ + (Hy)sᵀ) + ρ(1 + ρyᵀHy)ssᵀ */
export function updateInverse(inverse: Matrix, step: Vector, change: Vector): Matrix {
  const size = step.length
  const rho = 1 / dot(step, change)
  const product = multiply(inverse, change)
  const weight = rho * (1 + rho * dot(change, product))
  const updated = createMatrix(size, size)
  for (let row = 0; row < size; row++) {
    const mixed = addScaled(
      scaled(product, -rho * (step[row] ?? 0)),
      weight * (step[row] ?? 0) - rho * (product[row] ?? 0),
      step,
    )
    rowOf(updated, row).set(addScaled(mixed, 1, rowOf(inverse, row)))
  }
  return updated
}
