/** `regimen studies` and `regimen runs` on a store that is filled by hand. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { SqliteRunStore, SqliteStudyStore } from '@regimen/node'
import type { Direction, EndReason, Settings, TrialRecord } from 'regimen'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lineChart } from '../src/charts/line-chart.ts'
import { type Measure, sideBySide } from '../src/comparing/side-by-side.ts'
import { languages } from '../src/i18n/index.ts'
import { displayWidth } from '../src/terminal/width.ts'
import { temporaryFolder } from './command.ts'
import { inProcess } from './fake-terminal.ts'
import { checkSelfContained, checkWellFormed } from './markup.ts'

let folder = ''
let cleanUp = () => {}
let store = ''
const call = async (...argv: string[]) =>
  (await inProcess([...argv, '--store', store], { json: true })).value()
const said = async (...argv: string[]) => (await inProcess([...argv, '--store', store])).lines().join('\n')
const flat = (text: string) => text.replaceAll(/\s+/g, ' ')

interface Tried {
  readonly x: number
  readonly values: readonly number[]
  readonly state?: TrialRecord['state']
  readonly constraints?: readonly number[]
}

async function addStudy(
  name: string,
  directions: readonly Direction[],
  tried: readonly Tried[],
  { seed = 0, high = 10 } = {},
): Promise<void> {
  const studies = new SqliteStudyStore(store)
  const fresh = { createdAt: 0, tags: [], archived: false, notes: { sampler: 'tpe' } }
  await studies.create({ name, directions, seed, ...fresh })
  for (const { x, values, state = 'completed', constraints = [] } of tried) {
    await studies.begin(name, {
      ...{ state, values, constraints, parameters: { x }, reports: [], retries: 0, notes: {} },
      ...{ domains: { x: { kind: 'float', low: 0, high } }, startedAt: 1000, endedAt: 3000 },
    })
  }
  studies.close()
}

interface Ran {
  readonly settings: Settings
  readonly metrics?: Readonly<Record<string, number>>
  readonly losses?: readonly number[]
  readonly reason?: EndReason
}

async function addRun(name: string, { settings, metrics, losses = [], reason = 'completed' }: Ran) {
  const runs = new SqliteRunStore(store)
  const fresh = { createdAt: 0, tags: [], archived: false, notes: { folder: `/nowhere/${name}` } }
  await runs.create({ name, settings, ...fresh })
  const steps = Float64Array.from(losses, (_, index) => index + 1)
  const values = Float64Array.from(losses)
  for (const metric of ['validation/loss', 'step/loss']) {
    await runs.appendMetrics(name, [{ metric, steps, values }])
  }
  if (metrics) await runs.update(name, { outcome: { reason, seconds: 12.5, metrics } })
  runs.close()
}

beforeAll(async () => {
  folder = temporaryFolder((remove) => {
    cleanUp = remove
  })
  store = path.join(folder, 'store.sqlite')
  await addStudy(
    'plain',
    ['minimize'],
    [
      { x: 1, values: [5] },
      { x: 2, values: [1], constraints: [0.5] },
      { x: 3, values: [3], constraints: [0, -1] },
      { x: 4, values: [0], state: 'pruned' },
      { x: 5, values: [], state: 'failed' },
    ],
  )
  await addStudy('wide', ['minimize'], [{ x: 30, values: [4] }], { seed: 7, high: 100 })
  // Closed form: of these points (less, more) the first three are the front; the last is not feasible.
  await addStudy(
    'front',
    ['minimize', 'maximize'],
    [
      { x: 1, values: [1, 1] },
      { x: 2, values: [2, 3] },
      { x: 3, values: [4, 8] },
      { x: 4, values: [3, 2] },
      { x: 5, values: [0, 9], constraints: [1] },
    ],
  )
  const settings = { optimizer: 'adam', hidden: [100, 100], schedule: { kind: 'cosine', floor: 0 } }
  const metrics = { trainLoss: 0.5, validationLoss: 0.4, validationAccuracy: 0.9 }
  await addRun('iris-1', { settings, metrics, losses: [3, 2, 1, 0.4] })
  await addRun('iris-2', {
    settings: { ...settings, optimizer: 'sgd', schedule: { kind: 'cosine', floor: 0.1 }, patience: 5 },
    metrics: { ...metrics, validationLoss: 0.3, validationAccuracy: 0.8 },
    losses: [3, 1, 0.3, Number.NaN],
  })
  await addRun('broken', { settings, metrics: { trainLoss: Number.NaN }, reason: 'nonFinite' })
  await addRun('under-way', { settings })
})
afterAll(() => cleanUp())

describe('regimen studies', () => {
  it('shows the best feasible trial, not the best of all', async () => {
    const list = await call('studies')
    expect(list).toMatchObject([
      { name: 'plain', trials: '5', best: '3.000', parameters: 'x 3.000' },
      { name: 'wide', best: '4.000' },
      { name: 'front' },
    ])
    expect(await call('studies', 'show', 'plain')).toMatchObject({ best: [{ number: 2, values: [3] }] })
  })

  it('with several objectives it shows the Pareto front, its size and members', async () => {
    const list = await call('studies', 'list', 'front')
    const front = [
      { number: 0, values: [1, 1], parameters: { x: 1 } },
      { number: 1, values: [2, 3], parameters: { x: 2 } },
      { number: 2, values: [4, 8], parameters: { x: 3 } },
    ]
    expect(list).toMatchObject([{ front, best: expect.stringContaining('3') }])
    const text = await said('studies', 'show', 'front')
    for (const part of ['Pareto front of 3', '0 (1.000, 1.000)', '2 (4.000, 8.000) · x 3.000']) {
      expect(text).toContain(part)
    }
    expect(text).not.toContain('9.000')
    expect(await call('studies', 'show', 'front')).toMatchObject({ best: front })
  })

  it('compares: the best values, what was found, the settings that differ', async () => {
    const compared = await call('studies', 'compare', 'plain', 'wide')
    const measure = (name: string, values: number[], unit = 'count') => ({ name, values, unit, best: [] })
    expect(compared).toEqual({
      names: ['plain', 'wide'],
      measures: [
        { name: 'best', values: [3, 4], best: ['plain'] },
        measure('trials', [5, 1]),
        measure('completed', [3, 1]),
        measure('pruned', [1, 0]),
        measure('failed', [1, 0]),
        measure('trialSeconds', [10, 2], 'seconds'),
      ],
      found: [{ name: 'x', values: [3, 30] }],
      settings: [
        { name: 'seed', values: [0, 7] },
        { name: 'x', values: ['float 0 … 10', 'float 0 … 100'] },
      ],
    })
    const text = flat(await said('studies', 'compare', 'plain', 'wide'))
    for (const part of ['plain wide', 'best 3.000 * 4.000', 'time of all trials 10.0 s 2.0 s', 'seed 0 7']) {
      expect(text).toContain(part)
    }
  })

  it('compares objectives one by one, and marks none that are turned the other way', async () => {
    const compared = await call('studies', 'compare', 'front', 'wide')
    expect(compared).toMatchObject({
      measures: expect.arrayContaining([
        { name: 'best 1', values: [1, null], best: [] },
        { name: 'best 2', values: [8, null], best: [] },
        { name: 'front', values: [3, null], unit: 'count', best: [] },
      ]),
      found: [{ name: 'x', values: [null, 30] }],
    })
  })

  it('lays the best so far over each other in a page that loads nothing', async () => {
    const report = path.join(folder, 'studies.html')
    await addStudy(
      'more',
      ['minimize'],
      [
        { x: 1, values: [9] },
        { x: 2, values: [2] },
      ],
    )
    expect(await call('studies', 'compare', 'plain', 'more', '--report', report)).toMatchObject({ report })
    const html = readFileSync(report, 'utf8')
    checkSelfContained(html)
    expect(html.match(/<svg /g)).toHaveLength(1)
    expect(html).toContain('aria-label="best: plain, more"')
    await call('studies', 'remove', 'more')
  })
})

describe('regimen runs', () => {
  it('compares: final metrics with the best marked, the time, and the settings that differ', async () => {
    const compared = await call('runs', 'compare', 'iris-1', 'iris-2')
    expect(compared).toEqual({
      names: ['iris-1', 'iris-2'],
      measures: [
        { name: 'trainLoss', values: [0.5, 0.5], best: [] },
        { name: 'validationLoss', values: [0.4, 0.3], best: ['iris-2'] },
        { name: 'validationAccuracy', values: [0.9, 0.8], best: ['iris-1'] },
        { name: 'seconds', values: [12.5, 12.5], unit: 'seconds', best: [] },
      ],
      found: [],
      settings: [
        { name: 'optimizer', values: ['adam', 'sgd'] },
        { name: 'schedule.floor', values: [0, 0.1] },
        { name: 'patience', values: [null, 5] },
      ],
    })
    const text = flat(await said('runs', 'compare', 'iris-1', 'iris-2'))
    for (const part of ['validation: loss 0.4000 0.3000 *', 'validation: accuracy 90.00 % * 80.00 %']) {
      expect(text).toContain(part)
    }
  })

  it('lays their curves over each other in a page that loads nothing', async () => {
    const report = path.join(folder, 'runs.html')
    const text = await said('runs', 'compare', 'iris-1', 'iris-2', 'broken', '--report', report)
    expect(text).toContain(report)
    const html = readFileSync(report, 'utf8')
    checkSelfContained(html)
    const pictures = html.match(/<svg .*?<\/svg>/gs) ?? []
    expect(pictures).toHaveLength(2)
    for (const svg of pictures) {
      checkWellFormed(svg)
      expect(svg).toContain('iris-1')
      expect(svg).toContain('iris-2')
      expect(svg).not.toMatch(/NaN|undefined/)
    }
    // What runs are chosen by stands first.
    const labels = [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label)
    expect(labels).toEqual(['validation: loss: iris-1, iris-2', 'while training: loss: iris-1, iris-2'])
  })

  it('legends of long names push the plot down instead of covering it', () => {
    const options = { xName: 'x', yName: 'y', label: 'l', width: 460, height: 320 }
    const chart = (name: string) =>
      lineChart(
        [1, 2, 3].map((place) => ({
          name: `${name}${place}`,
          points: [[0, place] as const, [1, 0] as const],
        })),
        options,
      )
    const heightOf = (svg: string) => Number(/viewBox="0 0 460 (\d+)"/.exec(svg)?.[1])
    expect(heightOf(chart('a'))).toBe(320)
    expect(heightOf(chart('iris-20260131-235959'))).toBeGreaterThan(320)
  })

  it('compares those that are under way or broken with what they have', async () => {
    const compared = await call('runs', 'compare', 'iris-1', 'broken', 'under-way')
    expect(compared).toMatchObject({
      measures: [
        { name: 'trainLoss', values: [0.5, null, null], best: [] },
        { name: 'validationLoss', values: [0.4, null, null], best: [] },
        { name: 'validationAccuracy' },
        { name: 'seconds', values: [12.5, 12.5, null] },
      ],
      settings: [],
    })
    expect(await said('runs', 'compare', 'broken', 'under-way')).toContain('Their settings are the same.')
  })

  it('wrong use is told', async () => {
    const thrown = async (...argv: string[]): Promise<unknown> =>
      call(...argv).catch((error: unknown) => error)
    expect(await thrown('runs', 'compare', 'iris-1')).toMatchObject({
      code: 'compare-needs-two',
      exitCode: 2,
    })
    const report = path.join(folder, 'none.html')
    const refused = await thrown('runs', 'list', '--report', report)
    expect(refused).toMatchObject({ code: 'option-needs-compare', exitCode: 2 })
    expect(existsSync(report)).toBe(false)
    expect(await thrown('runs', 'compare', 'iris-1', 'iris-3')).toMatchObject({ code: 'run-unknown' })
    expect(await thrown('runs', 'rename', 'iris-1')).toMatchObject({ code: 'missing-argument' })
    expect(await thrown('runs', 'rename', 'iris-1', 'iris-2')).toMatchObject({ code: 'run-exists' })
  })
})

describe.each([
  ['studies', 'wide', 'study-unknown'],
  ['runs', 'broken', 'run-unknown'],
] as const)('regimen %s', (kind, name, unknown) => {
  it('shows, renames, tags, archives, restores and removes', async () => {
    const names = async (...more: string[]) => {
      const list = await call(kind, 'list', ...more)
      return Array.isArray(list) ? list.map((item: { name: string }) => item.name) : []
    }
    const own = async () => await call(kind, 'list', 'renamed')
    expect(await call(kind, 'show', name)).toMatchObject({ name, tags: [], archived: false })
    expect(await call(kind, 'rename', name, 'renamed')).toEqual({ action: 'rename', name, to: ['renamed'] })
    expect(await names()).not.toContain(name)
    await call(kind, 'tag', 'renamed', 'paper', 'v2')
    expect(await own()).toMatchObject([{ name: 'renamed', tags: ['paper', 'v2'], archived: false }])
    expect(await said(kind, 'show', 'renamed')).toContain('paper v2')
    await call(kind, 'tag', 'renamed')
    expect(await own()).toMatchObject([{ tags: [] }])
    await call(kind, 'archive', 'renamed')
    expect(await names()).not.toContain('renamed')
    expect(await names('--all')).toContain('renamed')
    expect(await said(kind, 'show', 'renamed')).toContain('(archived)')
    await call(kind, 'restore', 'renamed')
    expect(await names()).toContain('renamed')
    await call(kind, 'remove', 'renamed')
    expect(await names('--all')).not.toContain('renamed')
    await expect(call(kind, 'show', 'renamed')).rejects.toMatchObject({ code: unknown })
  })
})

describe('side by side', () => {
  const side = (name: string, measure?: Measure) => ({
    ...{ name, settings: {}, found: {}, curves: {} },
    measures: measure ? { m: measure } : {},
  })
  const best = (...measures: (Measure | undefined)[]) =>
    sideBySide(measures.map((measure, index) => side(String(index), measure))).measures[0]?.best

  it.each<[string, (Measure | undefined)[], string[]]>([
    ['the lowest', [2, 1, 3].map((value) => ({ value, better: 'lower' })), ['1']],
    ['the highest, twice', [3, 1, 3].map((value) => ({ value, better: 'higher' })), ['0', '2']],
    ['none where all are equal', [2, 2].map((value) => ({ value, better: 'lower' })), []],
    ['none alone', [{ value: 1, better: 'lower' }, undefined], []],
    [
      'none where NaN is all there is beside',
      [1, Number.NaN].map((value) => ({ value, better: 'lower' })),
      [],
    ],
    ['none where nothing is better', [{ value: 1 }, { value: 2 }], []],
    [
      'none where they are turned against each other',
      [
        { value: 1, better: 'lower' },
        { value: 2, better: 'higher' },
      ],
      [],
    ],
  ])('marks %s', (_, measures, expected) => {
    expect(best(...measures)).toEqual(expected)
  })
})

describe.each(languages)('widths (%s)', (language) => {
  it.each([60, 61, 80, 125, 200])('no line is wider than %i columns', async (columns) => {
    for (const line of [
      'studies',
      'studies show front',
      'studies compare plain front',
      'runs --all',
      'runs show iris-1',
      'runs compare iris-1 iris-2 under-way',
    ]) {
      const fake = await inProcess([...line.split(' '), '--store', store], { language, columns })
      expect(fake.lines().filter((each) => displayWidth(each) > columns)).toEqual([])
      expect(fake.lines().join('\n')).not.toMatch(/undefined|\[object/)
    }
  })
})
