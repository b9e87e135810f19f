/** Minimising a function of tensors. */
import type { Backend } from '../../engine/backend.ts'
import { currentBackend } from '../../engine/settings.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { minimizationError } from '../../messages/minimization.ts'
import { findByName } from '../../nn/options.ts'
import { CompiledFunction, type Evaluations } from './compiled-function.ts'
import type { FullBatchOptimizer } from './full-batch-optimizer.ts'
import { wolfeDefaults } from './line-search.ts'
import { isFiniteVector, maximumNorm, subtract } from './linear-algebra/vectors.ts'
import { gradientDescentMethod } from './methods/gradient-descent.ts'
import { bfgs, lBfgs, newton } from './optimizers.ts'
import { precisionOf, vectorOf } from './parameters.ts'
import type { MinimizationMethod, Point, SmoothFunction } from './smooth-function.ts'
import { requireLimits } from './stopping.ts'

/** The methods by name; `gradientDescent`, with the same line search, is the baseline. */
const methods = {
  lBfgs,
  bfgs,
  newton,
  gradientDescent: () => ({ method: gradientDescentMethod(wolfeDefaults) }),
} satisfies { readonly [name: string]: () => Pick<FullBatchOptimizer, 'method'> }

/** Iterations within rounding of the lowest value after which there is nothing to gain. */
const patience = 10

/** The methods of `minimize` by name. */
export type MinimizeMethod = keyof typeof methods

/** The options of `minimize`. */
export interface MinimizeOptions {
  /** A name, or a method with options: `lBfgs({ memory: 5 })`. Default `lBfgs`. */
  readonly method?: MinimizeMethod | FullBatchOptimizer
  /** Ends when no element of the gradient is larger. Default: the square root of the float type's precision. */
  readonly gradientTolerance?: number
  /** Ends when a step changes no element by more, relative to the largest (at least 1). Default 0. */
  readonly stepTolerance?: number
  /** Ends when a step changes the value by no more, relative to the value. Default 0. */
  readonly valueTolerance?: number
  /** Default 1000. */
  readonly maxIterations?: number
  /** Keep all iterates, the start included. Default false. */
  readonly recordPath?: boolean
  /**
   * Where it computes. Default: the backend in force. `referenceBackend` computes in float64: for small problems
   * that want many digits. Tensors that the function captures must be of the backend's float type: create
   * them, and the start, under `withBackend`.
   */
  readonly backend?: Backend
}

/**
 * Why a minimisation ended. `noDecrease`: the method found no lower point, which near a minimum is the limit of
 * the float type's precision.
 */
export type MinimizeReason =
  | 'gradientTolerance'
  | 'stepTolerance'
  | 'valueTolerance'
  | 'noDecrease'
  | 'maxIterations'

/** A point on the way, with its value. */
export interface PathPoint<P> {
  readonly x: P
  readonly value: number
}

/** What `minimize` comes to. */
export interface MinimizeResult<P> {
  /** The last point: the lowest up to rounding. */
  readonly x: P
  readonly value: number
  /** The largest absolute element of the gradient. */
  readonly gradientNorm: number
  readonly iterations: number
  readonly evaluations: Evaluations
  readonly reason: MinimizeReason
  /** With `recordPath`. */
  readonly path?: readonly PathPoint<P>[]
}

/**
 * A local minimum of a scalar function of a tensor or a tree of tensors, from a start on. Values and gradients are
 * one compiled plan, Hessians (for `newton`) another.
 * @throws RegimenError `not-scalar`, `not-differentiable`, `start-not-finite`, `bad-option`, `unknown-technique`;
 * `needs-outputs` for Gauss–Newton and Levenberg–Marquardt, which `leastSquares` has.
 */
export function minimize<P>(
  fn: (parameters: P) => Tensor,
  start: P,
  options: MinimizeOptions = {},
): MinimizeResult<P> {
  const backend = options.backend ?? currentBackend()
  const precision = precisionOf[backend.floatType]
  const limits = {
    gradientTolerance: Math.sqrt(precision),
    stepTolerance: 0,
    valueTolerance: 0,
    maxIterations: 1000,
    ...options,
  }
  requireLimits(limits)
  const compiled = new CompiledFunction(fn, start, backend)
  const first = compiled.evaluate(vectorOf(start))
  requireFinite(first)
  const path = [first]
  const method = methodOf(options.method ?? 'lBfgs')
  const { point, iterations, reason } = descend(method, compiled, first, limits, (next) => {
    if (options.recordPath) path.push(next)
  })
  return {
    x: compiled.tree(point.x),
    value: point.value,
    gradientNorm: maximumNorm(point.gradient),
    iterations,
    evaluations: compiled.evaluations,
    reason,
    ...(options.recordPath && { path: path.map(({ x, value }) => ({ x: compiled.tree(x), value })) }),
  }
}

/** Steps until a limit is reached. */
function descend(
  method: MinimizationMethod,
  fn: SmoothFunction,
  first: Point,
  limits: Limits,
  visit: (point: Point) => void,
) {
  let reason = atMinimum(first, limits)
  let point = first
  let state = method.initialize(point.x.length)
  let iterations = 0
  let lowest = { value: first.value, at: 0 }
  while (!reason) {
    const step = method.step(fn, point, state)
    if (!step) {
      reason = 'noDecrease'
      break
    }
    iterations++
    if (step.point.value < lowest.value) lowest = { value: step.point.value, at: iterations }
    reason = atMinimum(step.point, limits) ?? stalled(point, step.point, limits)
    if (iterations - lowest.at >= patience) reason ??= 'noDecrease'
    if (iterations >= limits.maxIterations) reason ??= 'maxIterations'
    point = step.point
    state = step.state
    visit(point)
  }
  return { point, iterations, reason }
}

type Limits = Required<
  Pick<MinimizeOptions, 'gradientTolerance' | 'stepTolerance' | 'valueTolerance' | 'maxIterations'>
>

function methodOf(method: MinimizeMethod | FullBatchOptimizer): MinimizationMethod {
  if (typeof method !== 'string') return method.method
  return findByName<() => Pick<FullBatchOptimizer, 'method'>>('minimisation method', methods, method)().method
}

function atMinimum({ gradient }: Point, { gradientTolerance }: Limits): MinimizeReason | undefined {
  return maximumNorm(gradient) <= gradientTolerance ? 'gradientTolerance' : undefined
}

function stalled(before: Point, after: Point, limits: Limits): MinimizeReason | undefined {
  const step = maximumNorm(subtract(after.x, before.x))
  if (step <= limits.stepTolerance * Math.max(1, maximumNorm(after.x))) return 'stepTolerance'
  const change = Math.abs(after.value - before.value)
  return limits.valueTolerance > 0 && change <= limits.valueTolerance * Math.abs(after.value)
    ? 'valueTolerance'
    : undefined
}

function requireFinite({ x, value, gradient }: Point): void {
  if (!isFiniteVector(x)) throw minimizationError('start-not-finite', { what: 'parameters' })
  if (!Number.isFinite(value)) throw minimizationError('start-not-finite', { what: 'value' })
  if (!isFiniteVector(gradient)) throw minimizationError('start-not-finite', { what: 'gradient' })
}
