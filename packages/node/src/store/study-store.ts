/** Studies in a SQLite file. */
import {
  type Assignment,
  type Claim,
  type LapsedTrial,
  type Lease,
  type StudyChanges,
  type StudyRecord,
  type StudyStore,
  type TrialChanges,
  type TrialRecord,
  tuneError,
} from 'regimen'
import { Database, type Row } from './database.ts'
import { decodeJson, encodeJson } from './json.ts'
import { isGone, type Residence, residenceHere } from './processes.ts'

/** The options of `SqliteStudyStore`. */
export interface SqliteStudyStoreOptions {
  /** The process that supervises this one, when there is one: once it is gone, others may take up the trials. */
  readonly supervisor?: number
}

const setLease = 'owner = ?, until = ?, reason = NULL, host = ?, process = ?, supervisor = ?'
const noLease = 'owner = NULL, until = NULL, reason = NULL'

/**
 * A study store in one file, for several processes at once. A trial whose process has ended on this machine counts as
 * lapsed at once, whatever its lease says.
 */
export class SqliteStudyStore implements StudyStore {
  private readonly database: Database
  private readonly residence: Residence

  /** @throws RegimenError `store-unreadable`, `store-newer`. */
  constructor(file: string, { supervisor }: SqliteStudyStoreOptions = {}) {
    this.database = new Database(file)
    this.residence = residenceHere(supervisor ?? null)
  }

  close(): void {
    this.database.close()
  }

  async create(study: StudyRecord): Promise<void> {
    const { name, ...record } = study
    const sql = 'INSERT INTO studies (name, record) VALUES (?, ?) ON CONFLICT (name) DO NOTHING'
    if (this.database.run(sql, name, encodeJson(record)) === 0) throw tuneError('study-exists', { name })
  }

  async find(name: string): Promise<StudyRecord | undefined> {
    const row = this.database.get('SELECT name, record FROM studies WHERE name = ?', name)
    return row && studyOf(row)
  }

  async list(): Promise<readonly StudyRecord[]> {
    return this.database.all('SELECT name, record FROM studies ORDER BY id').map(studyOf)
  }

  async update(name: string, changes: StudyChanges): Promise<void> {
    this.database.transaction(() => {
      const id = this.idOf(name)
      const row = this.database.get('SELECT name, record FROM studies WHERE id = ?', id)
      if (!row) return
      const { name: next, ...record } = { ...studyOf(row), ...changes }
      if (next !== name && this.database.get('SELECT id FROM studies WHERE name = ?', next))
        throw tuneError('study-exists', { name: next })
      this.database.run('UPDATE studies SET name = ?, record = ? WHERE id = ?', next, encodeJson(record), id)
    })
  }

  async remove(name: string): Promise<void> {
    this.database.run('DELETE FROM studies WHERE name = ?', name)
  }

  async trials(study: string): Promise<readonly TrialRecord[]> {
    return (await this.changes(study, 0)).trials
  }

  async changes(study: string, since: number): Promise<TrialChanges> {
    const sql = 'SELECT number, record, revision FROM trials WHERE study = ? AND revision > ? ORDER BY number'
    const rows = this.database.all(sql, this.idOf(study), since)
    const revision = rows.reduce((latest, row) => Math.max(latest, Number(row.revision)), since)
    return { revision, trials: rows.map(trialOf) }
  }

  async enqueue(study: string, values: readonly Assignment[]): Promise<void> {
    this.database.transaction(() => {
      const id = this.idOf(study)
      for (const each of values)
        this.database.run('INSERT INTO enqueued (study, record) VALUES (?, ?)', id, encodeJson(each))
    })
  }

  async enqueued(study: string): Promise<readonly Assignment[]> {
    const sql = 'SELECT record FROM enqueued WHERE study = ? ORDER BY place'
    return this.database.all(sql, this.idOf(study)).map(assignmentOf)
  }

  async begin(
    study: string,
    trial: Omit<TrialRecord, 'number'>,
    { lease, atMost = Number.POSITIVE_INFINITY, number: expected }: Claim = {},
  ): Promise<TrialRecord | undefined> {
    return this.database.transaction(() => {
      const id = this.idOf(study)
      const sql = 'SELECT COALESCE(MAX(number) + 1, 0) AS next FROM trials WHERE study = ?'
      const number = Number(this.database.get(sql, id)?.next)
      if (number >= atMost || number !== (expected ?? number)) return undefined
      const given = this.dequeue(id)
      const begun = { ...trial, ...(given && { given: { ...trial.given, ...given } }) }
      this.database.run(
        'INSERT INTO trials (study, number, state, record, revision) VALUES (?, ?, ?, ?, ?)',
        id,
        number,
        begun.state,
        encodeJson(begun),
        this.nextRevision(id),
      )
      if (lease && begun.state === 'running') this.lease(id, number, lease)
      return { ...begun, number }
    })
  }

  async write(study: string, trial: TrialRecord, owner?: string): Promise<void> {
    this.database.transaction(() => {
      const id = this.idOf(study)
      this.refuseLost(id, study, trial.number, owner)
      this.replace(id, trial)
    })
  }

  async take(study: string, number: number, lease: Lease): Promise<TrialRecord | undefined> {
    return this.database.transaction(() => {
      const id = this.idOf(study)
      const row = this.database.get('SELECT * FROM trials WHERE study = ? AND number = ?', id, number)
      if (!row || !(row.state === 'paused' || hasLapsed(row))) return undefined
      const taken: TrialRecord = { ...trialOf(row), state: 'running' }
      this.replace(id, taken)
      this.lease(id, number, lease)
      return taken
    })
  }

  async lapsed(study: string): Promise<readonly LapsedTrial[]> {
    const sql =
      'SELECT number, state, owner, until, reason, host, process, supervisor FROM trials ' +
      'WHERE study = ? AND owner IS NOT NULL ORDER BY number'
    return this.database
      .all(sql, this.idOf(study))
      .filter(hasLapsed)
      .map(({ number, reason }) =>
        reason === null ? { number: Number(number) } : { number: Number(number), reason: String(reason) },
      )
  }

  async renew(study: string, owner: string, until: number): Promise<void> {
    const sql = 'UPDATE trials SET until = ? WHERE study = ? AND owner = ? AND until > 0'
    this.database.run(sql, until, this.idOf(study), owner)
  }

  async release(study: string, owner: string, reason: string): Promise<void> {
    const sql = 'UPDATE trials SET until = 0, reason = ? WHERE study = ? AND owner = ? AND until > 0'
    this.database.run(sql, reason, this.idOf(study), owner)
  }

  async keep(study: string, trial: number, state: Uint8Array, owner?: string): Promise<void> {
    this.database.transaction(() => {
      const id = this.idOf(study)
      this.refuseLost(id, study, trial, owner)
      const sql =
        'INSERT INTO kept (study, number, content) VALUES (?, ?, ?) ' +
        'ON CONFLICT (study, number) DO UPDATE SET content = excluded.content'
      this.database.run(sql, id, trial, state)
    })
  }

  async kept(study: string, trial: number): Promise<Uint8Array | undefined> {
    const sql = 'SELECT content FROM kept WHERE study = ? AND number = ?'
    const content = this.database.get(sql, this.idOf(study), trial)?.content
    return content instanceof Uint8Array ? content : undefined
  }

  private dequeue(id: number): Assignment | undefined {
    const next = 'SELECT place FROM enqueued WHERE study = ? ORDER BY place LIMIT 1'
    const row = this.database.get(`DELETE FROM enqueued WHERE place = (${next}) RETURNING record`, id)
    return row && assignmentOf(row)
  }

  private replace(id: number, trial: TrialRecord): void {
    const { number, ...record } = trial
    const lease = trial.state === 'running' ? '' : `, ${noLease}`
    this.database.run(
      `UPDATE trials SET state = ?, record = ?, revision = ?${lease} WHERE study = ? AND number = ?`,
      trial.state,
      encodeJson(record),
      this.nextRevision(id),
      id,
      number,
    )
  }

  private lease(id: number, number: number, { owner, until }: Lease): void {
    const { host, process, supervisor } = this.residence
    const sql = `UPDATE trials SET ${setLease} WHERE study = ? AND number = ?`
    this.database.run(sql, owner, until, host, process, supervisor, id, number)
  }

  /** Rises with every change of a trial: whoever has seen one has seen all before. */
  private nextRevision(id: number): number {
    const sql = 'UPDATE studies SET revision = revision + 1 WHERE id = ? RETURNING revision'
    return Number(this.database.get(sql, id)?.revision)
  }

  private refuseLost(id: number, study: string, number: number, owner: string | undefined): void {
    if (owner === undefined) return
    const sql = 'SELECT state, owner, until FROM trials WHERE study = ? AND number = ?'
    const row = this.database.get(sql, id, number)
    if (row?.state !== 'running' || row.owner !== owner || row.until === 0)
      throw tuneError('trial-lost', { study, number })
  }

  private idOf(name: string): number {
    const row = this.database.get('SELECT id FROM studies WHERE name = ?', name)
    if (row) return Number(row.id)
    const known = this.database.all('SELECT name FROM studies ORDER BY id').map((each) => each.name)
    throw tuneError('study-unknown', { name, known: known.join(', ') || 'none' })
  }
}

function hasLapsed({ state, owner, until, host, process, supervisor }: Row): boolean {
  if (state !== 'running' || owner === null) return false
  if (Number(until) <= Date.now()) return true
  const residence = {
    host: String(host),
    process: Number(process),
    supervisor: supervisor === null || supervisor === undefined ? null : Number(supervisor),
  }
  return isGone(residence)
}

function studyOf({ name, record }: Row): StudyRecord {
  return { ...decodeJson<Omit<StudyRecord, 'name'>>(String(record)), name: String(name) }
}

function assignmentOf({ record }: Row): Assignment {
  return decodeJson<Assignment>(String(record))
}

function trialOf({ number, record }: Row): TrialRecord {
  return { ...decodeJson<Omit<TrialRecord, 'number'>>(String(record)), number: Number(number) }
}
