/** `regimen tune`, `studies` and `runs`, as a user calls them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { regimen, temporaryFolder } from './command.ts'

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
    const again = await call('tune', config, '--name', 'first')
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('--resume')])
    const none = await call('tune', config, '--name', 'none', '--resume')
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('without --resume')])
    const more = await call('tune', config, '--name', 'first', '--trials', '10', '--resume', '--json')
    expect(JSON.parse(more.stdout)).toMatchObject({ trials: 10 })
  })

  it('finishes cleanly after Ctrl-C, and goes on to the trials of a study that was left alone', async () => {
    const store = path.join(folder, 'stopped.sqlite')
    const argv = ['tune', config, '--trials', '12', '--workers', '1', '--store', store, '--lang', 'ko']
    const environment = { TRIAL_MILLISECONDS: '150' }
    let started = 0
    const when = () => {
      if (started === 0 && existsSync(store)) started = Date.now()
      return started > 0 && Date.now() - started > 2500
    }
    const stopped = await regimen(argv, { cwd: folder, environment, kill: { when, signal: 'SIGINT' } })
    if (stopped.code !== 0) {
      expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('--resume')])
      expect((await regimen([...argv, '--resume'], { cwd: folder })).code).toBe(0)
    }
    const values = async (...where: string[]) => {
      const { stdout } = await call('studies', 'export', '--format', 'json', ...where)
      const { trials }: { trials: { parameters: unknown; values: unknown; state: unknown }[] } =
        JSON.parse(stdout)
      return trials.map(({ parameters, values: own, state }) => ({ parameters, values: own, state }))
    }
    const name = 'search.fixture'
    const whole = await values('first')
    expect((await values(name, '--store', store)).slice(0, 8)).toEqual(whole.slice(0, 8))
    expect(whole[0]).toMatchObject({ parameters: { x: 2, kind: 'b' } })
  })

  it('says what is wrong with its file', async () => {
    const missing = await call('tune', 'nowhere.ts')
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('nowhere.ts')])
    writeFileSync(path.join(folder, 'empty.mjs'), 'export default {}\n')
    const empty = await call('tune', 'empty.mjs')
    expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('defineTuning')])
  })
})

describe('regimen studies', () => {
  it('renames, tags, archives, lists and exports', async () => {
    const store = ['--store', path.join(folder, 'kept.sqlite')]
    await call('tune', config, '--trials', '2', '--workers', '1', '--name', 'old', ...store)
    await call('studies', 'rename', 'old', 'new', ...store)
    await call('studies', 'tag', 'new', 'paper', 'v2', ...store)
    const list = async (...more: string[]) =>
      JSON.parse((await call('studies', '--json', ...more, ...store)).stdout)
    expect(await list()).toMatchObject([{ name: 'new', tags: ['paper', 'v2'], trials: '2' }])
    await call('studies', 'archive', 'new', ...store)
    expect(await list()).toEqual([])
    expect(await list('list', '--all')).toMatchObject([{ name: 'new', archived: true }])
    const csv = (await call('studies', 'export', 'new', ...store)).stdout.trim().split(/\r?\n/)
    expect(csv[0]).toBe('number,state,value,kind,rate,x,seconds,error')
    expect(csv).toHaveLength(3)
    const unknown = await call('studies', 'show', 'old', ...store)
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('new')])
    expect((await call('studies', 'paint', ...store)).code).toBe(2)
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
    for (let time = 0; time < 2; time++) {
      const { stdout } = await call('runs', '--json')
      expect(JSON.parse(stdout)).toEqual([
        { name: 'iris-1', tags: [], archived: false, validationLoss: '0.5000' },
      ])
    }
    expect((await call('runs', 'export', 'iris-1')).stdout).toContain('step/loss,1,2')
  })
})
