/**
 * What the catalogue says of searches, measured: models against chance (H6), random against grid (H7), log-uniform against uniform (H9), coarse-to-fine
 * against one stage (H10). The rules are fixed here, before any figure is looked at: a claim holds if its side wins more
 * often than chance would let it in 1 of 100 cases (one-sided sign test, ties half).
 */
import { describe, expect, it } from 'vitest'
import { RandomKey } from '../../src/engine/random.ts'
import { float } from '../../src/tune/domain.ts'
import type { Trial } from '../../src/tune/live-trial.ts'
import type { Sampler } from '../../src/tune/sampler.ts'
import { cmaEsSampler } from '../../src/tune/samplers/cma-es.ts'
import { coarseToFineSampler } from '../../src/tune/samplers/coarse-to-fine.ts'
import { gaussianProcessSampler } from '../../src/tune/samplers/gaussian-process-sampler.ts'
import { gridSampler } from '../../src/tune/samplers/grid.ts'
import { hypervolume } from '../../src/tune/samplers/hypervolume.ts'
import { normalCdf } from '../../src/tune/samplers/normal-distribution.ts'
import { nsga2Sampler } from '../../src/tune/samplers/nsga2.ts'
import { randomSampler } from '../../src/tune/samplers/random.ts'
import { tpeSampler } from '../../src/tune/samplers/tpe.ts'
import { Study } from '../../src/tune/study.ts'

type Objective = (trial: Trial) => number

async function best(sampler: Sampler, objective: Objective, trials: number, seed: number): Promise<number> {
  const study = await Study.open({ sampler, seed })
  await study.optimize(objective, { trials })
  return (await study.best())?.values[0] ?? Number.POSITIVE_INFINITY
}

/** How often the first is lower; ties half. */
function share(pairs: readonly (readonly [number, number])[]): number {
  return pairs.reduce((sum, [a, b]) => sum + (a < b ? 1 : a === b ? 0.5 : 0), 0) / pairs.length
}

/** The probability of so large a share or a larger one by chance: the normal approximation of the sign test. */
function chance(won: number, repeats: number): number {
  return 1 - normalCdf((won - 0.5) * 2 * Math.sqrt(repeats))
}

/** Places that do not depend on the samplers: the golden ratio's sequence. */
const place = (index: number, offset = 0) => (0.5 + offset + (index + 1) * 0.6180339887498949) % 1

/**
 * Nine trials for rates whose best power of ten lies somewhere from −5 to 0, each as likely: a grid of three values each,
 * or random ones from half a step below to half a step above the grid's. The loss is the squared distance in decades.
 */
describe('H7: random against grid', () => {
  const repeats = 400
  const [low, high] = [-6.25, 1.25]
  const values = [-5, -2.5, 0]
  const grid = () => gridSampler({ values: { x: values, y: values } })

  const compare = async (matter: readonly string[]) => {
    const objective = (repeat: number) => (trial: Trial) => {
      const best = RandomKey.fromSeed(repeat).child('best').uniform(2)
      const squares = ['x', 'y'].map(
        (name, axis) =>
          (trial.float(name, low, high) + 5 * (best[axis] ?? 0)) ** 2 * Number(matter.includes(name)),
      )
      return squares.reduce((sum, square) => sum + square, 0)
    }
    const pairs: (readonly [number, number])[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      pairs.push([
        await best(randomSampler(), objective(repeat), 9, repeat),
        await best(grid(), objective(repeat), 9, repeat),
      ])
    }
    const [random, ofGrid] = [0, 1].map((side) => summary(pairs.map((pair) => pair[side] ?? Number.NaN)))
    return { random, grid: ofGrid, wins: share(pairs), error: Math.sqrt(0.25 / repeats) }
  }

  const summary = (numbers: readonly number[]) => {
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
    const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / (numbers.length - 1)
    return { mean, error: Math.sqrt(variance / numbers.length) }
  }
  const within = (figure: number, { mean = Number.NaN, error = 0 } = {}) =>
    expect(Math.abs(mean - figure) / error).toBeLessThan(3)

  it('random wins where one of two parameters matters', async () => {
    const { random, grid: ofGrid, wins, error } = await compare(['x'])
    expect(chance(wins, repeats)).toBeLessThan(0.01)
    // The figures of the catalogue.
    within(0.26, random)
    within(0.521, ofGrid)
    within(0.69, { mean: wins, error })
    // What they should be: 1.25²/3 on the grid; P(win) = 1 − (1 − (2/3)¹⁰) · 6/20, being nearer than at most 1.25 of 7.5.
    within(25 / 48, ofGrid)
    within(1 - (1 - (2 / 3) ** 10) * 0.3, { mean: wins, error })
  })

  it('the grid wins where both matter as much', async () => {
    const { random, grid: ofGrid, wins } = await compare(['x', 'y'])
    expect(chance(1 - wins, repeats)).toBeLessThan(0.01)
    within(25 / 24, ofGrid)
    // By 200,000 draws in NumPy.
    within(1.877, random)
    within(0.386, { mean: wins, error: Math.sqrt((0.386 * 0.614) / repeats) })
  })
})

it('H9: log-uniform rates beat uniform ones', async () => {
  const repeats = 60
  // Gradient descent by 25 steps on a quadratic whose curvatures lie over one decade, somewhere among four.
  const objective = (repeat: number, log: boolean) => (trial: Trial) => {
    const rate = trial.float('learningRate', 1e-4, 1, { log })
    const steepest = 10 ** (4 * place(repeat))
    const losses = [1, 0.5, 0.1].map((part) => part * (1 - rate * steepest * part) ** 50)
    return losses.reduce((sum, loss) => sum + loss, 0)
  }
  const pairs = await Promise.all(
    Array.from({ length: repeats }, async (_, repeat) => {
      const logarithmic = await best(randomSampler(), objective(repeat, true), 10, repeat)
      return [logarithmic, await best(randomSampler(), objective(repeat, false), 10, repeat)] as const
    }),
  )
  expect(chance(share(pairs), repeats)).toBeLessThan(0.01)
  // Why: of log-uniform draws from 1e-4 to 1 half lie below 0.01, of uniform ones 1 %.
  const draws = (log: boolean) => {
    const domain = float(1e-4, 1, { log })
    return Array.from({ length: 1000 }, (_, number) => Number(drawn(number, domain))).filter(
      (rate) => rate < 0.01,
    ).length
  }
  expect(Math.abs(draws(true) - 500)).toBeLessThan(50)
  expect(Math.abs(draws(false) - 10)).toBeLessThan(11)
})

function drawn(number: number, domain: ReturnType<typeof float>) {
  const key = RandomKey.fromSeed(1).child(number)
  const context = {
    number,
    trials: [],
    directions: ['minimize'],
    space: undefined,
    key,
    studyKey: key,
  } as const
  return randomSampler().begin(context).value('learningRate', domain)
}

it('H10: coarse-to-fine beats one stage at the same budget', async () => {
  const repeats = 60
  // Rate and decay on logarithmic scales, the rate mattering more; the accuracy that a validation set lets one see.
  const objective = (repeat: number) => (trial: Trial) => {
    const rate = Math.log10(trial.float('learningRate', 1e-6, 1, { log: true }))
    const decay = Math.log10(trial.float('weightDecay', 1e-6, 1, { log: true }))
    const loss = 0.3 * (rate + 1 + 4 * place(repeat)) ** 2 + 0.05 * (decay + 1 + 4 * place(repeat, 0.3)) ** 2
    return Math.round(1000 * Math.min(loss, 2.3)) / 1000
  }
  const pairs = await Promise.all(
    Array.from({ length: repeats }, async (_, repeat) => {
      const twoStages = await best(coarseToFineSampler({ coarseTrials: 15 }), objective(repeat), 30, repeat)
      return [twoStages, await best(randomSampler(), objective(repeat), 30, repeat)] as const
    }),
  )
  expect(chance(share(pairs), repeats)).toBeLessThan(0.01)
})

const { PI, cos } = Math
const branin = (trial: Trial) => {
  const [x, y] = [trial.float('x', -5, 10), trial.float('y', 0, 15)]
  return (y - (5.1 / (4 * PI ** 2)) * x * x + (5 / PI) * x - 6) ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10
}

it.each([
  ['TPE', tpeSampler, 50, 30],
  ['a Gaussian process', gaussianProcessSampler, 25, 12],
  ['CMA-ES', cmaEsSampler, 100, 30],
])('H6: %s beats random on Branin', async (_, create: () => Sampler, trials, repeats) => {
  const pairs: (readonly [number, number])[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    pairs.push([
      await best(create(), branin, trials, repeat),
      await best(randomSampler(), branin, trials, repeat),
    ])
  }
  expect(chance(share(pairs), repeats)).toBeLessThan(0.01)
})

it('H6: CMA-ES finds the minimum of a turned, narrow valley', async () => {
  const valley = (trial: Trial) => {
    const [x = 0, y = 0, z = 0] = ['x', 'y', 'z'].map((name) => trial.float(name, -4, 6))
    return (x + y - 1) ** 2 + 1000 * (x - y) ** 2 + (z - 2 * x) ** 2
  }
  for (const seed of [1, 2, 3]) expect(await best(cmaEsSampler(), valley, 500, seed)).toBeLessThan(1e-5)
})

it('H6: NSGA-II covers more of the front of ZDT1 than random trials do', async () => {
  const front = async (sampler: Sampler, seed: number) => {
    const study = await Study.open({ sampler, seed, directions: ['minimize', 'minimize'] })
    await study.optimize(
      (trial) => {
        const [first = 0, ...rest] = Array.from({ length: 15 }, (_, index) => trial.float(`x${index}`, 0, 1))
        const g = 1 + (9 * rest.reduce((sum, x) => sum + x, 0)) / rest.length
        return [first, g * (1 - Math.sqrt(first / g))]
      },
      { trials: 400 },
    )
    // The front itself covers 4 − ∫(1 − √x)dx = 3 ⅔ of the square up to (2, 2).
    const points = (await study.paretoFront()).map(({ values }) => values)
    return hypervolume(points, [2, 2])
  }
  for (const seed of [1, 2, 3]) {
    const [ours, random] = [
      await front(nsga2Sampler({ population: 20 }), seed),
      await front(randomSampler(), seed),
    ]
    expect(ours).toBeGreaterThan(random + 0.5)
    expect(ours).toBeLessThan(4 - 1 / 3)
  }
})

it('trials side by side differ where the model is the same', async () => {
  for (const create of [tpeSampler, gaussianProcessSampler]) {
    const study = await Study.open({ sampler: create(), seed: 2 })
    await study.optimize(branin, { trials: 12 })
    const asked: number[][] = []
    for (let beside = 0; beside < 4; beside++) {
      const trial = await study.ask()
      if (!trial) throw new Error('always')
      asked.push([trial.float('x', -5, 10), trial.float('y', 0, 15)])
      await trial.report(0, {})
    }
    const apart = asked.flatMap(([x = 0, y = 0], index) =>
      asked.slice(index + 1).map(([u = 0, v = 0]) => Math.hypot((x - u) / 15, (y - v) / 15)),
    )
    expect(Math.min(...apart)).toBeGreaterThan(1e-3)
  }
})
