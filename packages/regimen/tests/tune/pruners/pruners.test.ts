import { describe, expect, it } from 'vitest'
import type { Decision, Pruner } from '../../../src/tune/pruner.ts'
import * as table from '../../../src/tune/pruners/index.ts'
import { percentileOf } from '../../../src/tune/pruners/percentile.ts'
import { prunerTechniques } from '../../../src/tune/pruners/techniques.ts'
import { Study } from '../../../src/tune/study.ts'
import type { Direction, TrialRecord, TrialState } from '../../../src/tune/trial.ts'

const pruners: readonly (readonly [string, Pruner])[] = [
  ['median', table.medianPruner({ startupTrials: 1 })],
  ['percentile', table.percentilePruner(30, { startupTrials: 1 })],
  ['successiveHalving', table.successiveHalvingPruner({ maximumSteps: 9, trials: 9 })],
  ['hyperband', table.hyperbandPruner({ maximumSteps: 9 })],
  ['asha', table.ashaPruner({ maximumSteps: 9, reductionFactor: 3 })],
  ['threshold', table.thresholdPruner({ upper: 5 })],
  ['patience', table.patiencePruner({ patience: 2 })],
]

/** Trial `number` with a report of its loss after steps 1, 2, …. */
function trial(number: number, state: TrialState, losses: readonly number[]): TrialRecord {
  return {
    number,
    state,
    parameters: {},
    domains: {},
    values: [],
    constraints: [],
    reports: losses.map((loss, index) => ({ step: index + 1, metrics: { loss } })),
    retries: 0,
    startedAt: 0,
    notes: {},
  }
}

const decide = (
  pruner: Pruner,
  own: TrialRecord,
  others: readonly TrialRecord[],
  directions: readonly Direction[] = ['minimize'],
): Decision => pruner.decide(own, { trials: [...others, own], directions })

/** Losses that are the same in every run of the test, and everywhere within 0 to 10. */
const loss = (number: number, step: number) => (((number * 37 + step * 11) % 100) + 1) / (10 + step)
const field: readonly TrialRecord[] = Array.from({ length: 30 }, (_, number) => {
  const states = ['completed', 'paused', 'pruned', 'failed', 'running'] as const
  const state = states[number % 5] ?? 'completed'
  const length = { completed: 9, paused: number % 2 ? 1 : 3, pruned: 4, failed: 2, running: 1 }[state]
  return trial(
    number,
    state,
    Array.from({ length }, (__, index) => loss(number, index + 1)),
  )
})

it('has a technique row for each', () => {
  expect(prunerTechniques.map(({ name }) => name).sort()).toEqual(pruners.map(([name]) => name).sort())
  for (const [name, pruner] of pruners) expect(pruner.name).toBe(name)
})

describe.each(pruners)('%s', (name, pruner) => {
  const own = (step: number) =>
    trial(
      30,
      'running',
      Array.from({ length: step }, (_, index) => loss(30, index + 1)),
    )

  it('does not mind in which order trials are listed', () => {
    const backwards = field.toReversed()
    const shuffled = field.toSorted((a, b) => ((a.number * 17) % 30) - ((b.number * 17) % 30))
    for (const step of [1, 2, 3, 9]) {
      const expected = decide(pruner, own(step), field)
      expect(decide(pruner, own(step), backwards)).toBe(expected)
      expect(decide(pruner, own(step), shuffled)).toBe(expected)
    }
    const context = { directions: ['minimize'] as const }
    const promoted = pruner.promote?.({ ...context, trials: field })
    expect(pruner.promote?.({ ...context, trials: backwards })).toBe(promoted)
    expect(pruner.promote?.({ ...context, trials: shuffled })).toBe(promoted)
  })

  it('decides the same when the negative is maximized', () => {
    if (name === 'threshold') return
    const negative = (record: TrialRecord): TrialRecord => ({
      ...record,
      reports: record.reports.map(({ step, metrics }) => ({ step, metrics: { loss: -(metrics.loss ?? 0) } })),
    })
    for (const step of [1, 2, 3, 9]) {
      expect(decide(pruner, negative(own(step)), field.map(negative), ['maximize'])).toBe(
        decide(pruner, own(step), field),
      )
    }
    expect(pruner.promote?.({ trials: field.map(negative), directions: ['maximize'] })).toBe(
      pruner.promote?.({ trials: field, directions: ['minimize'] }),
    )
  })

  it('never stops the first trial for being worse than nobody', () => {
    for (const losses of [[4], [4, 3, 2]]) {
      expect(decide(pruner, trial(0, 'running', losses), [])).not.toBe('stop')
    }
    expect(decide(pruner, trial(0, 'running', []), [])).toBe('continue')
  })

  it('keeps nobody going for NaN', () => {
    const nan = trial(30, 'running', [Number.NaN, Number.NaN, Number.NaN])
    expect(['stop', 'pause']).toContain(decide(pruner, nan, field))
    const waiting = [nan, ...field].map((each) => ({ ...each, state: 'paused' as const }))
    const promoted = pruner.promote?.({ trials: waiting, directions: ['minimize'] })
    expect(promoted).not.toBe(30)
  })

  it('bears trials without reports, and NaN among the others', () => {
    const strange = [
      ...field,
      trial(31, 'completed', []),
      trial(32, 'completed', [Number.NaN]),
      trial(33, 'failed', []),
    ]
    expect(['continue', 'pause', 'stop']).toContain(decide(pruner, own(2), strange))
  })

  it('lets a study come to its end', async () => {
    const study = await Study.open({ pruner, seed: 5 })
    await study.optimize(
      async (live) => {
        const x = live.float('x', 0, 8)
        for (let step = live.record.reports.length + 1; step <= 9; step++) {
          if ((await live.report(step, { loss: x + 1 / step })) !== 'continue') break
        }
        return x
      },
      { trials: 60 },
    )
    const states = (await study.trials()).map(({ state }) => state)
    expect(states).toContain('completed')
    expect(states).not.toContain('failed')
  })
})

describe('percentiles', () => {
  it.each([
    // numpy.nanpercentile
    [[3, 1, 2], 50, 2],
    [[4, 1, 2, 3], 50, 2.5],
    [[4, 1, 2, 3], 25, 1.75],
    [[4, 1, Number.NaN, 2, 3], 10, 1.3],
    [[5], 30, 5],
    [[2, 1], 0, 1],
    [[2, 1], 100, 2],
    [[Infinity, Infinity], 50, Infinity],
  ])('of %j at %d', (values, percentile, expected) => {
    expect(percentileOf(values, percentile)).toBeCloseTo(expected, 12)
  })

  it('of nothing are NaN', () => {
    expect([percentileOf([], 50), percentileOf([Number.NaN], 50)]).toEqual([Number.NaN, Number.NaN])
  })
})

describe('median', () => {
  const others = [1, 2, 3, 4, 5].map((level, number) => trial(number, 'completed', [level, level / 2]))

  it('stops below the median of what others had at the step', () => {
    const median = table.medianPruner()
    expect(decide(median, trial(9, 'running', [3]), others)).toBe('continue')
    expect(decide(median, trial(9, 'running', [3.1]), others)).toBe('stop')
    expect(decide(median, trial(9, 'running', [1, 1.6]), others)).toBe('continue')
    expect(decide(median, trial(9, 'running', [2, 1.6]), others)).toBe('stop')
    expect(decide(median, trial(9, 'running', [9]), others.slice(1))).toBe('continue')
    expect(decide(table.medianPruner({ warmupSteps: 1 }), trial(9, 'running', [9]), others)).toBe('continue')
    const seldom = table.medianPruner({ interval: 2 })
    expect(decide(seldom, trial(9, 'running', [9, 9]), others)).toBe('continue')
    expect(decide(seldom, trial(9, 'running', [9, 9, 9]), others)).toBe('stop')
  })

  it('never stops the best so far', () => {
    const median = table.medianPruner({ startupTrials: 1 })
    const completed = field.filter(({ state }) => state === 'completed')
    for (let step = 1; step <= 9; step++) {
      const best = Math.min(...completed.flatMap(({ reports }) => reports[step - 1]?.metrics.loss ?? []))
      const losses = [...new Array(step - 1).fill(100), best]
      expect(decide(median, trial(30, 'running', losses), field)).toBe('continue')
    }
  })

  it('looks at the metric it is told', () => {
    const accuracy = (number: number, state: TrialState, value: number): TrialRecord => ({
      ...trial(number, state, []),
      reports: [{ step: 1, metrics: { loss: 0, accuracy: value } }],
    })
    const median = table.medianPruner({ monitor: 'accuracy', better: 'higher', startupTrials: 1 })
    expect(decide(median, accuracy(1, 'running', 0.4), [accuracy(0, 'completed', 0.5)])).toBe('stop')
    expect(decide(median, accuracy(1, 'running', 0.6), [accuracy(0, 'completed', 0.5)])).toBe('continue')
  })
})

describe('threshold and patience', () => {
  it('stop outside the ends', () => {
    const pruner = table.thresholdPruner({ lower: 0, upper: 2, warmupSteps: 1 })
    const outcomes = [[9], [9, 2], [9, 2.1], [9, -0.1], [1, Number.NaN], [1, Infinity]]
    expect(outcomes.map((losses) => decide(pruner, trial(0, 'running', losses), []))).toEqual([
      'continue',
      'continue',
      'stop',
      'stop',
      'stop',
      'stop',
    ])
  })

  it('stop after so many reports without improvement', () => {
    const pruner = table.patiencePruner({ patience: 2, minimumDelta: 0.1 })
    const outcomes = [
      [3, 2, 2.5, 2.5],
      [3, 2, 2.5, 2.5, 1.95],
      [3, 2, 2.5, 2.5, 1.85],
    ]
    expect(outcomes.map((losses) => decide(pruner, trial(0, 'running', losses), []))).toEqual([
      'continue',
      'stop',
      'continue',
    ])
    const gentle = table.patiencePruner({ patience: 0, pruner: table.thresholdPruner({ upper: 5 }) })
    expect(decide(gentle, trial(0, 'running', [3, 4]), [])).toBe('continue')
    expect(decide(gentle, trial(0, 'running', [3, 6]), [])).toBe('stop')
  })
})

describe('options that are none', () => {
  it.each([
    ['a percentile above 100', () => table.percentilePruner(101)],
    ['a percentile that is NaN', () => table.percentilePruner(Number.NaN)],
    ['no ends', () => table.thresholdPruner({})],
    ['ends turned round', () => table.thresholdPruner({ lower: 2, upper: 1 })],
    ['negative patience', () => table.patiencePruner({ patience: -1 })],
    ['a factor of 1', () => table.ashaPruner({ maximumSteps: 9, reductionFactor: 1 })],
    ['rungs without end', () => table.hyperbandPruner({ maximumSteps: Infinity })],
    [
      'a maximum below the minimum',
      () => table.successiveHalvingPruner({ maximumSteps: 1, minimumSteps: 2 }),
    ],
  ])('%s', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'pruner-option' }))
  })
})
