import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  cosineSchedule,
  cosineWithRestartsSchedule,
  exponentialSchedule,
  inverseSquareRootSchedule,
  joinSchedules,
  type LearningRateSchedule,
  linearSchedule,
  multiStepSchedule,
  oneCycleSchedule,
  polynomialSchedule,
  schedules,
  sgd,
  stepSchedule,
  timeDecaySchedule,
  warmupSchedule,
} from '../../src/optim/index.ts'
import { path } from './support.ts'

const fixture: { readonly rates: Readonly<Record<string, readonly number[]>> } = JSON.parse(
  readFileSync(new URL('../fixtures/schedules.json', import.meta.url), 'utf8'),
)

const learningRate = 0.5
const byScheduler: Readonly<Record<string, LearningRateSchedule>> = {
  step: stepSchedule({ learningRate, every: 7, factor: 0.3 }),
  multiStep: multiStepSchedule({ learningRate, at: [5, 20, 21], factor: 0.5 }),
  exponential: exponentialSchedule({ learningRate, factor: 0.9 }),
  polynomial: polynomialSchedule({ learningRate, steps: 25, power: 2 }),
  linear: linearSchedule({ learningRate, steps: 25, final: 0.05 }),
  cosine: cosineSchedule({ learningRate, steps: 40, final: 0.01 }),
  cosineWithRestarts: cosineWithRestartsSchedule({ learningRate, steps: 5, growth: 2, final: 0.01 }),
  cosineWithEqualRestarts: cosineWithRestartsSchedule({ learningRate, steps: 7 }),
  oneCycle: oneCycleSchedule({ learningRate, steps: 40 }),
  timeDecay: timeDecaySchedule({ learningRate, decay: 0.1 }),
  // PyTorch's warm-up is at the start factor in update 0; ours is there one update before.
  warmupThenExponential: joinSchedules({
    schedules: [
      linearSchedule({ learningRate: 0.05, steps: 9, final: learningRate }),
      exponentialSchedule({ learningRate, factor: 0.9 }),
    ],
    at: [9],
  }),
}

const rates = (schedule: (step: number) => number, steps: number) =>
  Array.from({ length: steps }, (_, t) => schedule(t))

test('the fixture and the test name the same schedulers', () => {
  expect(Object.keys(byScheduler)).toEqual(Object.keys(fixture.rates))
})

test.each(Object.entries(byScheduler))('%s gives the rates of PyTorch', (name, schedule) => {
  const expected = fixture.rates[name] ?? []
  rates(schedule, expected.length).forEach((rate, step) => {
    const wanted = expected[step] ?? Number.NaN
    expect(Math.abs(rate - wanted), `update ${step}`).toBeLessThanOrEqual(1e-12 * wanted)
  })
})

describe('closed forms', () => {
  test.each([
    [cosineSchedule({ learningRate: 1, steps: 10 }), [0, 5, 10, 1000], [1, 0.5, 0, 0]],
    [linearSchedule({ learningRate: 1, steps: 4, final: 3 }), [0, 1, 4, 9], [1, 1.5, 3, 3]],
    [polynomialSchedule({ learningRate: 1, steps: 4, power: 3 }), [0, 2, 4, 9], [1, 0.125, 0, 0]],
    [stepSchedule({ learningRate: 1, every: 3 }), [0, 2, 3, 6], [1, 1, 0.1, 0.01]],
    [exponentialSchedule({ learningRate: 1, factor: 0.25, every: 10 }), [0, 5, 10], [1, 0.5, 0.25]],
    [timeDecaySchedule({ learningRate: 1, decay: 0.1 }), [0, 10, 90], [1, 0.5, 0.1]],
    [inverseSquareRootSchedule({ learningRate: 1, after: 100 }), [0, 99, 399, 9999], [1, 1, 0.5, 0.1]],
    [
      cosineWithRestartsSchedule({ learningRate: 1, steps: 2, growth: 3 }),
      [0, 1, 2, 5, 8],
      [1, 0.5, 1, 0.5, 1],
    ],
    [warmupSchedule({ steps: 4, next: 2 }), [0, 1, 3, 4, 99], [0.5, 1, 2, 2, 2]],
    [warmupSchedule({ steps: 4, next: 2, from: 0.5 }), [0, 3], [1.25, 2]],
    [
      warmupSchedule({ steps: 2, next: cosineSchedule({ learningRate: 1, steps: 4 }) }),
      [1, 2, 4, 6],
      [1, 1, 0.5, 0],
    ],
    [joinSchedules({ schedules: [1, (step) => 10 + step, 3], at: [2, 4] }), [1, 2, 3, 4], [1, 10, 11, 3]],
  ] satisfies [LearningRateSchedule, number[], number[]][])('%#', (schedule, steps, expected) => {
    steps.forEach((step, place) => {
      expect(schedule(step)).toBeCloseTo(expected[place] ?? Number.NaN, 14)
    })
  })

  test('the schedule of the Transformer: d^−½·min(t^−½, t·w^−1.5) (Vaswani et al. 2017, equation 3)', () => {
    const [width, warmup] = [512, 400]
    const schedule = inverseSquareRootSchedule({
      learningRate: (width * warmup) ** -0.5,
      after: warmup,
      warmup,
    })
    for (let t = 1; t < 3000; t += 37) {
      expect(schedule(t - 1)).toBeCloseTo(width ** -0.5 * Math.min(t ** -0.5, t * warmup ** -1.5), 14)
    }
  })

  test('one cycle begins at η/25, reaches η, and ends at η/250,000', () => {
    const cycle = rates(oneCycleSchedule({ learningRate: 1, steps: 101, rise: 0.5 }), 120)
    expect(cycle[0]).toBeCloseTo(0.04, 14)
    expect(Math.max(...cycle)).toBeCloseTo(1, 3)
    expect(cycle[100]).toBeCloseTo(4e-6, 14)
    expect(cycle[119]).toBe(cycle[100])
  })

  test('on a noisy quadratic the end is quieter under 1/t than at a constant rate (catalogue O10)', () => {
    // Noise that no one draws: it has mean 0 and no pattern that the quadratic could follow.
    const noise = (step: number) => 3 * Math.sin(step * step * 1.37)
    const variance = (rate: number | LearningRateSchedule) => {
      const points = path(sgd({ learningRate: rate }), [1], ([x = 0], step) => [x + noise(step)], 2000)
      const tail = points.slice(-500).map(([x = 0]) => x)
      return tail.reduce((sum, x) => sum + x * x, 0) / tail.length
    }
    expect(variance(timeDecaySchedule({ learningRate: 0.5, decay: 0.5 }))).toBeLessThan(variance(0.5) / 50)
  })
})

describe('in files', () => {
  const inFiles = [
    { schedule: 'constant' },
    { schedule: 'step', every: 10 },
    { schedule: 'multiStep', at: [3, 5] },
    { schedule: 'exponential', factor: 0.9 },
    { schedule: 'polynomial', steps: 10 },
    { schedule: 'linear', steps: 10 },
    { schedule: 'cosine', steps: 10 },
    { schedule: 'cosineWithRestarts', steps: 10, growth: 2 },
    { schedule: 'oneCycle', steps: 10 },
    { schedule: 'inverseSquareRoot' },
    { schedule: 'timeDecay', decay: 0.1 },
    { schedule: 'warmup', steps: 5, next: { schedule: 'cosine', steps: 10 } },
    { schedule: 'join', schedules: [0.1, { schedule: 'linear', steps: 3 }], at: [4] },
  ]

  test('every schedule of the table is tried', () => {
    expect(inFiles.map(({ schedule }) => schedule)).toEqual(Object.keys(schedules))
  })

  test.each(inFiles)('$schedule: settings make the same again, also through JSON', (settings) => {
    const first = sgd.fromSettings({ learningRate: settings })
    const written = JSON.parse(JSON.stringify(first.settings))
    expect(written.learningRate).toMatchObject(settings)
    const again = sgd.fromSettings(written)
    expect(rates(again.learningRate, 30)).toEqual(rates(first.learningRate, 30))
    expect(again.settings).toEqual(first.settings)
  })

  test('a schedule without a rate has that of its optimizer, also inside another', () => {
    const cosine = { schedule: 'cosine', steps: 10 }
    expect(sgd({ learningRate: cosine }).learningRate(0)).toBe(0.01)
    expect(sgd({ learningRate: { schedule: 'warmup', steps: 2, next: cosine } }).learningRate(1)).toBe(0.01)
  })

  test.each([
    [{ schedule: 'cosin', steps: 1 }, 'There is no schedule "cosin". Known: constant, step,'],
    [{ schedule: 'cosine' }, 'cosine: steps is undefined. Expected a whole number of at least 1'],
    [{ schedule: 'cosine', steps: 1, slope: 2 }, 'cosine has no option "slope"'],
    [{ schedule: 'cosine', steps: 1, learningRate: -1 }, 'cosine: learningRate is -1'],
    [{ schedule: 'multiStep', at: [5, 5] }, 'multiStep: at is [5,5]. Expected a list of whole numbers'],
    [
      { schedule: 'warmup', steps: 1, next: 'cosine' },
      'warmup: next is "cosine". Expected a number, a schedule',
    ],
    [{ schedule: 'join', schedules: [1, 2], at: [1, 2] }, 'join: at is [1,2]. Expected 1 update numbers'],
    [{ steps: 1 }, 'sgd: learningRate is {"steps":1}'],
  ])('%o is refused', (settings, says) => {
    expect(() => sgd.fromSettings({ learningRate: settings })).toThrow(says)
  })
})

test('every schedule is a pure function of the update number, finite and not negative', () => {
  for (const [name, schedule] of Object.entries(byScheduler)) {
    const asked = [7, 0, 39, 1e6, 3, 0]
    expect(asked.map(schedule), name).toEqual(asked.map(schedule))
    for (const step of asked) expect(schedule(step), name).toBeGreaterThanOrEqual(0)
  }
})
