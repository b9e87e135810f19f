/** A line search for the strong Wolfe conditions. */
import { addScaled, dot, type Vector } from './linear-algebra/vectors.ts'
import type { Point, SmoothFunction } from './smooth-function.ts'

export interface WolfeConditions {
  /** c₁: the value must fall by this part of what the slope promises. */
  readonly sufficientDecrease: number
  /** c₂ > c₁: the slope must shrink to this part of the first. Small: a nearly exact search. */
  readonly curvature: number
}

/** For quasi-Newton methods (Nocedal & Wright 2006, 3.1). */
export const wolfeDefaults: WolfeConditions = { sufficientDecrease: 1e-4, curvature: 0.9 }

const maximumEvaluations = 40

interface Trial<T extends Point> {
  readonly length: number
  readonly value: number
  /** Of the function along the direction. */
  readonly slope: number
  readonly point: T
}

export interface FoundStep<T extends Point> {
  readonly length: number
  readonly point: T
}

/**
 * A step length α with f(x + αp) ≤ f(x) + c₁α∇fᵀp and |∇f(x + αp)ᵀp| ≤ c₂|∇fᵀp| (Nocedal & Wright 2006,
 * algorithms 3.5 and 3.6, cubic interpolation). Where differences of values drown in rounding, slopes alone decide
 * (the approximate Wolfe conditions of Hager & Zhang 2005). A value that is not finite counts as too high.
 * `undefined` when the direction does not descend or no lower point was found.
 */
export function searchLine<T extends Point>(
  fn: SmoothFunction<T>,
  start: T,
  direction: Vector,
  firstLength: number,
  conditions: WolfeConditions,
): FoundStep<T> | undefined {
  return new LineSearch(fn, start, direction, conditions).from(firstLength)
}

class LineSearch<T extends Point> {
  readonly #fn: SmoothFunction<T>
  readonly #start: Trial<T>
  readonly #direction: Vector
  readonly #conditions: WolfeConditions
  #evaluations = 0

  constructor(fn: SmoothFunction<T>, start: T, direction: Vector, conditions: WolfeConditions) {
    this.#fn = fn
    this.#direction = direction
    this.#conditions = conditions
    this.#start = { length: 0, value: start.value, slope: dot(start.gradient, direction), point: start }
  }

  /** Algorithm 3.5: lengthens the step until it brackets a good one. */
  from(firstLength: number): FoundStep<T> | undefined {
    if (!(this.#start.slope < 0)) return undefined
    let previous = this.#start
    let length = firstLength
    while (this.#evaluations < maximumEvaluations) {
      const trial = this.#evaluate(length)
      const higher = previous !== this.#start && trial.value >= previous.value
      if (!this.#falls(trial) || higher) return this.#zoom(previous, trial)
      if (this.#isFlat(trial)) return trial
      if (trial.slope >= 0) return this.#zoom(trial, previous)
      const grown = cubicMinimum(previous, trial)
      const shortest = length + 0.01 * (length - previous.length)
      length = Number.isNaN(grown) ? 2 * length : clamp(grown, shortest, 10 * length)
      previous = trial
    }
    return this.#lowest(previous)
  }

  /** Algorithm 3.6: `low` falls enough and has the lowest value so far; between both lies a good length. */
  #zoom(first: Trial<T>, second: Trial<T>): FoundStep<T> | undefined {
    let [low, high] = [first, second]
    while (this.#evaluations < maximumEvaluations) {
      const width = high.length - low.length
      const interpolated = cubicMinimum(low, high)
      const guess = Number.isFinite(interpolated) ? interpolated : low.length + width / 2
      const [a, b] = [low.length + 0.1 * width, high.length - 0.1 * width]
      const trial = this.#evaluate(clamp(guess, Math.min(a, b), Math.max(a, b)))
      if (!this.#falls(trial) || trial.value > low.value) high = trial
      else {
        if (this.#isFlat(trial)) return trial
        if (trial.slope * width >= 0) high = low
        low = trial
      }
      if (Math.abs(width) <= this.#fn.precision * Math.abs(low.length)) break
    }
    return this.#lowest(low)
  }

  #lowest(trial: Trial<T>): FoundStep<T> | undefined {
    return trial.value < this.#start.value ? trial : undefined
  }

  #evaluate(length: number): Trial<T> {
    this.#evaluations++
    const point = this.#fn.evaluate(addScaled(this.#start.point.x, length, this.#direction))
    return { length, value: point.value, slope: dot(point.gradient, this.#direction), point }
  }

  #falls({ length, value, slope }: Trial<T>): boolean {
    const { sufficientDecrease } = this.#conditions
    const start = this.#start
    if (value <= start.value + sufficientDecrease * length * start.slope) return Number.isFinite(slope)
    const withinRounding = Math.abs(value - start.value) <= 2 * this.#fn.precision * Math.abs(start.value)
    return withinRounding && Math.abs(slope) <= (1 - 2 * sufficientDecrease) * -start.slope
  }

  #isFlat({ slope }: Trial<T>): boolean {
    return Math.abs(slope) <= -this.#conditions.curvature * this.#start.slope
  }
}

/** Where the cubic through values and slopes of two points has its minimum; NaN where it has none. */
function cubicMinimum<T extends Point>(a: Trial<T>, b: Trial<T>): number {
  const width = b.length - a.length
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width
  const square = d1 * d1 - a.slope * b.slope
  if (!(square >= 0)) return Number.NaN
  const d2 = Math.sign(width) * Math.sqrt(square)
  return b.length - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
