/** A study's trials as its store has them, kept up to date by reading what is new. */
import type { StudyStore } from './store.ts'
import type { TrialRecord } from './trial.ts'

export class History {
  readonly #store: StudyStore
  readonly #study: string
  readonly #trials: TrialRecord[] = []
  #revision = 0

  constructor(store: StudyStore, study: string) {
    this.#store = store
    this.#study = study
  }

  /** In the order of their numbers. The list goes on changing. */
  get trials(): readonly TrialRecord[] {
    return this.#trials
  }

  async refresh(): Promise<void> {
    const { revision, trials } = await this.#store.changes(this.#study, this.#revision)
    // An answer that was overtaken by a later one has nothing that this one did not have.
    if (revision < this.#revision) return
    this.#revision = revision
    for (const trial of trials) this.#trials[trial.number] = trial
  }

  /** All but one, as they are now: a list that stays as it is. */
  without(number: number): readonly TrialRecord[] {
    const trials = this.#trials.slice(0, number)
    return number + 1 < this.#trials.length ? [...trials, ...this.#trials.slice(number + 1)] : trials
  }
}
