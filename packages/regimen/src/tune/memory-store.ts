/** Studies in this process's memory, gone with it. */
import { tuneError } from '../messages/tune.ts'
import { ChangeLog } from './change-log.ts'
import type {
  Claim,
  LapsedTrial,
  Lease,
  StudyChanges,
  StudyRecord,
  StudyStore,
  TrialChanges,
} from './store.ts'
import type { Assignment, TrialRecord } from './trial.ts'

interface Holding extends Lease {
  readonly reason?: string
}

interface Entry {
  study: StudyRecord
  readonly trials: TrialRecord[]
  readonly log: ChangeLog
  readonly queue: Assignment[]
  /** Of running trials. */
  readonly leases: Map<number, Holding>
  readonly kept: Map<number, Uint8Array>
}

/** Studies in this process's memory, gone with it. */
export class MemoryStudyStore implements StudyStore {
  readonly #entries = new Map<string, Entry>()

  async create(study: StudyRecord): Promise<void> {
    this.#refuseTaken(study.name)
    this.#entries.set(study.name, {
      study,
      trials: [],
      log: new ChangeLog(),
      queue: [],
      leases: new Map(),
      kept: new Map(),
    })
  }

  async find(name: string): Promise<StudyRecord | undefined> {
    return this.#entries.get(name)?.study
  }

  async list(): Promise<readonly StudyRecord[]> {
    return [...this.#entries.values()].map(({ study }) => study)
  }

  async update(name: string, changes: StudyChanges): Promise<void> {
    const entry = this.#entry(name)
    const study = { ...entry.study, ...changes }
    if (study.name !== name) this.#refuseTaken(study.name)
    entry.study = study
    // A renamed study keeps its place in the list.
    const entries = [...this.#entries]
    this.#entries.clear()
    for (const [key, each] of entries) this.#entries.set(key === name ? study.name : key, each)
  }

  async remove(name: string): Promise<void> {
    this.#entries.delete(name)
  }

  async trials(study: string): Promise<readonly TrialRecord[]> {
    return [...this.#entry(study).trials]
  }

  async changes(study: string, since: number): Promise<TrialChanges> {
    const { trials, log } = this.#entry(study)
    return { revision: log.revision, trials: log.after(since).flatMap((number) => trials[number] ?? []) }
  }

  async enqueue(study: string, values: readonly Assignment[]): Promise<void> {
    this.#entry(study).queue.push(...values)
  }

  async enqueued(study: string): Promise<readonly Assignment[]> {
    return [...this.#entry(study).queue]
  }

  async begin(
    study: string,
    trial: Omit<TrialRecord, 'number'>,
    { lease, atMost = Number.POSITIVE_INFINITY, number: expected }: Claim = {},
  ): Promise<TrialRecord | undefined> {
    const entry = this.#entry(study)
    const number = entry.trials.length
    if (number >= atMost || number !== (expected ?? number)) return undefined
    const given = entry.queue.shift()
    const begun = { ...trial, ...(given && { given: { ...trial.given, ...given } }), number }
    replace(entry, begun)
    if (lease && begun.state === 'running') entry.leases.set(number, lease)
    return begun
  }

  async write(study: string, trial: TrialRecord, owner?: string): Promise<void> {
    const entry = this.#entry(study)
    this.#refuseLost(entry, trial.number, owner)
    replace(entry, trial)
    if (trial.state !== 'running') entry.leases.delete(trial.number)
  }

  async take(study: string, number: number, lease: Lease): Promise<TrialRecord | undefined> {
    const entry = this.#entry(study)
    const trial = entry.trials[number]
    if (!trial || !(trial.state === 'paused' || hasLapsed(trial, entry.leases.get(number)))) return undefined
    const taken: TrialRecord = { ...trial, state: 'running' }
    replace(entry, taken)
    entry.leases.set(number, lease)
    return taken
  }

  async lapsed(study: string): Promise<readonly LapsedTrial[]> {
    const { trials, leases } = this.#entry(study)
    return [...leases]
      .filter(([number, lease]) => hasLapsed(trials[number], lease))
      .map(([number, { reason }]) => (reason === undefined ? { number } : { number, reason }))
      .sort((a, b) => a.number - b.number)
  }

  async renew(study: string, owner: string, until: number): Promise<void> {
    this.#change(study, owner, { owner, until })
  }

  async release(study: string, owner: string, reason: string): Promise<void> {
    this.#change(study, owner, { owner, until: 0, reason })
  }

  async keep(study: string, trial: number, state: Uint8Array, owner?: string): Promise<void> {
    const entry = this.#entry(study)
    this.#refuseLost(entry, trial, owner)
    entry.kept.set(trial, state.slice())
  }

  async kept(study: string, trial: number): Promise<Uint8Array | undefined> {
    return this.#entry(study).kept.get(trial)?.slice()
  }

  /** What was released stays so. */
  #change(study: string, owner: string, holding: Holding): void {
    const { leases } = this.#entry(study)
    for (const [number, held] of leases) {
      if (held.owner === owner && held.until > 0) leases.set(number, holding)
    }
  }

  #refuseTaken(name: string): void {
    if (this.#entries.has(name)) throw tuneError('study-exists', { name })
  }

  #refuseLost({ study, trials, leases }: Entry, number: number, owner: string | undefined): void {
    if (owner === undefined) return
    const held = leases.get(number)
    if (trials[number]?.state !== 'running' || held?.owner !== owner || held.until === 0) {
      throw tuneError('trial-lost', { study: study.name, number })
    }
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name)
    if (!entry)
      throw tuneError('study-unknown', { name, known: [...this.#entries.keys()].join(', ') || 'none' })
    return entry
  }
}

function replace({ trials, log }: Entry, trial: TrialRecord): void {
  trials[trial.number] = trial
  log.add(trial.number)
}

/** A running trial without a lease belongs to someone who cannot be lost. */
function hasLapsed(trial: TrialRecord | undefined, lease: Lease | undefined): boolean {
  return trial?.state === 'running' && lease !== undefined && lease.until <= Date.now()
}
