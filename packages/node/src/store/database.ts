/** One SQLite file that several processes read and write at once. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { RegimenError, tuneError } from 'regimen'
import { migrations } from './migrations.ts'

export type Row = Record<string, null | number | bigint | string | Uint8Array>
type Parameter = null | number | string | Uint8Array

/** A process waits so long for the others before it gives up: each holds the file for milliseconds. */
const patienceMilliseconds = 30_000

export class Database {
  private readonly connection: DatabaseSync
  private readonly statements = new Map<string, StatementSync>()
  /** Depth of the transaction that is open. */
  private inside = false

  /**
   * Makes the file, and the folders above it, where it is not there; brings its tables up to date.
   * @throws RegimenError `store-unreadable`, `store-newer`.
   */
  constructor(file: string) {
    if (file !== ':memory:') mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
    this.connection = openFile(file)
    try {
      migrate(this, file)
    } catch (error) {
      this.connection.close()
      throw error instanceof RegimenError ? error : unreadable(file, error)
    }
  }

  all(sql: string, ...parameters: readonly Parameter[]): Row[] {
    return patiently(() => this.statement(sql).all(...parameters))
  }

  get(sql: string, ...parameters: readonly Parameter[]): Row | undefined {
    return patiently(() => this.statement(sql).get(...parameters))
  }

  /** The number of rows that were changed. */
  run(sql: string, ...parameters: readonly Parameter[]): number {
    return patiently(() => Number(this.statement(sql).run(...parameters).changes))
  }

  /** @internal Several statements without parameters. */
  execute(sql: string): void {
    patiently(() => this.connection.exec(sql))
  }

  /** All of it or nothing. Immediate: whoever reads in order to write must not find out at the end that he cannot. */
  transaction<T>(work: () => T): T {
    if (this.inside) return work()
    this.execute('BEGIN IMMEDIATE')
    this.inside = true
    try {
      const result = work()
      this.execute('COMMIT')
      return result
    } catch (error) {
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK')
      throw error
    } finally {
      this.inside = false
    }
  }

  close(): void {
    this.statements.clear()
    if (this.connection.isOpen) this.connection.close()
  }

  private statement(sql: string): StatementSync {
    const known = this.statements.get(sql)
    if (known) return known
    const prepared = this.connection.prepare(sql)
    this.statements.set(sql, prepared)
    return prepared
  }
}

function openFile(file: string): DatabaseSync {
  const sqlite = loadSqlite()
  let connection: DatabaseSync | undefined
  try {
    const opened = new sqlite.DatabaseSync(file, { timeout: patienceMilliseconds })
    connection = opened
    // Of two processes that turn a new file to WAL at once, one is refused without having waited.
    patiently(() => opened.exec('PRAGMA journal_mode = WAL'))
    // A killed process loses nothing with it; a power cut may lose the last transactions, but never breaks the file.
    opened.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    return opened
  } catch (error) {
    connection?.close()
    throw unreadable(file, error)
  }
}

/** Loaded when the first store is opened; releases in which it is called experimental need not say so to users. */
function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}

function migrate(database: Database, file: string): void {
  const versionOf = () => Number(database.get('PRAGMA user_version')?.user_version)
  if (versionOf() === migrations.length) return
  database.transaction(() => {
    // Another process may have been faster.
    const version = versionOf()
    if (version > migrations.length) {
      throw tuneError('store-newer', { file, version, known: migrations.length })
    }
    for (const sql of migrations.slice(version)) database.execute(sql)
    database.execute(`PRAGMA user_version = ${migrations.length}`)
  })
}

function unreadable(file: string, cause: unknown): RegimenError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return tuneError('store-unreadable', { file, reason }, { cause })
}

const busy = 5

/** SQLite refuses some requests at once, whatever its timeout is: those are repeated here. */
function patiently<T>(work: () => T): T {
  const end = Date.now() + patienceMilliseconds
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error
      sleep(1 + Math.random() * 9)
    }
  }
}

function isBusy(error: unknown): boolean {
  // The upper bits tell kinds of being busy apart.
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === busy
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
