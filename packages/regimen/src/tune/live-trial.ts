/** A trial while it runs: what an objective asks for values and tells its progress. */
import { tuneError } from '../messages/tune.ts'
import {
  type CategoricalDomain,
  categorical,
  contains,
  type Domain,
  float,
  integer,
  type RangeOptions,
  type Value,
} from './domain.ts'
import type { Decision } from './pruner.ts'
import type { Suggestions } from './sampler.ts'
import { type Sample, type Space, sampleSpace } from './space.ts'
import type { Assignment, Report, TrialRecord } from './trial.ts'

/** What a trial needs of its study. */
export interface TrialHost {
  /** Keeps the record; says whether the trial should go on. */
  reported(trial: TrialRecord): Promise<Decision>
  keep(trial: number, state: Uint8Array): Promise<void>
  kept(trial: number): Promise<Uint8Array | undefined>
}

/** A trial while it runs: it is asked for values, told of intermediate results, and says whether to go on. */
export class Trial {
  #current: TrialRecord
  readonly #suggestions: Suggestions
  readonly #host: TrialHost
  /** Values that come before any suggestion: those the user has set, or had before a pause. */
  readonly #given: Assignment
  #lastDecision: Decision = 'continue'

  constructor(record: TrialRecord, suggestions: Suggestions, host: TrialHost, given: Assignment) {
    this.#current = record
    this.#suggestions = suggestions
    this.#host = host
    this.#given = given
  }

  get number(): number {
    return this.#current.number
  }

  get record(): TrialRecord {
    return this.#current
  }

  get parameters(): Assignment {
    return this.#current.parameters
  }

  /** What the last report was answered with: for `stop` and `pause` the objective should come to its end. */
  get decision(): Decision {
    return this.#lastDecision
  }

  /**
   * A real number from `low` to `high`. Asked again, the same value.
   * @throws RegimenError `tune-range`, `tune-parameter-changed`, `tune-manual-value`.
   */
  float(name: string, low: number, high: number, options: RangeOptions = {}): number {
    return Number(this.#ask(name, float(low, high, options)))
  }

  /** A whole number from `low` to `high`, both included. Errors as `float`. */
  integer(name: string, low: number, high: number, options: RangeOptions = {}): number {
    return Number(this.#ask(name, integer(low, high, options)))
  }

  /** One of the values. Errors as `float`. */
  categorical<const V extends Value>(name: string, choices: readonly V[]): V {
    const domain: CategoricalDomain<V> = categorical(choices)
    const value = this.#ask(name, domain)
    const chosen = domain.choices.find((choice) => choice === value)
    if (chosen === undefined) throw new RangeError(`${name} got a value that is none of its choices`)
    return chosen
  }

  /** The values of a whole space, typed by it. Errors as `float`. */
  sample<const S extends Space>(space: S): Sample<S> {
    return sampleSpace(space, (name, domain) => this.#ask(name, domain))
  }

  /**
   * Tells how far it has come; pruners look at it.
   * @param step rising: a report of a step that was reported before replaces it.
   * @returns whether to go on: also kept as `decision`.
   */
  async report(step: number, metrics: Report['metrics']): Promise<Decision> {
    const reports = [...this.#current.reports.filter((report) => report.step < step), { step, metrics }]
    this.#current = { ...this.#current, reports }
    this.#lastDecision = await this.#host.reported(this.#current)
    return this.#lastDecision
  }

  /** A note kept with the trial. */
  note(name: string, value: Value): void {
    this.#current = { ...this.#current, notes: { ...this.#current.notes, [name]: value } }
  }

  /** Keeps a state to go on from after a pause or when a worker has died. */
  keep(state: Uint8Array): Promise<void> {
    return this.#host.keep(this.number, state)
  }

  /** The state kept last; undefined for a trial that begins. */
  kept(): Promise<Uint8Array | undefined> {
    return this.#host.kept(this.number)
  }

  #ask(name: string, domain: Domain): Value {
    const before = this.#current.domains[name]
    const known = this.#current.parameters[name]
    if (before !== undefined && known !== undefined) {
      if (JSON.stringify(before) !== JSON.stringify(domain))
        throw tuneError('tune-parameter-changed', { name })
      return known
    }
    const value = this.#given[name] ?? this.#suggestions.value(name, domain)
    if (!contains(domain, value)) {
      throw tuneError('tune-manual-value', {
        name,
        value: String(value),
        expected:
          domain.kind === 'categorical' ? domain.choices.join(', ') : `${domain.low} to ${domain.high}`,
      })
    }
    this.#current = {
      ...this.#current,
      parameters: { ...this.#current.parameters, [name]: value },
      domains: { ...this.#current.domains, [name]: domain },
    }
    return value
  }
}
