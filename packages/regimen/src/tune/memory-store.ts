/** Studies in this process's memory, gone with it. */
import { RegimenError } from '../errors.ts'
import type { StudyRecord, StudyStore } from './store.ts'
import type { TrialRecord } from './trial.ts'

interface Entry {
  readonly study: StudyRecord
  readonly trials: TrialRecord[]
  readonly kept: Map<number, Uint8Array>
}

/** Keeps studies for as long as the process lives. */
export class MemoryStudyStore implements StudyStore {
  private readonly entries = new Map<string, Entry>()

  async create(study: StudyRecord): Promise<void> {
    if (this.entries.has(study.name)) throw new RegimenError('study-exists', { name: study.name })
    this.entries.set(study.name, { study, trials: [], kept: new Map() })
  }

  async find(name: string): Promise<StudyRecord | undefined> {
    return this.entries.get(name)?.study
  }

  async list(): Promise<readonly StudyRecord[]> {
    return [...this.entries.values()].map(({ study }) => study)
  }

  async remove(name: string): Promise<void> {
    this.entries.delete(name)
  }

  async trials(study: string): Promise<readonly TrialRecord[]> {
    return [...this.entry(study).trials]
  }

  async begin(study: string, trial: Omit<TrialRecord, 'number'>): Promise<TrialRecord> {
    const { trials } = this.entry(study)
    const begun = { ...trial, number: trials.length }
    trials.push(begun)
    return begun
  }

  async write(study: string, trial: TrialRecord): Promise<void> {
    this.entry(study).trials[trial.number] = trial
  }

  async keep(study: string, trial: number, state: Uint8Array): Promise<void> {
    this.entry(study).kept.set(trial, state.slice())
  }

  async kept(study: string, trial: number): Promise<Uint8Array | undefined> {
    return this.entry(study).kept.get(trial)?.slice()
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name)
    if (!entry)
      throw new RegimenError('study-unknown', { name, known: [...this.entries.keys()].join(', ') || 'none' })
    return entry
  }
}
