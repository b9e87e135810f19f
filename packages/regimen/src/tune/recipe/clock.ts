/** How the time of a recipe is divided among its steps. */
import { type RecipeStep, recipeSteps } from './types.ts'

/**
 * Shares of the time that is left when a step begins, among the steps from there on. What a step does not use goes to
 * those after it.
 */
export const timeShares: Readonly<Record<RecipeStep, number>> = {
  data: 0,
  initialLoss: 0.01,
  overfitSample: 0.04,
  learningRates: 0.1,
  coarseSearch: 0.4,
  refinement: 0.45,
}

/** Time spent and left, that of earlier sittings included. */
export class Clock {
  readonly #startedAt = performance.now()
  readonly #before: number
  readonly #limit: number

  /** @param seconds Infinity where trials are the limit. @param before seconds spent in earlier sittings. */
  constructor(seconds: number, before: number) {
    this.#limit = seconds
    this.#before = before
  }

  get seconds(): number {
    return this.#before + (performance.now() - this.#startedAt) / 1000
  }

  get left(): number {
    return Math.max(0, this.#limit - this.seconds)
  }

  get isLimited(): boolean {
    return Number.isFinite(this.#limit)
  }

  /** Seconds for a step that begins now; Infinity without a limit. */
  shareOf(step: RecipeStep): number {
    if (!this.isLimited) return Number.POSITIVE_INFINITY
    const rest = recipeSteps.slice(recipeSteps.indexOf(step))
    const sum = rest.reduce((total, each) => total + timeShares[each], 0)
    return (this.left * timeShares[step]) / sum
  }
}
