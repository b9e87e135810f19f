/** L-BFGS: BFGS that remembers the last few steps instead of a matrix. */

import { searchLine, type WolfeConditions } from '../line-search.ts'
import { addScaled, dot, norm, scaled, subtract, type Vector } from '../linear-algebra/vectors.ts'
import type { MethodState, MinimizationMethod, Point, SmoothFunction, Step } from '../smooth-function.ts'
import { isUsablePair } from './bfgs.ts'

interface LBfgsState extends MethodState {
  /** s of the last steps, [memory · n], the place of pair number i being i mod memory. */
  readonly steps: Float64Array
  /** y, the changes of the gradient, likewise. */
  readonly changes: Float64Array
  /** Pairs seen so far. */
  readonly pairs: Float64Array
}

/**
 * x ← x − αH∇f with H∇f from the last `memory` pairs by the two-loop recursion (Nocedal 1980; Liu & Nocedal
 * 1989; Nocedal & Wright 2006, algorithms 7.4 and 7.5). Memory 2 · memory · n, work 4 · memory · n per step.
 */
export function lBfgsMethod(memory: number, conditions: WolfeConditions): MinimizationMethod {
  const initialize = (size: number): LBfgsState => ({
    steps: new Float64Array(memory * size),
    changes: new Float64Array(memory * size),
    pairs: new Float64Array(1),
  })
  const method: MinimizationMethod<LBfgsState> = {
    initialize,
    step: (fn, point, state) =>
      stepFrom(fn, point, state, conditions) ??
      // What was learned elsewhere may mislead here: once more from nothing.
      ((state.pairs[0] ?? 0) > 0 ? stepFrom(fn, point, initialize(point.x.length), conditions) : undefined),
  }
  return method
}

function stepFrom<T extends Point>(
  fn: SmoothFunction<T>,
  point: T,
  state: LBfgsState,
  conditions: WolfeConditions,
): Step<T, LBfgsState> | undefined {
  const [pairs = 0] = state.pairs
  const direction = scaled(inverseTimes(state, point.gradient), -1)
  const first = pairs > 0 ? 1 : Math.min(1, 1 / norm(direction))
  const found = searchLine(fn, point, direction, first, conditions)
  if (!found) return undefined
  const step = subtract(found.point.x, point.x)
  const change = subtract(found.point.gradient, point.gradient)
  if (!isUsablePair(step, change, fn.precision)) return { ...found, state }
  const size = step.length
  const place = size === 0 ? 0 : (pairs % (state.steps.length / size)) * size
  const next = {
    steps: state.steps.slice(),
    changes: state.changes.slice(),
    pairs: Float64Array.of(pairs + 1),
  }
  next.steps.set(step, place)
  next.changes.set(change, place)
  return { ...found, state: next }
}

/** H · vector: the two loops over the remembered pairs, with H₀ = (sᵀy/yᵀy)·I of the last pair. */
export function inverseTimes({ steps, changes, pairs: [pairs = 0] }: LBfgsState, vector: Vector): Vector {
  const size = vector.length
  const memory = size === 0 ? 0 : steps.length / size
  const pairAt = (index: number) => {
    const start = (index % memory) * size
    const step = steps.subarray(start, start + size)
    const change = changes.subarray(start, start + size)
    return { step, change, rho: 1 / dot(step, change) }
  }
  const oldestFirst = Array.from({ length: Math.min(pairs, memory) }, (_, back) =>
    pairAt(pairs - Math.min(pairs, memory) + back),
  )
  let result = vector
  const weighted = oldestFirst.toReversed().map((pair) => {
    const alpha = pair.rho * dot(pair.step, result)
    result = addScaled(result, -alpha, pair.change)
    return { ...pair, alpha }
  })
  const last = oldestFirst.at(-1)
  if (last) result = scaled(result, 1 / (last.rho * dot(last.change, last.change)))
  for (const { step, change, rho, alpha } of weighted.toReversed()) {
    result = addScaled(result, alpha - rho * dot(change, result), step)
  }
  return result
}
