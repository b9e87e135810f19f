/** `regimen tune`, `studies` and `runs`, as a user calls them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SqliteStudyStore } from '@regimen/node'
import { Study, type TrialRecord } from 'regimen'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { regimen, temporaryFolder } from './command.ts'
import { inProcess } from './fake-terminal.ts'
import search from './search.fixture.ts'

/** Several processes, one after the other, where the machine is busy. */
const slow = { timeout: 120_000 }

const config = path.join(import.meta.dirname, 'search.fixture.ts')
let folder = ''
let cleanUp = () => {}
const call = (...argv: string[]) => regimen(argv, { cwd: folder })

beforeAll(async () => {
  folder = temporaryFolder((remove) => {
    cleanUp = remove
  })
  const first = await call('tune', config, '--trials', '8', '--workers', '1', '--name', 'first', '--json')
  expect(first.stderr).toContain('8/8')
  expect(first.code).toBe(0)
  expect(JSON.parse(first.stdout)).toMatchObject({ study: 'first', trials: 8, report: 'runs/first.html' })
})
afterAll(() => cleanUp())

describe('regimen tune', () => {
  it('leaves a report with its plots, and nothing that is loaded from elsewhere', () => {
    const html = readFileSync(path.join(folder, 'runs', 'first.html'), 'utf8')
    expect(html.split('<svg ').length - 1).toBeGreaterThanOrEqual(7)
    expect(html).not.toMatch(/NaN|undefined|<script|src=/)
  })

  it('goes on only when it is told to', async () => {
    const own = ['--store', path.join(folder, 'runs', 'regimen.sqlite'), '--name']
    const thrown = { exitCode: 1 }
    const again = inProcess(['tune', config, ...own, 'first'])
    await expect(again).rejects.toMatchObject({ ...thrown, message: expect.stringContaining('--resume') })
    const none = inProcess(['tune', config, ...own, 'none', '--resume'])
    await expect(none).rejects.toMatchObject({
      ...thrown,
      message: expect.stringContaining('without --resume'),
    })
    const more = await call('tune', config, '--name', 'first', '--trials', '10', '--resume', '--json')
    expect(JSON.parse(more.stdout)).toMatchObject({ trials: 10 })
  })

  it('says what is wrong with its file', async () => {
    const missing = await call('tune', 'nowhere.ts')
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('nowhere.ts')])
    const empty = path.join(folder, 'empty.mjs')
    writeFileSync(empty, 'export default {}\n')
    await expect(inProcess(['tune', empty])).rejects.toThrow('defineTuning')
  })
})

/** What a study in this process comes to that nobody disturbs. */
async function undisturbed(trials: number, seed = 0) {
  const study = await Study.open({ ...search, seed })
  while (await study.runNext(search.objective, trials)) {
    // One after the other.
  }
  return seen(await study.trials())
}

function seen(trials: readonly TrialRecord[]) {
  return trials.map(({ number, state, parameters, values, reports }) => ({
    ...{ number, state, parameters, values, reports },
  }))
}

async function kept(file: string, name: string): Promise<readonly TrialRecord[]> {
  const store = new SqliteStudyStore(file)
  try {
    return await store.trials(name)
  } finally {
    store.close()
  }
}

/** Trials that were begun, with the processes that worked on them. */
function begunIn(file: string): [number: number, process: number][] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const [number = Number.NaN, process = Number.NaN] = line.split(' ').map(Number)
    return [number, process]
  })
}

async function expectAllGone(file: string): Promise<void> {
  const workers = [...new Set(begunIn(file).map(([, process]) => process))]
  expect(workers.length).toBeGreaterThan(0)
  await vi.waitFor(() => expect(workers.filter(isRunning)).toEqual([]), 10_000)
}

/** A process that has ended may wait for its parent to hear of it. */
function isRunning(id: number): boolean {
  try {
    process.kill(id, 0)
    const stat = `/proc/${id}/stat`
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'))
  } catch {
    return false
  }
}

/** More than can be done while a test waits for the first few. */
const endless = ['--trials', '100000']

describe('a study that is interrupted', () => {
  const signalAfter = (trials: number, signal: NodeJS.Signals) => ({
    kill: { when: (stderr: string) => stderr.includes(`${trials}/100000 `), signal },
  })

  it('ends cleanly after Ctrl-C, and goes on to the trials of one that was left alone', slow, async () => {
    const store = path.join(folder, 'stopped.sqlite')
    const argv = ['tune', config, '--workers', '1', '--store', store, '--lang', 'ko', '--name', 'stopped']
    const environment = { TRIAL_MILLISECONDS: '40' }
    const stop = { cwd: folder, environment, ...signalAfter(3, 'SIGINT') }
    const stopped = await regimen([...argv, ...endless], stop)
    expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('--resume')])
    expect(existsSync(path.join(folder, 'stopped.html'))).toBe(true)
    const before = await kept(store, 'stopped')
    expect(before.length).toBeGreaterThanOrEqual(3)
    expect(before.filter(({ state }) => state === 'running')).toEqual([])
    expect(before[0]?.parameters).toMatchObject({ x: 2, kind: 'b' })
    const trials = before.length + 4
    const resumed = await regimen([...argv, '--resume', '--trials', String(trials)], { cwd: folder })
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(seen(await kept(store, 'stopped'))).toEqual(await undisturbed(trials))
  })

  it(
    'ends at once after Ctrl-C twice, whatever its workers do; none is left, nothing is lost',
    slow,
    async () => {
      const store = path.join(folder, 'twice.sqlite')
      const begun = path.join(folder, 'twice.txt')
      const argv = ['tune', config, '--workers', '2', '--store', store, '--name', 'twice']
      const hangs = { BEGUN_FILE: begun, WAITING_TRIAL: '3', BLOCKED_TRIAL: '4' }
      const both = () => begunIn(begun).filter(([number]) => number === 3 || number === 4).length === 2
      const kill = [
        { when: both, signal: 'SIGINT' },
        { when: (stderr: string) => stderr.includes('Ctrl-C'), signal: 'SIGINT' },
      ] as const
      const stopped = await regimen([...argv, ...endless], { cwd: folder, environment: hangs, kill })
      expect([stopped.code, stopped.signal]).toEqual([null, 'SIGINT'])
      await expectAllGone(begun)
      expect((await kept(store, 'twice')).map(({ state }) => state).slice(3)).toEqual(['running', 'running'])
      const resumed = await regimen([...argv, '--resume', '--trials', '6', '--json'], { cwd: folder })
      expect(resumed.code, resumed.stderr).toBe(0)
      const trials = await kept(store, 'twice')
      expect(trials.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5])
      expect(trials.map(({ state, retries }) => [/completed|pruned/.test(state), retries])).toEqual(
        [0, 0, 0, 1, 1, 0].map((retries) => [true, retries]),
      )
      // The counter stands at what has ended, those that were left behind not counted twice.
      expect(resumed.stderr).toContain('6/6')
      expect(resumed.stderr).not.toContain('7/6')
    },
  )

  it(
    'killed hard twice, it goes on with its own seed to the trials of one that was left alone',
    slow,
    async () => {
      const store = path.join(folder, 'killed.sqlite')
      const begun = path.join(folder, 'killed.txt')
      const argv = ['tune', config, '--workers', '1', '--store', store, '--name', 'killed']
      const environment = { TRIAL_MILLISECONDS: '40', BEGUN_FILE: begun }
      const attempt = (trials: number, ...more: string[]) =>
        regimen([...argv, ...endless, ...more], {
          ...{ cwd: folder, environment, ...signalAfter(trials, 'SIGKILL') },
        })
      expect((await attempt(2, '--seed', '5')).signal).toBe('SIGKILL')
      await expectAllGone(begun)
      const { length: first } = await kept(store, 'killed')
      expect((await attempt(first + 3, '--resume')).signal).toBe('SIGKILL')
      await expectAllGone(begun)
      const { length: second } = await kept(store, 'killed')
      expect(second).toBeGreaterThan(first)
      const trials = second + 3
      const resumed = await regimen([...argv, '--resume', '--trials', String(trials)], { cwd: folder })
      expect(resumed.code, resumed.stderr).toBe(0)
      const all = await kept(store, 'killed')
      expect(seen(all)).toEqual(await undisturbed(trials, 5))
      expect(seen(all)).not.toEqual(await undisturbed(trials, 0))
    },
  )

  it('refuses another seed than its own', async () => {
    const store = path.join(folder, 'killed.sqlite')
    const argv = ['tune', config, '--resume', '--name', 'killed', '--store', store, '--seed', '6']
    await expect(inProcess(argv)).rejects.toMatchObject({ code: 'study-mismatch' })
  })
})

describe('trials that hang', () => {
  it('are ended and kept as failed with the reason', slow, async () => {
    const store = path.join(folder, 'hanging.sqlite')
    const limits = ['--trial-seconds', '4', '--lease-seconds', '2', '--retries', '0']
    const argv = ['tune', config, '--workers', '2', '--trials', '3', '--name', 'hanging', '--store', store]
    const environment = { WAITING_TRIAL: '1', BLOCKED_TRIAL: '2' }
    const { code, stderr, stdout } = await regimen([...argv, ...limits], { cwd: folder, environment })
    expect(code, stderr).toBe(0)
    expect((await kept(store, 'hanging')).map(({ state, error }) => [state, error])).toEqual([
      ['completed', undefined],
      ['failed', expect.stringContaining('it took longer than 4 s')],
      ['failed', expect.stringContaining('no sign of life for 2 s')],
    ])
    expect(stdout).toContain('(trial 0:')
  })

  it.each([
    ['--trial-seconds', '0'],
    ['--lease-seconds', '-1'],
    ['--retries', '1.5'],
    ['--retries', '-1'],
  ])('%s cannot be %s', async (option, value) => {
    const argv = ['tune', config, `${option}=${value}`]
    await expect(inProcess(argv)).rejects.toMatchObject({ code: 'bad-value', exitCode: 2 })
  })
})

describe('regimen studies', () => {
  const own = () => ['--store', path.join(folder, 'runs', 'regimen.sqlite')]

  it('exports as a table, and tells names and actions that there are not', async () => {
    const fake = await inProcess(['studies', 'export', 'first', ...own()])
    const csv = fake.lines().join('\n').trim().split(/\r?\n/)
    expect(csv[0]).toBe('number,state,value,kind,rate,x,seconds,error')
    expect(csv).toHaveLength(11)
    await expect(inProcess(['studies', 'show', 'old', ...own()])).rejects.toThrow('first')
    const paint = inProcess(['studies', 'paint', ...own()])
    await expect(paint).rejects.toMatchObject({ code: 'unknown-value', exitCode: 2 })
  })

  it('knows how a study was searched', async () => {
    const shown = await inProcess(['studies', 'show', 'first', ...own()])
    expect(shown.value()).toMatchObject({ notes: { sampler: 'tpe', pruner: 'median' } })
  })
})

describe('regimen runs', () => {
  it('lists what train has left, once', async () => {
    const run = path.join(folder, 'runs', 'iris-1')
    mkdirSync(run)
    const events = [
      { type: 'step', step: 1, epoch: 1, loss: 2, metrics: {}, learningRate: 0.1, examplesPerSecond: 1 },
      { type: 'ended', step: 1, epoch: 1, reason: 'completed', seconds: 1, metrics: { validationLoss: 0.5 } },
    ]
    writeFileSync(path.join(run, 'config.json'), JSON.stringify({ settings: { optimizer: 'adam' } }))
    writeFileSync(
      path.join(run, 'events.jsonl'),
      events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    )
    writeFileSync(path.join(run, 'result.json'), '{}')
    const own = ['--store', path.join(folder, 'runs', 'regimen.sqlite')]
    for (let time = 0; time < 2; time++) {
      const { value } = await inProcess(['runs', ...own])
      expect(value()).toEqual([{ name: 'iris-1', tags: [], archived: false, validationLoss: '0.5000' }])
    }
    const { stdout } = await call('runs', 'export', 'iris-1')
    expect(stdout).toContain('step/loss,1,2')
  })
})
