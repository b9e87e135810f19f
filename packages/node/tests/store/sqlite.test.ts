import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Study } from 'regimen'
import { afterAll, describe, expect, it } from 'vitest'
import { runStoreContract } from '../../../regimen/tests/train/run-store-contract.ts'
import { studyContract } from '../../../regimen/tests/tune/study-contract.ts'
import { studyStoreContract } from '../../../regimen/tests/tune/study-store-contract.ts'
import { Database } from '../../src/store/database.ts'
import { migrations } from '../../src/store/migrations.ts'
import { SqliteRunStore } from '../../src/store/run-store.ts'
import { SqliteStudyStore } from '../../src/store/study-store.ts'
import * as fresh from './fresh.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'regimen-store-'))
const opened: { close(): void }[] = []
let files = 0
const newFile = () => path.join(folder, `${++files}`, 'store.sqlite')
const closing = <S extends { close(): void }>(store: S): S => {
  opened.push(store)
  return store
}
afterAll(() => {
  for (const store of opened) store.close()
  rmSync(folder, { recursive: true, force: true })
})

studyStoreContract('SQLite', () => {
  const file = newFile()
  return {
    store: closing(new SqliteStudyStore(file)),
    reopened: () => closing(new SqliteStudyStore(file)),
  }
})
studyContract('SQLite', () => {
  const file = newFile()
  return () => closing(new SqliteStudyStore(file))
})
runStoreContract('SQLite', () => closing(new SqliteRunStore(newFile())))

const study = { ...fresh.study, name: 's' } as const

/** Runs a script of this folder in so many processes at once; what each has printed. */
function inProcesses(script: string, count: number, ...argv: readonly string[]): Promise<string[]> {
  const file = path.join(import.meta.dirname, script)
  const one = (index: number) =>
    new Promise<string>((resolve, reject) => {
      const child = spawn(process.execPath, ['--conditions=regimen-source', file, ...argv, String(index)])
      let [out, complaints] = ['', '']
      child.stdout.on('data', (chunk) => {
        out += chunk
      })
      child.stderr.on('data', (chunk) => {
        complaints += chunk
      })
      child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(complaints))))
    })
  return Promise.all(Array.from({ length: count }, (_, index) => one(index)))
}

describe('one file in several hands', () => {
  it('shows to one connection what another has written', async () => {
    const file = newFile()
    const [one, other] = [closing(new SqliteStudyStore(file)), closing(new SqliteStudyStore(file))]
    await one.create(study)
    await other.begin('s', fresh.trial)
    expect(await one.trials('s')).toHaveLength(1)
    await other.write('s', { ...fresh.trial, number: 0, state: 'completed', values: [3] })
    await other.begin('s', fresh.trial)
    expect((await one.trials('s')).map(({ values }) => values)).toEqual([[3], []])
    await one.remove('s')
    await one.create(study)
    expect(await other.trials('s')).toEqual([])
  })

  it('loses and doubles nothing when four processes hammer it', { timeout: 120_000 }, async () => {
    const file = newFile()
    const [processes, rounds] = [4, 100]
    const outputs = await inProcesses('hammer.ts', processes, file, String(rounds))
    const claimed = outputs.flatMap((out) => JSON.parse(out) as number[])
    const numbers = Array.from({ length: processes * rounds }, (_, number) => number)
    expect(claimed.sort((a, b) => a - b)).toEqual(numbers)
    const store = closing(new SqliteStudyStore(file))
    const trials = await store.trials('s')
    expect(trials.map(({ number, values }) => [number, values[0]])).toEqual(
      numbers.map((number) => [number, number]),
    )
    const runs = closing(new SqliteRunStore(file))
    const events = await runs.events('r')
    expect(events).toHaveLength(processes * rounds)
    for (let index = 0; index < processes; index++) {
      const own = events.flatMap((event) => ('epoch' in event && event.epoch === index ? event.step : []))
      expect(own).toEqual(Array.from({ length: rounds }, (_, round) => round))
    }
  })

  it('goes over a grid once and uses what was enqueued once, in four processes', {
    timeout: 60_000,
  }, async () => {
    const file = newFile()
    const outputs = await inProcesses('walk-grid.ts', 4, file)
    const ran = outputs.flatMap((out) => JSON.parse(out) as { x: number; n: number }[])
    const seen = ran.map(({ x, n }) => `${x} ${n}`).sort()
    const points = [1, 2, 3, 4].flatMap((n) => Array.from({ length: 10 }, (_, x) => `${x} ${n}`))
    const enqueued = Array.from({ length: 4 }, (_, index) => `${index + 0.5} 2`)
    expect(seen).toEqual([...points, ...enqueued].sort())
  })

  it('hands over the trials of a process that is gone', async () => {
    const file = newFile()
    await inProcesses('leave.ts', 1, file)
    const store = closing(new SqliteStudyStore(file))
    expect(await store.lapsed('s')).toEqual([{ number: 0 }])
    expect(await store.take('s', 0, { owner: 'me', until: Date.now() + 1000 })).toMatchObject({ number: 0 })
    expect(await store.lapsed('s')).toEqual([])
  })
})

describe('the file', () => {
  it('is told when it is no store', () => {
    const file = path.join(folder, 'text')
    writeFileSync(file, 'this is no database, however long it may be. '.repeat(100))
    expect(() => new SqliteStudyStore(file)).toThrow(expect.objectContaining({ code: 'store-unreadable' }))
    expect(() => new SqliteStudyStore(folder)).toThrow(expect.objectContaining({ code: 'store-unreadable' }))
  })

  it('of an older version is brought up to date with all it has', async () => {
    const file = newFile()
    mkdirSync(path.dirname(file))
    // A dump fills tables before it makes those that they refer to.
    const old = new DatabaseSync(file, { enableForeignKeyConstraints: false })
    old.exec(readFileSync(path.join(import.meta.dirname, '../fixtures/store-version-1.sql'), 'utf8'))
    old.exec('PRAGMA user_version = 1')
    old.close()
    const studies = closing(new SqliteStudyStore(file))
    const runs = closing(new SqliteRunStore(file))
    const about = { createdAt: 1_700_000_000_000, notes: { who: '나' }, tags: ['old'], archived: false }
    expect(await studies.list()).toEqual([
      { name: 'houses', directions: ['minimize'], seed: 3, ...about },
      { name: 'cars', directions: ['maximize', 'minimize'], seed: 2 ** 40, ...about },
    ])
    const domains = { x: { kind: 'float', low: 0, high: 1 } }
    const ended = {
      ...fresh.trial,
      state: 'completed',
      parameters: { x: 0.5 },
      domains,
      startedAt: 1,
      endedAt: 5,
    }
    const reports = [{ step: 1, metrics: { loss: Number.NaN } }]
    expect(await studies.trials('houses')).toEqual([
      { ...ended, number: 0, values: [0.25] },
      { ...ended, number: 1, values: [Number.POSITIVE_INFINITY] },
      { ...fresh.trial, number: 2, state: 'paused', parameters: { x: 0.75 }, reports, startedAt: 1 },
    ])
    expect(await studies.kept('houses', 2)).toEqual(Uint8Array.of(0, 255, 7))
    expect(await runs.list()).toEqual([{ name: 'iris-1', settings: { optimizer: 'adam' }, ...about }])
    expect(await runs.events('iris-1')).toEqual([
      { type: 'checkpoint', step: 4, file: 'f', best: true },
      {
        type: 'ended',
        step: 4,
        epoch: 2,
        reason: 'completed',
        seconds: 1,
        metrics: { trainLoss: Number.NaN },
      },
    ])
    expect(await runs.metrics('iris-1')).toEqual([
      { metric: 'loss', steps: Float64Array.of(1, 2, 3), values: Float64Array.of(0.1, Number.NaN, 1e300) },
    ])
    expect(await runs.artifact('iris-1', 'model')).toEqual(Uint8Array.of(9, 8))
    // And it does what it could not do before.
    const study = await Study.open({ name: 'houses', seed: 3, store: studies })
    await study.enqueue({ x: 0.125 })
    expect(await study.runNext((trial) => trial.float('x', 0, 1))).toMatchObject({
      number: 3,
      values: [0.125],
    })
    const database = closing(new Database(file))
    expect(database.get('PRAGMA user_version')).toEqual({ user_version: migrations.length })
  })

  it('is told when a newer version has written it', () => {
    const file = newFile()
    const database = new Database(file)
    database.execute('PRAGMA user_version = 99')
    database.close()
    expect(() => new SqliteStudyStore(file)).toThrow(expect.objectContaining({ code: 'store-newer' }))
  })

  it('undoes a transaction that throws', () => {
    const database = closing(new Database(newFile()))
    expect(() =>
      database.transaction(() => {
        database.run("INSERT INTO runs (name, record) VALUES ('a', '{}')")
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(database.all('SELECT name FROM runs')).toEqual([])
  })
})
