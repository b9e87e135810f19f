/** Runs in this process's memory, gone with it. */
import { tuneError } from '../messages/tune.ts'
import type { TrainingEvent } from './events.ts'
import {
  joinPoints,
  type MetricPoints,
  pointsUpTo,
  type RunChanges,
  type RunRecord,
  type RunStore,
  standsAfterCut,
} from './run-store.ts'

interface Entry {
  run: RunRecord
  events: TrainingEvent[]
  points: MetricPoints[]
  readonly artifacts: Map<string, Uint8Array>
}

/** Runs in this process's memory, gone with it. */
export class MemoryRunStore implements RunStore {
  #entries: Entry[] = []

  async create(run: RunRecord): Promise<void> {
    this.#refuseTaken(run.name)
    this.#entries.push({ run, events: [], points: [], artifacts: new Map() })
  }

  async find(name: string): Promise<RunRecord | undefined> {
    return this.#entries.find(({ run }) => run.name === name)?.run
  }

  async list(): Promise<readonly RunRecord[]> {
    return this.#entries.map(({ run }) => run)
  }

  async update(name: string, changes: RunChanges): Promise<void> {
    const entry = this.#entry(name)
    if (changes.name !== undefined && changes.name !== name) this.#refuseTaken(changes.name)
    entry.run = { ...entry.run, ...changes }
  }

  async remove(name: string): Promise<void> {
    this.#entries = this.#entries.filter(({ run }) => run.name !== name)
  }

  async appendEvents(run: string, events: readonly TrainingEvent[]): Promise<void> {
    this.#entry(run).events.push(...events)
  }

  async events(run: string): Promise<readonly TrainingEvent[]> {
    return [...this.#entry(run).events]
  }

  async appendMetrics(run: string, points: readonly MetricPoints[]): Promise<void> {
    const copies = points.map(({ metric, steps, values }) => ({
      metric,
      steps: steps.slice(),
      values: values.slice(),
    }))
    this.#entry(run).points.push(...copies)
  }

  async metrics(run: string): Promise<readonly MetricPoints[]> {
    return joinPoints(this.#entry(run).points)
  }

  async cutAfter(run: string, step: number): Promise<void> {
    const entry = this.#entry(run)
    entry.events = entry.events.filter((event) => standsAfterCut(event, step))
    entry.points = entry.points
      .map((points) => pointsUpTo(points, step))
      .filter(({ steps }) => steps.length > 0)
  }

  async saveArtifact(run: string, name: string, content: Uint8Array): Promise<void> {
    this.#entry(run).artifacts.set(name, content.slice())
  }

  async artifact(run: string, name: string): Promise<Uint8Array | undefined> {
    return this.#entry(run).artifacts.get(name)?.slice()
  }

  async artifacts(run: string): Promise<readonly string[]> {
    return [...this.#entry(run).artifacts.keys()].sort()
  }

  #refuseTaken(name: string): void {
    if (this.#entries.some(({ run }) => run.name === name)) throw tuneError('run-exists', { name })
  }

  #entry(name: string): Entry {
    const entry = this.#entries.find(({ run }) => run.name === name)
    if (entry) return entry
    const known = this.#entries.map(({ run }) => run.name).join(', ') || 'none'
    throw tuneError('run-unknown', { name, known })
  }
}
