/** What the next trial is given before it begins. */
import { RandomKey } from '../engine/random.ts'
import type { Value } from './domain.ts'
import { keyOf, TrialIndex, valuesOf } from './duplicates.ts'
import type { Sampler, SamplerContext, Suggestions } from './sampler.ts'
import { type Parameter, parametersOf, type Space, sampleSpace } from './space.ts'
import type { StudyOptions } from './study-options.ts'
import type { Assignment, Direction, TrialRecord } from './trial.ts'

/** How often a trial with known values is drawn anew before it runs all the same. */
const mostRedraws = 20

export interface Plan {
  readonly given: Assignment
  /** Of values that were not given. */
  readonly suggestions: Suggestions
  /** The trial whose outcome is taken over. */
  readonly twin?: TrialRecord
}

export interface PlannerOptions {
  readonly sampler: Sampler
  readonly duplicates: NonNullable<StudyOptions['duplicates']>
  readonly space: Space | undefined
  readonly directions: readonly Direction[]
  readonly seed: number
}

/** Asks the sampler on behalf of a study. */
export class Planner {
  readonly #options: PlannerOptions
  readonly #space: readonly Parameter[] | undefined
  readonly #studyKey: RandomKey
  readonly #tried = new TrialIndex((trial) => keyOf(valuesOf(trial)))

  constructor(options: PlannerOptions) {
    this.#options = options
    this.#space = options.space && parametersOf(options.space)
    this.#studyKey = RandomKey.fromSeed(options.seed)
  }

  /** True where a trial's values are chosen before it begins, knowing all trials before it. */
  get plansAhead(): boolean {
    return this.#declared !== undefined || this.#options.sampler.claim !== undefined
  }

  /** @param trials all but the one of this number. */
  suggestions(number: number, trials: readonly TrialRecord[], redraw = 0): Suggestions {
    return this.#options.sampler.begin(this.#context(number, trials, redraw))
  }

  /**
   * The next trial's values, as far as they are chosen beforehand.
   * @param trials all before.
   * @param set by the user, if anything is.
   * @returns undefined where there is nothing left to try.
   */
  plan(number: number, trials: readonly TrialRecord[], set: Assignment | undefined): Plan | undefined {
    const { sampler } = this.#options
    const claimed = sampler.claim ? sampler.claim(this.#context(number, trials)) : {}
    if (!claimed && !set) return undefined
    const given = { ...claimed, ...set }
    const space = this.#declared
    if (!space) return { given, suggestions: this.suggestions(number, trials) }
    this.#tried.update(trials)
    let plan = this.#drawn(space, number, trials, given, 0)
    for (let redraw = 1; redraw <= mostRedraws && plan.repeats; redraw++)
      plan = this.#drawn(space, number, trials, given, redraw)
    return plan
  }

  /** All values of the space. */
  #drawn(
    space: Space,
    number: number,
    trials: readonly TrialRecord[],
    given: Assignment,
    redraw: number,
  ): Plan & { readonly repeats: boolean } {
    const suggestions = this.suggestions(number, trials, redraw)
    const values: Record<string, Value> = {}
    sampleSpace(space, (name, domain) => {
      const value = given[name] ?? suggestions.value(name, domain)
      values[name] = value
      return value
    })
    const alike = this.#tried.with(keyOf(values))
    const twin = this.#options.duplicates === 'reuse' ? firstEnded(alike) : undefined
    return {
      given: { ...given, ...values },
      suggestions,
      repeats: alike.length > 0 && !twin,
      ...(twin && { twin }),
    }
  }

  /** The space, where it matters whether values have been tried. */
  get #declared(): Space | undefined {
    return this.#options.duplicates === 'allow' ? undefined : this.#options.space
  }

  #context(number: number, trials: readonly TrialRecord[], redraw = 0): SamplerContext {
    const key = this.#studyKey.child('trial').child(number)
    return {
      number,
      trials,
      directions: this.#options.directions,
      space: this.#space,
      key: redraw === 0 ? key : key.child(`redraw ${redraw}`),
      studyKey: this.#studyKey,
    }
  }
}

/** Of those that have an outcome the first that completed, else the first. */
function firstEnded(trials: readonly TrialRecord[]): TrialRecord | undefined {
  const ended = trials
    .filter(({ state }) => state !== 'running' && state !== 'paused')
    .sort((a, b) => a.number - b.number)
  return ended.find(({ state }) => state === 'completed') ?? ended[0]
}
