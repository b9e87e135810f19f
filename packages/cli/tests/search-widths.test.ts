/** What searches show while they run and when they end, on terminals of every width. */
import type { TrialRecord } from 'regimen'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { languages } from '../src/i18n/index.ts'
import { RecipeMeter } from '../src/recipe/recipe-progress.ts'
import { formatRecords } from '../src/terminal/table.ts'
import { displayWidth } from '../src/terminal/width.ts'
import { sayPlan, sayTuneResult } from '../src/tuning/say-study.ts'
import { TrialProgress } from '../src/tuning/trial-progress.ts'
import { fakeTerminal } from './fake-terminal.ts'

const widths = [60, 61, 80, 125, 200]
const tooWide = (lines: readonly string[], columns: number) =>
  lines.filter((line) => displayWidth(line) > columns)

const parameters = {
  learningRate: 1.2345e-5,
  weightDecay: 0,
  activation: '정류 선형 단위',
  batchNorm: true,
  optimizer: 'adamW',
  hiddenLayers: 3,
  width: 128,
}
const trial: TrialRecord = {
  state: 'completed',
  ...{ number: 124, parameters, domains: {}, values: [0.123456, 1e-7], constraints: [] },
  ...{ reports: [], retries: 0, startedAt: 0, endedAt: 1, notes: {} },
}
const longError = `cannot read\n  the file ${'very-'.repeat(60)}long.csv`

describe.each(languages)('regimen tune (%s)', (language) => {
  it.each(widths)('its lines fit into %i columns', (columns) => {
    const fake = fakeTerminal({ language, columns })
    const study = '아주-긴-이름을-가진-연구-'.repeat(6)
    sayPlan({ name: study, trials: 1000, there: 0 }, fake.terminal)
    sayPlan({ name: study, trials: 1000, there: 125 }, fake.terminal)
    const best = Array.from({ length: 125 }, (_, number) => ({ ...trial, number }))
    const report = `/home/someone/${'folder/'.repeat(40)}report.html`
    sayTuneResult({ study, trials: 1000, best, seconds: 4000, report }, fake.terminal)
    expect(tooWide(fake.lines(), columns)).toEqual([])
    const text = fake.lines().join('')
    for (const part of ['125', '0.1235', '정류', '115', 'report.html', '1:06:40']) {
      expect(text.replaceAll(' ', '')).toContain(part)
    }
    expect(text).not.toMatch(/undefined|\[object/)
  })

  it.each(widths)('its progress is one line of less than %i columns, rewritten', (columns) => {
    const fake = fakeTerminal({ language, columns, interactive: true })
    const progress = new TrialProgress(fake.terminal, 1000, 7)
    progress.after(trial)
    progress.after({ ...trial, number: 125, state: 'paused' })
    progress.after({ ...trial, number: 126, state: 'failed', values: [], error: longError })
    progress.clear()
    const [first = '', paused = '', failed = '', last = ''] = fake.rewritten()
    expect([first, paused, failed].map((line) => line.split(' · ')[0])).toEqual([
      '8/1000',
      '8/1000',
      '9/1000',
    ])
    expect(first).toContain(`${fake.terminal.words.tuning.trial} 124: 0.1235, 1.00e-7`)
    expect(failed).toContain('cannot read the file')
    expect(last).toBe('')
    expect(tooWide(fake.rewritten(), columns - 1)).toEqual([])
    expect(fake.rewritten().join('')).not.toContain('\n')
  })

  it.each(widths)('not on a terminal it is a line for each trial, of less than %i columns', (columns) => {
    const fake = fakeTerminal({ language, columns })
    const progress = new TrialProgress(fake.terminal, 2, 0)
    progress.after(trial)
    progress.after({ ...trial, number: 125, state: 'failed', values: [], error: longError })
    progress.clear()
    expect(fake.lines()).toHaveLength(2)
    expect(fake.rewritten()).toEqual([])
    expect(tooWide(fake.lines(), columns - 1)).toEqual([])
  })
})

describe.each(languages)('the meter of a recipe (%s)', (language) => {
  let now = 0
  beforeEach(() => {
    now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
  })
  afterEach(() => vi.restoreAllMocks())

  const steps = [
    { step: 'overfitSample', of: 3 },
    { step: 'learningRates', of: 125 },
    { step: 'coarseSearch', of: null, part: 'search', bestSoFar: 0.012345 },
    { step: 'refinement', of: 100_000, part: 'final', bestSoFar: 12_345.678 },
  ] as const
  const walk = (meter: RecipeMeter) => {
    for (const each of steps) {
      meter.after({ ...each, phase: 'started', done: 0, seconds: 0, secondsLeft: 4000 })
      now += 6000
      meter.after({ ...each, phase: 'progress', done: 1.25, seconds: 6, secondsLeft: 3994 })
      // Too soon after the last to be shown.
      now += 10
      meter.after({ ...each, phase: 'progress', done: 2, seconds: 6.01, secondsLeft: 3994 })
      meter.after({ ...each, phase: 'ended', done: 3, seconds: 7 })
    }
  }

  it.each(widths)('is one line of less than %i columns, rewritten now and then', (columns) => {
    const fake = fakeTerminal({ language, columns, interactive: true })
    walk(new RecipeMeter(fake.terminal))
    const shown = fake.rewritten().filter((line) => line !== '')
    expect(shown).toHaveLength(steps.length)
    expect(tooWide(shown, columns - 1)).toEqual([])
    for (const [index, { step }] of steps.entries()) {
      expect(shown[index]).toMatch(/^[█▏▎▍▌▋▊▉·]+ {2}\S/)
      expect(shown[index]).toContain(fake.terminal.words.recipe.steps[step])
    }
    if (columns === 200) for (const line of shown) expect(line).toContain('1:06:34')
    // The line is empty when a step has ended: what it says comes next.
    expect(fake.rewritten().at(-1)).toBe('')
  })

  it.each(widths)(
    'not on a terminal it is a plain line of at most %i columns every few seconds',
    (columns) => {
      const fake = fakeTerminal({ language, columns })
      walk(new RecipeMeter(fake.terminal))
      expect(fake.rewritten()).toEqual([])
      expect(fake.lines()).toHaveLength(steps.length)
      expect(tooWide(fake.lines(), columns)).toEqual([])
      expect(fake.lines().join('')).not.toMatch(/undefined|NaN|█/)
    },
  )
})

describe('records', () => {
  const titles = ['', ...Array.from({ length: 12 }, (_, index) => `metric ${index}`)]
  const rows = [
    ['iris-1', ...titles.slice(1).map((_, index) => `0.${1000 + index}`)],
    ['iris-2', '–', '', ...titles.slice(3).map(() => '12.34')],
  ]

  it.each([...widths, 20])('stand in a table where %i columns are enough, else in blocks', (columns) => {
    const text = formatRecords(titles, rows, columns)
    expect(tooWide(text.split('\n'), columns)).toEqual([])
    expect(text.includes('─')).toBe(columns === 200)
    for (const part of ['iris-1', 'iris-2', '0.1011', 'metric 11']) expect(text).toContain(part)
    if (columns < 200) expect(text).not.toContain('–')
  })
})
