/** A study: trials one after the other or side by side, each with values that the sampler suggests from those before. */
import { RegimenError } from '../errors.ts'
import { tuneError } from '../messages/tune.ts'
import { keyOf } from './duplicates.ts'
import { History } from './history.ts'
import { Trial } from './live-trial.ts'
import { MemoryStudyStore } from './memory-store.ts'
import { endedRecord } from './outcome.ts'
import { paretoFront } from './pareto.ts'
import { type Plan, Planner } from './planner.ts'
import type { Decision, Pruner } from './pruner.ts'
import type { Sampler, Suggestions } from './sampler.ts'
import { tpeSampler } from './samplers/tpe.ts'
import type { LapsedTrial, Lease, StudyStore } from './store.ts'
import type { ObjectiveFunction, OptimizeOptions, Outcome, StudyOptions } from './study-options.ts'
import { type Assignment, type Direction, isCandidate, loss, type TrialRecord } from './trial.ts'

const unbegun = {
  state: 'running',
  parameters: {},
  domains: {},
  values: [],
  constraints: [],
  reports: [],
  retries: 0,
  notes: {},
} as const

interface NextTrial {
  readonly trial: Trial
  /** By another process; to be finished. */
  readonly leftBehind?: boolean
  /** The trial whose outcome is taken over. */
  readonly twin?: TrialRecord | undefined
}

/** A search: asks its sampler for trials, hears what they come to, keeps all of them in its store. */
export class Study {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly seed: number
  readonly sampler: Sampler
  readonly #pruner: Pruner | undefined
  readonly #store: StudyStore
  readonly #history: History
  readonly #planner: Planner
  readonly #firstTrials: readonly Assignment[]
  readonly #retries: number
  readonly #leaseSeconds: number
  readonly #owner: string
  #asking: Promise<unknown> = Promise.resolve()
  /** Calls under way that give signs of life. */
  #beating = 0

  private constructor(options: StudyOptions, name: string, directions: readonly Direction[], seed: number) {
    this.name = name
    this.directions = directions
    this.seed = seed
    this.sampler = options.sampler ?? tpeSampler()
    this.#pruner = options.pruner
    this.#store = options.store ?? new MemoryStudyStore()
    this.#history = new History(this.#store, name)
    const { duplicates = 'allow', space } = options
    this.#planner = new Planner({ sampler: this.sampler, duplicates, space, directions, seed })
    this.#firstTrials = options.firstTrials ?? []
    this.#retries = options.retries ?? 3
    this.#leaseSeconds = options.leaseSeconds ?? 60
    this.#owner = options.owner ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
  }

  /**
   * A new study, or the one that the store keeps under this name.
   * @throws RegimenError `study-mismatch` when that one has other directions or another seed; `study-duplicates` where
   *   `duplicates` want to know the `space`.
   */
  static async open(options: StudyOptions = {}): Promise<Study> {
    const { name = 'study', seed = 0 } = options
    const directions = [options.directions ?? 'minimize'].flat()
    const { duplicates = 'allow', space } = options
    if (duplicates !== 'allow' && !space) throw tuneError('study-duplicates', { duplicates })
    const study = new Study(options, name, directions, seed)
    const found = await study.#store.find(name)
    if (!found) await study.#createOrJoin()
    else if (String(found.directions) !== String(directions) || found.seed !== seed) {
      throw tuneError('study-mismatch', {
        name,
        expected: `${found.directions.join(', ')}, seed ${found.seed}`,
        actual: `${directions.join(', ')}, seed ${seed}`,
      })
    }
    return study
  }

  /** Two processes may open a new study at the same moment: one of them creates it. */
  async #createOrJoin(): Promise<void> {
    const { name, directions, seed } = this
    const store = this.#store
    try {
      await store.create({
        name,
        directions,
        seed,
        createdAt: Date.now(),
        notes: {},
        tags: [],
        archived: false,
      })
    } catch (error) {
      if (!(error instanceof RegimenError && error.code === 'study-exists')) throw error
    }
  }

  /**
   * Values for the next trials that are begun, here or in another process: each is used once, verbatim and before any
   * suggestion; those left out are suggested. The store keeps them until then.
   */
  enqueue(...values: readonly Assignment[]): Promise<void> {
    // Who asks after this, having waited or not, gets them.
    return this.#inTurn(() => this.#store.enqueue(this.name, values))
  }

  /** All trials so far, in the order of their numbers. */
  async trials(): Promise<readonly TrialRecord[]> {
    await this.#history.refresh()
    return [...this.#history.trials]
  }

  /** The finished, feasible trial with the best value (of the first objective). */
  async best(): Promise<TrialRecord | undefined> {
    const finished = (await this.trials()).filter(isCandidate)
    return finished.reduce<TrialRecord | undefined>(
      (best, trial) => (best && loss(best, this.directions) <= loss(trial, this.directions) ? best : trial),
      undefined,
    )
  }

  /** The completed, feasible trials than which no other is better in one objective and not worse in the others. */
  async paretoFront(): Promise<readonly TrialRecord[]> {
    const finished = (await this.trials()).filter(isCandidate)
    return paretoFront(finished, this.directions)
  }

  /**
   * Takes up a trial that another process left behind, or a paused one that the pruner promotes, or begins one;
   * undefined when there is none any more.
   */
  async ask(): Promise<Trial | undefined> {
    return (await this.#next(Number.POSITIVE_INFINITY))?.trial
  }

  /**
   * Ends a trial with its outcome, or with the error that it threw.
   * A trial that was told to stop or pause is kept as such, with the values it has by then.
   */
  async tell(trial: Trial, outcome: Outcome | { readonly error: unknown }): Promise<TrialRecord> {
    const record = endedRecord(trial, outcome, this.directions)
    await this.#store.write(this.name, record, this.#owner)
    return record
  }

  /**
   * Runs the next trial that `ask` gives.
   * @param atMost begins none once the study has so many. Default: any number.
   */
  async runNext(
    objective: ObjectiveFunction,
    atMost = Number.POSITIVE_INFINITY,
  ): Promise<TrialRecord | undefined> {
    return this.#whileAlive(async () => {
      const next = await this.#next(atMost)
      return next && this.#runOne(next, objective)
    })
  }

  /** Runs trials with the objective until the limits given are reached. An objective that throws fails its trial only. */
  async optimize(objective: ObjectiveFunction, options: OptimizeOptions = {}): Promise<void> {
    const { trials = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY, signal } = options
    const callbacks = [options.onTrial ?? []].flat()
    const end = performance.now() + seconds * 1000
    let begun = 0
    const lane = async () => {
      while (begun < trials && performance.now() < end && !signal?.aborted) {
        begun++
        const next = await this.#next(Number.POSITIVE_INFINITY)
        if (!next) return
        if (next.leftBehind) begun--
        const record = await this.#runOne(next, objective)
        for (const onTrial of callbacks) await onTrial(record)
      }
    }
    const lanes = Array.from({ length: options.concurrency ?? 1 }, () => lane)
    await this.#whileAlive(() => Promise.all(lanes.map((run) => run())))
  }

  #next(atMost: number): Promise<NextTrial | undefined> {
    return this.#inTurn(() => this.#findNext(atMost))
  }

  /** One after the other: whether there is another trial depends on those that have begun. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#asking.then(work)
    this.#asking = done.catch(() => undefined)
    return done
  }

  async #findNext(atMost: number): Promise<NextTrial | undefined> {
    for (const lapsed of await this.#store.lapsed(this.name)) {
      const trial = await this.#takeUp(lapsed)
      if (trial) return { trial, leftBehind: true }
    }
    const promoted = await this.#promoted()
    if (promoted) return { trial: promoted }
    return this.#planner.plansAhead ? this.#beginPlanned(atMost) : this.#begin(atMost)
  }

  /** A trial whose process stopped or hung: once more, or, when that happens again and again, failed. */
  async #takeUp({ number, reason = 'its process stopped or hung' }: LapsedTrial) {
    const taken = await this.#store.take(this.name, number, this.#lease())
    if (!taken) return undefined
    const { retries } = taken
    if (retries < this.#retries) {
      const again = { ...taken, retries: retries + 1 }
      await this.#store.write(this.name, again, this.#owner)
      return this.#resume(again)
    }
    const error = tuneError('trial-abandoned', { times: retries + 1, reason }).message
    const failed: TrialRecord = { ...taken, state: 'failed', error, endedAt: Date.now() }
    await this.#store.write(this.name, failed, this.#owner)
    return undefined
  }

  async #promoted(): Promise<Trial | undefined> {
    const pruner = this.#pruner
    while (pruner?.promote) {
      await this.#history.refresh()
      const { trials } = this.#history
      const number = pruner.promote({ trials, directions: this.directions })
      if (number === undefined) return undefined
      const taken = await this.#store.take(this.name, number, this.#lease())
      // Undefined: somebody else was faster; there may be another.
      if (taken) return this.#resume(taken)
    }
    return undefined
  }

  async #begin(atMost: number): Promise<NextTrial | undefined> {
    const fresh = { ...unbegun, startedAt: Date.now() }
    const begun = await this.#store.begin(this.name, fresh, { lease: this.#lease(), atMost })
    if (!begun) return undefined
    await this.#history.refresh()
    const { number } = begun
    return { trial: this.#trialOf(begun, this.#planner.suggestions(number, this.#history.without(number))) }
  }

  /** What is planned knows all trials before: where another process has begun one meanwhile, it is planned anew. */
  async #beginPlanned(atMost: number): Promise<NextTrial | undefined> {
    for (;;) {
      await this.#history.refresh()
      const number = this.#history.trials.length
      if (number >= atMost) return undefined
      const [enqueued] = await this.#store.enqueued(this.name)
      const set = enqueued ?? this.#firstTrials[number]
      const plan = this.#planner.plan(number, this.#history.without(number), set)
      if (!plan) return undefined
      const fresh = { ...unbegun, given: plan.given, startedAt: Date.now() }
      const begun = await this.#store.begin(this.name, fresh, { lease: this.#lease(), atMost, number })
      if (begun) return { trial: this.#trialOf(begun, plan.suggestions), twin: twinOf(begun, plan) }
    }
  }

  /** Who asks for trials without running them here gives no signs of life: nobody else may take up those. */
  #lease(): Lease {
    const until = this.#beating === 0 ? Number.POSITIVE_INFINITY : Date.now() + this.#leaseSeconds * 1000
    return { owner: this.#owner, until }
  }

  async #whileAlive<T>(work: () => Promise<T>): Promise<T> {
    const beat = () => {
      // A store that cannot be reached now may be reached at the next beat; if not, the trial's own writes tell.
      this.#store.renew(this.name, this.#owner, Date.now() + this.#leaseSeconds * 1000).catch(() => {})
    }
    const timer = setInterval(beat, (this.#leaseSeconds * 1000) / 4)
    this.#beating++
    try {
      return await work()
    } finally {
      this.#beating--
      clearInterval(timer)
    }
  }

  async #runOne({ trial, twin }: NextTrial, objective: ObjectiveFunction): Promise<TrialRecord> {
    if (twin) return this.#takeOver(trial, twin)
    try {
      return await this.tell(trial, await objective(trial))
    } catch (error) {
      // Another process has taken it up: its outcome counts.
      if (isLost(error)) return trial.record
      return this.tell(trial, { error })
    }
  }

  /** The outcome of a trial with the same values. */
  async #takeOver({ record }: Trial, twin: TrialRecord): Promise<TrialRecord> {
    const { number, state, parameters, domains, values, constraints, error } = twin
    const copy: TrialRecord = {
      ...record,
      ...{ state, parameters, domains, values, constraints },
      ...(error !== undefined && { error }),
      sameAs: number,
      endedAt: Date.now(),
    }
    await this.#store.write(this.name, copy, this.#owner)
    return copy
  }

  async #resume(paused: TrialRecord): Promise<Trial> {
    await this.#history.refresh()
    const { number } = paused
    const suggestions = this.#planner.suggestions(number, this.#history.without(number))
    return this.#trialOf({ ...paused, state: 'running' }, suggestions)
  }

  #trialOf(record: TrialRecord, suggestions: Suggestions): Trial {
    const { number, given = this.#firstTrials[number], parameters } = record
    return new Trial(record, suggestions, this.#host(), { ...given, ...parameters })
  }

  #host() {
    const { name, directions } = this
    const store = this.#store
    const pruner = this.#pruner
    const owner = this.#owner
    const history = this.#history
    return {
      async reported(trial: TrialRecord): Promise<Decision> {
        await store.write(name, trial, owner)
        if (!pruner) return 'continue'
        await history.refresh()
        return pruner.decide(trial, { trials: history.trials, directions })
      },
      keep: (trial: number, state: Uint8Array) => store.keep(name, trial, state, owner),
      kept: (trial: number) => store.kept(name, trial),
    }
  }
}

/** Values that were enqueued at the last moment make it another trial. */
function twinOf({ given = {} }: TrialRecord, plan: Plan): TrialRecord | undefined {
  return keyOf(given) === keyOf(plan.given) ? plan.twin : undefined
}

function isLost(error: unknown): boolean {
  return error instanceof RegimenError && error.code === 'trial-lost'
}
