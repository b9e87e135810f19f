/**
 * The contract of methods that need more than one evaluation for a step (line searches, second derivatives):
 * they are handed the function itself, over one vector of all parameters, and are the same for `minimize` and
 * `fit`.
 */
import { minimizationError } from '../../messages/minimization.ts'
import type { Matrix } from './linear-algebra/matrix.ts'
import type { Vector } from './linear-algebra/vectors.ts'

/** A point with what is known there. */
export interface Point {
  readonly x: Vector
  readonly value: number
  /** [n] */
  readonly gradient: Vector
}

export interface SmoothFunction<T extends Point = Point> {
  /** Smallest relative difference of the numbers it computes in: 2⁻⁵² or 2⁻²³. */
  readonly precision: number
  /** The point's `x` is the one asked for in the float type of the function: the place of its value. */
  evaluate(x: Vector): T
  /** Exact second derivatives at a point, symmetric [n, n]. */
  hessian(point: T): Matrix
  /** JᵀHJ, see `gaussNewtonTimes`; only of functions that are a loss of outputs. */
  gaussNewton?(point: T): Matrix
}

/** @throws RegimenError `needs-outputs` for a function that is not made of outputs and a loss. */
export function gaussNewtonOf<T extends Point>(fn: SmoothFunction<T>, point: T, method: string): Matrix {
  const matrix = fn.gaussNewton?.(point)
  if (!matrix) throw minimizationError('needs-outputs', { method })
  return matrix
}

/** What a method remembers between steps, by name; lengths never change. */
export type MethodState = { readonly [name: string]: Vector }

export interface Step<T extends Point, S extends MethodState = MethodState> {
  readonly point: T
  readonly state: S
  /** How far along the method's direction: 1 is a whole step of Newton's kind. */
  readonly length: number
}

export interface MinimizationMethod<S extends MethodState = MethodState> {
  /** For `n` parameters. */
  initialize(size: number): S
  /** A lower point, or `undefined` when the method finds none. */
  step<T extends Point>(fn: SmoothFunction<T>, point: T, state: S): Step<T, S> | undefined
}
