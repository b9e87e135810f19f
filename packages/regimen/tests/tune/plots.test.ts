import { describe, expect, it } from 'vitest'
import { categorical, type Domain, float } from '../../src/tune/domain.ts'
import { importances } from '../../src/tune/importance.ts'
import * as plots from '../../src/tune/plots/index.ts'
import { domainAxis, numberAxis, valueAxis } from '../../src/tune/plots/svg.ts'
import type { Pruner } from '../../src/tune/pruner.ts'
import { Study } from '../../src/tune/study.ts'
import type { TrialRecord, TrialState } from '../../src/tune/trial.ts'

const rate = float(1e-4, 1, { log: true })
const kind: Domain = categorical(['<a>', 'b & c'])

function trial(number: number, values: readonly number[], state: TrialState = 'completed'): TrialRecord {
  return {
    number,
    state,
    parameters: { rate: 10 ** -(number % 5), kind: number % 2 ? '<a>' : 'b & c' },
    domains: { rate, kind },
    values,
    constraints: [],
    reports: [1, 2].map((step) => ({ step, metrics: { loss: (values[0] ?? Number.NaN) / step } })),
    retries: 0,
    startedAt: 0,
    notes: {},
  }
}

const trials = [
  trial(0, [5, 1]),
  trial(1, [], 'failed'),
  trial(2, [3, 2]),
  trial(3, [4, 4]),
  trial(4, [Number.POSITIVE_INFINITY, 0]),
  trial(5, [1, 3], 'pruned'),
  trial(6, [], 'running'),
  trial(7, [2, 0.5]),
]

const all: Readonly<Record<plots.PlotName, (records: readonly TrialRecord[]) => string>> = {
  bestSoFar: (records) => plots.bestSoFarPlot(records),
  slice: (records) => plots.slicePlot(records, 'rate'),
  contour: (records) => plots.contourPlot(records, ['rate', 'kind']),
  parallelCoordinates: (records) => plots.parallelCoordinatesPlot(records),
  importance: (records) => plots.importancePlot(importances(records)),
  intermediateValues: (records) => plots.intermediateValuesPlot(records),
  paretoFront: (records) => plots.paretoFrontPlot(records, ['minimize', 'minimize']),
}

const count = (svg: string, tag: string) => svg.split(`<${tag} `).length - 1

describe.each(Object.entries(all))('the plot %s', (_, plot) => {
  it.each([
    ['all kinds of trials', trials],
    ['one trial', trials.slice(0, 1)],
    ['equal values', [0, 1, 2, 3].map((number) => trial(number, [2, 2]))],
    ['none', []],
    ['none that has ended', [trial(0, [], 'running')]],
  ])('of %s is a picture without NaN that closes what it opens', (__, records) => {
    const svg = plot(records)
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="[^"]+"[\s\S]*<\/svg>$/)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    expect(svg).not.toMatch(/<a>|b & c/)
    const tags = [...svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)]
    const depth = tags.reduce((open, [, closing, , single]) => open + (closing ? -1 : single ? 0 : 1), 0)
    expect(depth).toBe(0)
  })
})

describe('what plots show', () => {
  it('is the best so far', () => {
    expect(plots.bestSoFar(trials)).toEqual([
      { number: 0, best: 5 },
      { number: 2, best: 3 },
      { number: 3, best: 3 },
      { number: 4, best: 3 },
      { number: 7, best: 2 },
    ])
    expect(plots.bestSoFar(trials, 'maximize', { objective: 1 }).map(({ best }) => best)).toEqual([
      1, 2, 4, 4, 4,
    ])
  })

  it('is, of the best so far, at last the best of the study', async () => {
    const values = [Number.POSITIVE_INFINITY, 5, 1, 4, 2, 0, 3, 2]
    const pruner: Pruner = { name: 'third', decide: ({ number }) => (number === 2 ? 'stop' : 'continue') }
    for (const directions of ['minimize', 'maximize'] as const) {
      const study = await Study.open({ directions, pruner })
      // The sixth is not feasible, the third is pruned, the seventh fails.
      await study.optimize(
        async (trial) => {
          await trial.report(1, {})
          if (trial.number === 6) throw new Error('planted')
          const value = values[trial.number] ?? 0
          return { values: [directions === 'minimize' ? value : -value], constraints: [2 - value] }
        },
        { trials: values.length },
      )
      const best = await study.best()
      const stairs = plots.bestSoFar(await study.trials(), directions)
      expect([best?.number, Math.abs(best?.values[0] ?? 0)]).toEqual([4, 2])
      expect(stairs.at(-1)?.best).toBe(best?.values[0])
      expect(stairs.map(({ number }) => number)).toEqual([0, 1, 3, 4, 7])
    }
  })

  it('is a dot for each finished trial', () => {
    expect(count(all.bestSoFar(trials), 'circle')).toBe(5)
    expect(count(all.slice(trials), 'circle')).toBe(5)
    expect(count(all.paretoFront(trials), 'circle')).toBe(4)
    expect(all.paretoFront(trials).match(/Pareto front/g)).toHaveLength(1)
  })

  it('speaks other languages', () => {
    const words = { trial: '시도', value: '값', label: () => '가장 좋은 값' }
    const svg = plots.bestSoFarPlot(trials, 'minimize', { words })
    expect(svg).toContain('>시도<')
    expect(svg).toContain('aria-label="가장 좋은 값"')
  })
})

describe('axes', () => {
  it('of values that lie far apart are logarithmic, so that one bad trial presses nothing flat', () => {
    const { ticks, place } = valueAxis('', [0.3, 0.6, 250])
    expect(ticks.map(({ text }) => text)).toEqual(['0.1', '1', '10', '100', '1000'])
    // Four decades: a factor of two is the same distance everywhere.
    expect(place(0.6) - place(0.3)).toBeCloseTo(Math.log10(2) / 4, 12)
    expect([place(0.1), place(1000)]).toEqual([0, 1])
    for (const linear of [[0.3, 0.6, 25], [-1, 0.6, 250], [0, 1, 250], [], [Number.NaN]]) {
      expect(valueAxis('', linear).ticks).toEqual(numberAxis('', linear).ticks)
    }
  })

  it('have round numbers', () => {
    expect(numberAxis('', [0.3, 9.7]).ticks.map(({ text }) => text)).toEqual(['0', '2', '4', '6', '8', '10'])
    expect(numberAxis('', [-0.02, 0.03]).ticks.map(({ text }) => text)).toEqual([
      '-0.02',
      '-0.01',
      '0',
      '0.01',
      '0.02',
      '0.03',
    ])
    expect(numberAxis('', [7]).place(7)).toBeGreaterThanOrEqual(0)
  })

  it('are logarithmic where the domain is', () => {
    const { ticks, place } = domainAxis('', rate)
    expect(ticks.map(({ text }) => text)).toEqual(['1e-4', '0.001', '0.01', '0.1', '1'])
    expect(place(0.01)).toBeCloseTo(0.5, 12)
    expect(domainAxis('', kind).place('b & c')).toBe(0.75)
  })
})
