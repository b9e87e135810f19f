/** Trials with the same values as one before. */
import type { Assignment, TrialRecord } from './trial.ts'

/** The values of a trial: until it has come to its end, and where it has failed, also those it was given. */
export function valuesOf({ state, given, parameters }: TrialRecord): Assignment {
  return state === 'completed' || state === 'pruned' ? parameters : { ...given, ...parameters }
}

/** Equal for equal values, in whatever order they were asked for. */
export function keyOf(values: Assignment): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Trials by a key: kept from call to call, and worked out anew only for those that have changed. */
export class TrialIndex {
  readonly #keyOf: (trial: TrialRecord) => string
  readonly #trials: TrialRecord[] = []
  readonly #keys: string[] = []
  readonly #places = new Map<string, Set<number>>()
  #losses = 0

  constructor(key: (trial: TrialRecord) => string) {
    this.#keyOf = key
  }

  /** From now on these are the trials. */
  update(trials: readonly TrialRecord[]): void {
    for (let place = 0; place < trials.length; place++) {
      const trial = trials[place]
      if (trial && trial !== this.#trials[place]) this.#put(place, trial)
    }
    for (let place = trials.length; place < this.#trials.length; place++) this.#forget(place)
    this.#trials.length = trials.length
    this.#keys.length = trials.length
  }

  /** How often a key that was there has gone. */
  get losses(): number {
    return this.#losses
  }

  has(key: string): boolean {
    return this.#places.has(key)
  }

  /** Those with this key, in no order. */
  with(key: string): TrialRecord[] {
    return [...(this.#places.get(key) ?? [])].flatMap((place) => this.#trials[place] ?? [])
  }

  #put(place: number, trial: TrialRecord): void {
    const key = this.#keyOf(trial)
    this.#trials[place] = trial
    if (key === this.#keys[place]) return
    this.#forget(place)
    this.#keys[place] = key
    const places = this.#places.get(key)
    if (places) places.add(place)
    else this.#places.set(key, new Set([place]))
  }

  #forget(place: number): void {
    const key = this.#keys[place]
    if (key === undefined) return
    const places = this.#places.get(key)
    places?.delete(place)
    if (places?.size !== 0) return
    this.#places.delete(key)
    this.#losses++
  }
}
