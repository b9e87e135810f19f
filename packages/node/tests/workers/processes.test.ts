/** Trials in worker processes: killed, hanging, with their main process killed. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { RandomKey, Study, type TrialRecord } from 'regimen'
import { afterAll, describe, expect, it } from 'vitest'
import { optimizeInProcesses, SqliteStudyStore } from '../../src/index.ts'
import square from './square.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'regimen-workers-'))
const here = (file: string) => path.join(import.meta.dirname, file)
const fileOf = (name: string) => path.join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Workers are started as this process is, which the test runner has given options of its own.
process.execArgv = ['--conditions=regimen-source']

const random = RandomKey.fromSeed(Date.now())
let draws = 0
const below = (limit: number) => ((random.child(draws++).bits(1)[0] ?? 0) >>> 0) % limit

describe('300 short trials on 4 processes', () => {
  it('each end exactly once while workers are killed at random', { timeout: 120_000 }, async () => {
    const alive: number[] = []
    const told: number[] = []
    let kills = 0
    const study = await optimizeInProcesses(here('square.ts'), {
      file: fileOf('killed.sqlite'),
      trials: 300,
      workers: 4,
      retries: 8,
      onTrial: ({ number }) => {
        told.push(number)
        // About every fiftieth trial, a while later: whatever the victim does then.
        if (told.length % 50 === 0) setTimeout(kill, below(20))
      },
      onWorker: (id) => alive.push(id),
    })
    function kill() {
      const [victim] = alive.splice(below(alive.length), 1)
      if (victim === undefined) return
      try {
        process.kill(victim, 'SIGKILL')
        kills++
      } catch {
        // It has ended by itself.
      }
    }
    const numbers = Array.from({ length: 300 }, (_, number) => number)
    const trials = await study.trials()
    expect(trials.map(({ number }) => number)).toEqual(numbers)
    expect(trials.filter(({ state }) => state !== 'completed')).toEqual([])
    expect(told.toSorted((a, b) => a - b)).toEqual(numbers)
    expect(kills).toBeGreaterThan(2)
    // The values are those of a study in one process: they hang on seed and number alone.
    const alone = await Study.open({ ...square })
    await alone.optimize(square.objective, { trials: 300, concurrency: 50 })
    expect(trials.map(({ parameters, values }) => [parameters, values])).toEqual(
      (await alone.trials()).map(({ parameters, values }) => [parameters, values]),
    )
  })
})

describe('a main process that is killed', () => {
  it('goes on to the same trials as one that was left alone', { timeout: 120_000 }, async () => {
    const file = fileOf('main.sqlite')
    const argv = ['--conditions=regimen-source', here('main.ts'), here('learning.ts'), file, '40', '1', '5']
    const told: number[] = []
    const attempt = (kill: boolean) =>
      new Promise<number | null>((resolve) => {
        const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
        let heard = 0
        child.stdout.on('data', (chunk: Buffer) => {
          const numbers = chunk.toString().trim().split('\n').map(Number)
          told.push(...numbers)
          heard += numbers.length
          if (kill && heard > 2) child.kill('SIGKILL')
        })
        child.on('close', resolve)
      })
    expect(await attempt(true)).toBeNull()
    // On a busy machine its lines may arrive when it has done all: then it ends by itself.
    expect([null, 0]).toContain(await attempt(true))
    expect(await attempt(false)).toBe(0)
    const store = new SqliteStudyStore(file)
    const trials = await store.trials('study')
    store.close()
    const { default: learning } = await import('./learning.ts')
    const alone = await Study.open({ ...learning, seed: 5 })
    while (await alone.runNext(learning.objective, 40)) {
      // One after the other.
    }
    const seen = (records: typeof trials) =>
      records.map(({ number, state, parameters, values, reports }) => ({
        number,
        state,
        parameters,
        values,
        reports,
      }))
    expect(seen(trials)).toEqual(seen(await alone.trials()))
    expect(new Set(told).size).toBe(told.length)
  })
})

describe('a study that is there', () => {
  it('goes on with its own seed and directions where nobody says others', { timeout: 60_000 }, async () => {
    const file = fileOf('there.sqlite')
    const store = new SqliteStudyStore(file)
    const record = { name: 'study', directions: ['maximize'], seed: 9, createdAt: 0 } as const
    await store.create({ ...record, notes: {}, tags: [], archived: false })
    store.close()
    const study = await optimizeInProcesses(here('square.ts'), { file, trials: 3, workers: 1 })
    expect([study.seed, study.directions]).toEqual([9, ['maximize']])
    const alone = await Study.open({ ...square, seed: 9, directions: 'maximize' })
    await alone.optimize(square.objective, { trials: 3 })
    const values = (trials: readonly TrialRecord[]) => trials.map((trial) => [trial.parameters, trial.values])
    expect(values(await study.trials())).toEqual(values(await alone.trials()))
    expect((await study.best())?.number).toBe((await alone.best())?.number)
    const other = optimizeInProcesses(here('square.ts'), { file, trials: 1, seed: 11 })
    await expect(other).rejects.toMatchObject({ code: 'study-mismatch' })
  })

  it('is abandoned at once: its workers are killed, its trials are taken up later', {
    timeout: 60_000,
  }, async () => {
    const file = fileOf('abandoned.sqlite')
    const abandon = new AbortController()
    const reason = new Error('enough')
    const workers: number[] = []
    const options = { file, workers: 2, trials: 100_000, abandon: abandon.signal }
    const onTrial = () => abandon.abort(reason)
    const onWorker = (id: number) => workers.push(id)
    const module = here('square.ts')
    await expect(optimizeInProcesses(module, { ...options, onTrial, onWorker })).rejects.toBe(reason)
    // None was started in place of those that were killed.
    expect(workers).toHaveLength(2)
    await expect(optimizeInProcesses(module, { ...options, onWorker })).rejects.toBe(reason)
    expect(workers).toHaveLength(2)
    const store = new SqliteStudyStore(file)
    const { length } = await store.trials('study')
    store.close()
    const study = await optimizeInProcesses(module, { file, workers: 1, trials: 1 })
    const trials = await study.trials()
    expect(trials).toHaveLength(length + 1)
    expect(trials.filter(({ state }) => state !== 'completed')).toEqual([])
  })
})

describe('workers that fail', () => {
  it('lose nothing: their trials are retried, then given up with the reason', {
    timeout: 120_000,
  }, async () => {
    const study = await optimizeInProcesses(here('faults.ts'), {
      file: fileOf('faults.sqlite'),
      trials: 6,
      workers: 2,
      retries: 1,
      leaseSeconds: 2,
    })
    const trials = await study.trials()
    expect(trials.map(({ state, retries, error, notes }) => [state, retries, error, notes.before])).toEqual([
      ['completed', 0, undefined, ''],
      ['completed', 1, undefined, '1'],
      ['failed', 1, expect.stringContaining('2 attempts: its process ended (exit code 7)'), undefined],
      ['completed', 1, undefined, '3'],
      ['failed', 0, 'no such file', ''],
      ['completed', 0, undefined, ''],
    ])
  })

  it('say so when their module is broken', async () => {
    const options = { file: fileOf('none.sqlite'), trials: 1 }
    await expect(optimizeInProcesses(here('no-such-file.ts'), options)).rejects.toMatchObject({
      code: 'tuning-module',
    })
    await expect(optimizeInProcesses(here('from-best.ts'), options)).rejects.toMatchObject({
      code: 'tuning-module',
    })
  })
})
