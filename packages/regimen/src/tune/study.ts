/** A study: trials one after the other or side by side, each with values that the sampler suggests from those before. */
import { RandomKey } from '../engine/random.ts'
import { RegimenError } from '../errors.ts'
import { tuneError } from '../messages/tune.ts'
import { sameTrial } from './duplicates.ts'
import { Trial } from './live-trial.ts'
import { MemoryStudyStore } from './memory-store.ts'
import { endedRecord } from './outcome.ts'
import { paretoFront } from './pareto.ts'
import type { Decision, Pruner } from './pruner.ts'
import type { Sampler, SamplerContext } from './sampler.ts'
import { tpeSampler } from './samplers/tpe.ts'
import { parametersOf, type Space } from './space.ts'
import type { LapsedTrial, Lease, StudyStore } from './store.ts'
import type { ObjectiveFunction, OptimizeOptions, Outcome, StudyOptions } from './study-options.ts'
import { type Assignment, type Direction, isFeasible, loss, type TrialRecord } from './trial.ts'

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

/** How often a trial with known values is drawn anew before it runs all the same. */
const mostRedraws = 20

interface NextTrial {
  readonly trial: Trial
  /** By another process; to be finished. */
  readonly leftBehind: boolean
}

/** A search: asks its sampler for trials, hears what they come to, keeps all of them in its store. */
export class Study {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly seed: number
  readonly sampler: Sampler
  readonly #pruner: Pruner | undefined
  readonly #store: StudyStore
  readonly #duplicates: NonNullable<StudyOptions['duplicates']>
  readonly #space: Space | undefined
  readonly #firstTrials: readonly Assignment[]
  readonly #retries: number
  readonly #leaseSeconds: number
  readonly #owner: string
  readonly #queue: Assignment[] = []
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
    this.#duplicates = options.duplicates ?? 'allow'
    this.#space = options.space
    this.#firstTrials = options.firstTrials ?? []
    this.#retries = options.retries ?? 3
    this.#leaseSeconds = options.leaseSeconds ?? 60
    this.#owner = options.owner ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
  }

  /**
   * A new study, or the one that the store keeps under this name.
   * @throws RegimenError `study-mismatch` when that one has other directions or another seed.
   */
  static async open(options: StudyOptions = {}): Promise<Study> {
    const { name = 'study', seed = 0 } = options
    const directions = [options.directions ?? 'minimize'].flat()
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

  /** Values for one of the next trials of this object, verbatim; those left out are suggested. */
  enqueue(...parameters: readonly Assignment[]): void {
    this.#queue.push(...parameters)
  }

  /** All trials so far, in the order of their numbers. */
  async trials(): Promise<readonly TrialRecord[]> {
    return this.#store.trials(this.name)
  }

  /** The finished, feasible trial with the best value (of the first objective). */
  async best(): Promise<TrialRecord | undefined> {
    const finished = (await this.trials()).filter((trial) => trial.state === 'completed' && isFeasible(trial))
    return finished.reduce<TrialRecord | undefined>(
      (best, trial) => (best && loss(best, this.directions) <= loss(trial, this.directions) ? best : trial),
      undefined,
    )
  }

  /** The completed, feasible trials than which no other is better in one objective and not worse in the others. */
  async paretoFront(): Promise<readonly TrialRecord[]> {
    const finished = (await this.trials()).filter((trial) => trial.state === 'completed' && isFeasible(trial))
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
      return next && this.#runOne(next.trial, objective)
    })
  }

  /** Runs trials with the objective until the limits given are reached. An objective that throws fails its trial only. */
  async optimize(objective: ObjectiveFunction, options: OptimizeOptions = {}): Promise<void> {
    const { trials = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY, signal, onTrial } = options
    const end = performance.now() + seconds * 1000
    let begun = 0
    const lane = async () => {
      while (begun < trials && performance.now() < end && !signal?.aborted) {
        begun++
        const next = await this.#next(Number.POSITIVE_INFINITY)
        if (!next) return
        if (next.leftBehind) begun--
        const record = await this.#runOne(next.trial, objective)
        await onTrial?.(record)
      }
    }
    const lanes = Array.from({ length: options.concurrency ?? 1 }, () => lane)
    await this.#whileAlive(() => Promise.all(lanes.map((run) => run())))
  }

  /** One after the other: whether there is another one depends on those that have begun. */
  #next(atMost: number): Promise<NextTrial | undefined> {
    const asked = this.#asking.then(() => this.#findNext(atMost))
    this.#asking = asked.catch(() => undefined)
    return asked
  }

  async #findNext(atMost: number): Promise<NextTrial | undefined> {
    for (const lapsed of await this.#store.lapsed(this.name)) {
      const trial = await this.#takeUp(lapsed)
      if (trial) return { trial, leftBehind: true }
    }
    const trial = (await this.#promoted()) ?? (await this.#begin(atMost))
    return trial && { trial, leftBehind: false }
  }

  /** A trial whose process stopped or hung: once more, or, when that happens again and again, failed. */
  async #takeUp({ number, reason = 'its process stopped or hung' }: LapsedTrial) {
    const taken = await this.#store.take(this.name, number, this.#lease())
    if (!taken) return undefined
    const { retries } = taken
    if (retries < this.#retries) {
      const again = { ...taken, retries: retries + 1 }
      await this.#store.write(this.name, again, this.#owner)
      return this.#resume(again, await this.trials())
    }
    const error = tuneError('trial-abandoned', { times: retries + 1, reason }).message
    const failed: TrialRecord = { ...taken, state: 'failed', error, endedAt: Date.now() }
    await this.#store.write(this.name, failed, this.#owner)
    return undefined
  }

  async #promoted(): Promise<Trial | undefined> {
    for (;;) {
      const trials = this.#pruner?.promote ? await this.trials() : []
      const number = this.#pruner?.promote?.({ trials, directions: this.directions })
      if (number === undefined) return undefined
      const taken = await this.#store.take(this.name, number, this.#lease())
      // Undefined: somebody else was faster; there may be another.
      if (taken) return this.#resume(taken, trials)
    }
  }

  async #begin(atMost: number): Promise<Trial | undefined> {
    const trials = await this.trials()
    const [manual] = this.#queue
    if (!manual && this.sampler.hasMore?.(this.#contextOf(trials.length, trials)) === false) return undefined
    const fresh = { ...unbegun, startedAt: Date.now() }
    const begun = await this.#store.begin(this.name, fresh, this.#lease(), atMost)
    if (!begun) return undefined
    // Only now: a study that is full leaves the values for later.
    if (manual) this.#queue.shift()
    return this.#trialOf(begun, await this.trials(), manual ?? this.#firstTrials[begun.number] ?? {})
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

  async #runOne(trial: Trial, objective: ObjectiveFunction): Promise<TrialRecord> {
    const same = this.#duplicates === 'reuse' ? sameTrial(await this.trials(), trial.parameters) : undefined
    if (same) return this.#takeOver(trial, same)
    try {
      return await this.tell(trial, await objective(trial))
    } catch (error) {
      // Another process has taken it up: its outcome counts.
      if (isLost(error)) return trial.record
      return this.tell(trial, { error })
    }
  }

  /** The result of a trial with the same values. */
  async #takeOver({ record }: Trial, { number, values, constraints }: TrialRecord): Promise<TrialRecord> {
    const copy: TrialRecord = {
      ...record,
      state: 'completed',
      values,
      constraints,
      sameAs: number,
      endedAt: Date.now(),
    }
    await this.#store.write(this.name, copy, this.#owner)
    return copy
  }

  #contextOf(number: number, trials: readonly TrialRecord[], redraw = 0): SamplerContext {
    const studyKey = RandomKey.fromSeed(this.seed)
    const key = studyKey.child('trial').child(number)
    return {
      number,
      trials: trials.filter((trial) => trial.number !== number),
      directions: this.directions,
      space: this.#space && parametersOf(this.#space),
      key: redraw === 0 ? key : key.child(`redraw ${redraw}`),
      studyKey,
    }
  }

  #resume(paused: TrialRecord, trials: readonly TrialRecord[]): Trial {
    const suggestions = this.sampler.begin(this.#contextOf(paused.number, trials))
    const given = { ...this.#firstTrials[paused.number], ...paused.parameters }
    return new Trial({ ...paused, state: 'running' }, suggestions, this.#host(), given)
  }

  /** A fresh trial. Whether its values have been tried can be told only where the space is known beforehand. */
  #trialOf(record: TrialRecord, trials: readonly TrialRecord[], manual: Assignment): Trial {
    const draw = (redraw: number) => {
      const suggestions = this.sampler.begin(this.#contextOf(record.number, trials, redraw))
      const trial = new Trial(record, suggestions, this.#host(), manual)
      if (this.#space && this.#duplicates !== 'allow') trial.sample(this.#space)
      return trial
    }
    let trial = draw(0)
    for (let redraw = 1; redraw <= mostRedraws && this.#isRepeated(trial, trials); redraw++)
      trial = draw(redraw)
    return trial
  }

  #isRepeated({ parameters }: Trial, trials: readonly TrialRecord[]): boolean {
    return (
      this.#duplicates === 'resample' &&
      this.#space !== undefined &&
      sameTrial(trials, parameters) !== undefined
    )
  }

  #host() {
    const { name, directions } = this
    const store = this.#store
    const pruner = this.#pruner
    const owner = this.#owner
    return {
      async reported(trial: TrialRecord): Promise<Decision> {
        await store.write(name, trial, owner)
        return pruner?.decide(trial, { trials: await store.trials(name), directions }) ?? 'continue'
      },
      keep: (trial: number, state: Uint8Array) => store.keep(name, trial, state, owner),
      kept: (trial: number) => store.kept(name, trial),
    }
  }
}

function isLost(error: unknown): boolean {
  return error instanceof RegimenError && error.code === 'trial-lost'
}
