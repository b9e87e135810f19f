/** Studies in this process's memory, gone with it. */
import { tuneError } from '../messages/tune.ts'
import type { LapsedTrial, Lease, StudyChanges, StudyRecord, StudyStore } from './store.ts'
import type { TrialRecord } from './trial.ts'

interface Holding extends Lease {
  readonly reason?: string
}

interface Entry {
  study: StudyRecord
  readonly trials: TrialRecord[]
  readonly leases: Map<number, Holding>
  readonly kept: Map<number, Uint8Array>
}

/** Studies in this process's memory, gone with it. */
export class MemoryStudyStore implements StudyStore {
  readonly #entries = new Map<string, Entry>()

  async create(study: StudyRecord): Promise<void> {
    this.#refuseTaken(study.name)
    this.#entries.set(study.name, { study, trials: [], leases: new Map(), kept: new Map() })
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

  async begin(
    study: string,
    trial: Omit<TrialRecord, 'number'>,
    lease?: Lease,
    atMost = Number.POSITIVE_INFINITY,
  ): Promise<TrialRecord | undefined> {
    const { trials, leases } = this.#entry(study)
    if (trials.length >= atMost) return undefined
    const begun = { ...trial, number: trials.length }
    trials.push(begun)
    if (lease && begun.state === 'running') leases.set(begun.number, lease)
    return begun
  }

  async write(study: string, trial: TrialRecord, owner?: string): Promise<void> {
    const entry = this.#entry(study)
    this.#refuseLost(entry, trial.number, owner)
    entry.trials[trial.number] = trial
    if (trial.state !== 'running') entry.leases.delete(trial.number)
  }

  async take(study: string, number: number, lease: Lease): Promise<TrialRecord | undefined> {
    const entry = this.#entry(study)
    const trial = entry.trials[number]
    if (!trial || !(trial.state === 'paused' || hasLapsed(trial, entry.leases.get(number)))) return undefined
    const taken: TrialRecord = { ...trial, state: 'running' }
    entry.trials[number] = taken
    entry.leases.set(number, lease)
    return taken
  }

  async lapsed(study: string): Promise<readonly LapsedTrial[]> {
    const { trials, leases } = this.#entry(study)
    return trials
      .filter((trial) => hasLapsed(trial, leases.get(trial.number)))
      .map(({ number }) => {
        const reason = leases.get(number)?.reason
        return reason === undefined ? { number } : { number, reason }
      })
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

/** A running trial without a lease belongs to someone who cannot be lost. */
function hasLapsed({ state }: TrialRecord, lease: Lease | undefined): boolean {
  return state === 'running' && lease !== undefined && lease.until <= Date.now()
}
