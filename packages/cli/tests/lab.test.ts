/** `regimen lab`, as a user calls it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { regimen, temporaryFolder } from './command.ts'

const id = 'small-weights-make-units-alike'
let folder = ''
let cleanUp = () => {}
const call = (...argv: string[]) => regimen(['lab', ...argv], { cwd: folder })

beforeAll(async () => {
  folder = temporaryFolder((remove) => {
    cleanUp = remove
  })
  const first = await call('run', id, '--jobs', '2', '--json')
  expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('5 measurements to make')])
  const rows = JSON.parse(first.stdout)
  expect(rows).toMatchObject([{ id, verdict: 'holds-with-correction', seeds: [0, 1, 2, 3, 4], quick: false }])
  writeFileSync(path.join(folder, 'first.json'), first.stdout)
})
afterAll(() => cleanUp())

describe('regimen lab', () => {
  it('does not measure again what has not changed', async () => {
    const again = await call('run', id)
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringContaining('0 measurements to make, 5 known'),
    ])
  })

  it('gives the same numbers when everything is measured anew', async () => {
    const [before] = JSON.parse(readFileSync(path.join(folder, 'first.json'), 'utf8'))
    const fresh = await call('run', id, '--fresh', '--jobs', '1', '--json')
    const [after] = JSON.parse(fresh.stdout)
    expect(after.measurements).toEqual(before.measurements)
  })

  it('measures a fresh set of seeds beside the first one', async () => {
    const [before] = JSON.parse(readFileSync(path.join(folder, 'first.json'), 'utf8'))
    const out = ['--out', path.join(folder, 'fresh')]
    await call('run', id, ...out)
    const fresh = await call('run', id, '--seed', '3', '--json', ...out)
    expect(fresh.stderr).toContain('3 measurements to make, 2 known')
    const [row] = JSON.parse(fresh.stdout)
    expect(row.seeds).toEqual([3, 4, 5, 6, 7])
    expect(row.measurements.slice(0, 2)).toEqual(before.measurements.slice(3))
    expect(row.measurements[2]).not.toEqual(before.measurements[2])
    const seedsShown = async (...options: string[]) =>
      JSON.parse((await call('show', id, '--json', ...options, ...out)).stdout).seeds
    expect(await seedsShown()).toEqual([0, 1, 2, 3, 4])
    expect(await seedsShown('--seed', '3')).toEqual([3, 4, 5, 6, 7])
    const resumed = await call('run', '--resume', '--seed', '3', ...out)
    expect([resumed.code, resumed.stderr]).toEqual([2, expect.stringContaining('--seed')])
  })

  it('writes the lab book and its results', () => {
    const html = readFileSync(path.join(folder, 'runs', 'lab', 'book.html'), 'utf8')
    expect(html).toContain(`<article id="${id}">`)
    const rows = JSON.parse(readFileSync(path.join(folder, 'runs', 'lab', 'results.json'), 'utf8'))
    expect(rows).toHaveLength(1)
  })

  it('lists and shows, in both languages', async () => {
    const list = await call('list', '--family', 'initialization', '--json')
    const rows = JSON.parse(list.stdout)
    expect(rows.find((row: { id: string }) => row.id === id)).toMatchObject({
      verdict: 'holds-with-correction',
    })
    const shown = await call('show', id, '--lang', 'ko')
    expect(shown.stdout).toContain('바로잡으면 맞음')
  })

  it('goes on after an interruption', async () => {
    const out = path.join(folder, 'stopped')
    const measurements = path.join(out, 'measurements')
    const when = () => existsSync(measurements) && readdirSync(measurements).length >= 1
    const argv = ['lab', 'run', 'initialization', '--jobs', '1', '--out', out]
    const stopped = await regimen(argv, { cwd: folder, kill: { when, signal: 'SIGINT' } })
    expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('lab run --resume')])
    const kept = readdirSync(measurements).length
    const resumed = await call('run', '--resume', '--seeds', '5', '--out', out)
    expect(resumed.code).toBe(2)
    const request = path.join(out, 'request.json')
    // Going on with all of it would take long: one experiment is left to do.
    writeFileSync(request, JSON.stringify({ ...JSON.parse(readFileSync(request, 'utf8')), ids: [id] }))
    const finished = await call('run', '--resume', '--out', out)
    expect(finished.code).toBe(0)
    expect(readdirSync(measurements).length).toBeGreaterThanOrEqual(Math.max(kept, 5))
    expect(existsSync(request)).toBe(false)
  })

  it.each([
    [['run', 'initialisation'], 2, 'Did you mean initialization?'],
    [['frobnicate'], 2, 'frobnicate'],
  ])('refuses %j', async (argv, code, message) => {
    const outcome = await call(...argv)
    expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringContaining(message)])
  })
})
