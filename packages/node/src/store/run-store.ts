/** Runs in a SQLite file. */
import {
  joinPoints,
  type MetricPoints,
  pointsUpTo,
  type RunChanges,
  type RunRecord,
  type RunStore,
  standsAfterCut,
  type TrainingEvent,
  tuneError,
} from 'regimen'
import { Database, type Row } from './database.ts'
import { decodeJson, encodeJson } from './json.ts'

/** A run store in one file, for several processes at once. It may be the same file as that of studies. */
export class SqliteRunStore implements RunStore {
  private readonly database: Database

  /** @throws RegimenError `store-unreadable`, `store-newer`. */
  constructor(file: string) {
    this.database = new Database(file)
  }

  close(): void {
    this.database.close()
  }

  async create(run: RunRecord): Promise<void> {
    const { name, ...record } = run
    const sql = 'INSERT INTO runs (name, record) VALUES (?, ?) ON CONFLICT (name) DO NOTHING'
    if (this.database.run(sql, name, encodeJson(record)) === 0) throw tuneError('run-exists', { name })
  }

  async find(name: string): Promise<RunRecord | undefined> {
    const row = this.database.get('SELECT name, record FROM runs WHERE name = ?', name)
    return row && runOf(row)
  }

  async list(): Promise<readonly RunRecord[]> {
    return this.database.all('SELECT name, record FROM runs ORDER BY id').map(runOf)
  }

  async update(name: string, changes: RunChanges): Promise<void> {
    this.database.transaction(() => {
      const id = this.idOf(name)
      const row = this.database.get('SELECT name, record FROM runs WHERE id = ?', id)
      if (!row) return
      const { name: next, ...record } = { ...runOf(row), ...changes }
      if (next !== name && this.database.get('SELECT id FROM runs WHERE name = ?', next))
        throw tuneError('run-exists', { name: next })
      this.database.run('UPDATE runs SET name = ?, record = ? WHERE id = ?', next, encodeJson(record), id)
    })
  }

  async remove(name: string): Promise<void> {
    this.database.run('DELETE FROM runs WHERE name = ?', name)
  }

  async appendEvents(run: string, events: readonly TrainingEvent[]): Promise<void> {
    this.database.transaction(() => {
      const id = this.idOf(run)
      for (const event of events) {
        this.database.run('INSERT INTO events (run, record) VALUES (?, ?)', id, encodeJson(event))
      }
    })
  }

  async events(run: string): Promise<readonly TrainingEvent[]> {
    const sql = 'SELECT record FROM events WHERE run = ? ORDER BY place'
    return this.database.all(sql, this.idOf(run)).map(eventOf)
  }

  async appendMetrics(run: string, points: readonly MetricPoints[]): Promise<void> {
    this.database.transaction(() => {
      const id = this.idOf(run)
      for (const each of points) this.insertPoints(id, each)
    })
  }

  async metrics(run: string): Promise<readonly MetricPoints[]> {
    const sql = 'SELECT metric, points FROM metrics WHERE run = ? ORDER BY place'
    return joinPoints(this.database.all(sql, this.idOf(run)).map(pointsOf))
  }

  async cutAfter(run: string, step: number): Promise<void> {
    this.database.transaction(() => {
      const id = this.idOf(run)
      for (const row of this.database.all('SELECT place, record FROM events WHERE run = ?', id)) {
        if (!standsAfterCut(eventOf(row), step))
          this.database.run('DELETE FROM events WHERE place = ?', Number(row.place))
      }
      const cut = this.database.all('SELECT * FROM metrics WHERE run = ? AND last_step > ?', id, step)
      for (const row of cut) {
        this.database.run('DELETE FROM metrics WHERE place = ?', Number(row.place))
        this.insertPoints(id, pointsUpTo(pointsOf(row), step))
      }
    })
  }

  async saveArtifact(run: string, name: string, content: Uint8Array): Promise<void> {
    const sql =
      'INSERT INTO artifacts (run, name, content) VALUES (?, ?, ?) ' +
      'ON CONFLICT (run, name) DO UPDATE SET content = excluded.content'
    this.database.run(sql, this.idOf(run), name, content)
  }

  async artifact(run: string, name: string): Promise<Uint8Array | undefined> {
    const sql = 'SELECT content FROM artifacts WHERE run = ? AND name = ?'
    const content = this.database.get(sql, this.idOf(run), name)?.content
    return content instanceof Uint8Array ? content : undefined
  }

  async artifacts(run: string): Promise<readonly string[]> {
    const sql = 'SELECT name FROM artifacts WHERE run = ? ORDER BY name'
    return this.database.all(sql, this.idOf(run)).map(({ name }) => String(name))
  }

  private insertPoints(id: number, points: MetricPoints): void {
    const last = points.steps.at(-1)
    if (last === undefined) return
    const sql = 'INSERT INTO metrics (run, metric, last_step, points) VALUES (?, ?, ?, ?)'
    this.database.run(sql, id, points.metric, last, packPoints(points))
  }

  private idOf(name: string): number {
    const row = this.database.get('SELECT id FROM runs WHERE name = ?', name)
    if (row) return Number(row.id)
    const known = this.database.all('SELECT name FROM runs ORDER BY id').map((each) => each.name)
    throw tuneError('run-unknown', { name, known: known.join(', ') || 'none' })
  }
}

/** Twelve bytes a point: all values as float64, then all steps as whole numbers of 32 bits, little-endian. */
export function packPoints({ steps, values }: MetricPoints): Uint8Array {
  const bytes = new Uint8Array(values.length * 12)
  const view = new DataView(bytes.buffer)
  values.forEach((value, index) => {
    view.setFloat64(index * 8, value, true)
  })
  steps.forEach((step, index) => {
    view.setUint32(values.length * 8 + index * 4, step, true)
  })
  return bytes
}

export function unpackPoints(metric: string, bytes: Uint8Array): MetricPoints {
  const length = bytes.length / 12
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const indices = Array.from({ length }, (_, index) => index)
  return {
    metric,
    steps: Float64Array.from(indices, (index) => view.getUint32(length * 8 + index * 4, true)),
    values: Float64Array.from(indices, (index) => view.getFloat64(index * 8, true)),
  }
}

function pointsOf({ metric, points }: Row): MetricPoints {
  return unpackPoints(String(metric), points instanceof Uint8Array ? points : new Uint8Array())
}

function eventOf({ record }: Row): TrainingEvent {
  return decodeJson<TrainingEvent>(String(record))
}

function runOf({ name, record }: Row): RunRecord {
  return { ...decodeJson<Omit<RunRecord, 'name'>>(String(record)), name: String(name) }
}
