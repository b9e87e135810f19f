import { describe, expect, it } from 'vitest'
import { categorical, float, integer } from '../../src/tune/domain.ts'
import type { Trial } from '../../src/tune/live-trial.ts'
import { gridOf, gridSampler } from '../../src/tune/samplers/grid.ts'
import { manualSampler, publishedDefaults } from '../../src/tune/samplers/manual.ts'
import { choice, parametersOf, type Space } from '../../src/tune/space.ts'
import { Study } from '../../src/tune/study.ts'

const distinct = (values: readonly object[]) => new Set(values.map((value) => JSON.stringify(value))).size

describe('a grid', () => {
  it('of q values for each of m parameters has qᵐ points, none twice', () => {
    for (let m = 1; m <= 6; m++) {
      const space = Object.fromEntries(Array.from({ length: m }, (_, index) => [`x${index}`, float(0, 1)]))
      const grid = gridOf(parametersOf(space), { points: 3 })
      expect([grid.length, distinct(grid)]).toEqual([3 ** m, 3 ** m])
    }
  })

  it('reaches both ends, evenly on the scale of each range', () => {
    const grid = (space: Space, points: number) =>
      gridOf(parametersOf(space), { points }).map(({ x }) =>
        typeof x === 'number' ? Number(x.toPrecision(12)) : x,
      )
    expect(grid({ x: float(1e-4, 1, { log: true }) }, 5)).toEqual([1e-4, 1e-3, 1e-2, 1e-1, 1])
    expect(grid({ x: float(-1, 1) }, 3)).toEqual([-1, 0, 1])
    expect(grid({ x: float(-1, 1) }, 1)).toEqual([0])
    expect(grid({ x: integer(1, 9) }, 3)).toEqual([1, 5, 9])
    expect(grid({ x: integer(1, 3) }, 5)).toEqual([1, 2, 3])
    expect(grid({ x: integer(1, 4, { log: true }) }, 4)).toEqual([1, 2, 3, 4])
    expect(grid({ x: float(2, 2) }, 5)).toEqual([2])
    expect(grid({ x: categorical(['a', 'b', 'c', 'd']) }, 2)).toEqual(['a', 'b', 'c', 'd'])
  })

  const branched = {
    optimizer: choice({ sgd: { momentum: float(0, 0.9), nesterov: categorical([true, false]) }, adam: {} }),
    depth: integer(1, 2),
  }

  it('multiplies the parameters of a branch only where it is taken', () => {
    // (3 · 2 + 1) · 2.
    const grid = gridOf(parametersOf(branched), { points: 3 })
    expect([grid.length, distinct(grid)]).toEqual([14, 14])
    for (const point of grid) expect('optimizer.sgd.momentum' in point).toBe(point.optimizer === 'sgd')
  })

  it.each([1, 4])('ends a study with its last point (%i at a time)', async (concurrency) => {
    const study = await Study.open({ space: branched, sampler: gridSampler({ points: 3 }) })
    await study.optimize(
      async (trial) => {
        const { depth } = trial.sample(branched)
        if (trial.number === 2) throw new Error('planted')
        return depth
      },
      { trials: 100, concurrency },
    )
    const trials = await study.trials()
    expect([trials.length, distinct(trials.map(({ parameters }) => parameters))]).toEqual([14, 14])
  })

  it('makes up for trials that the user has set', async () => {
    const space = { x: integer(1, 3), y: integer(1, 2) }
    const study = await Study.open({ space, sampler: gridSampler() })
    await study.enqueue({ x: 3, y: 1 }, { x: 2, y: 2 })
    await study.optimize((trial) => trial.sample(space).x, { trials: 50 })
    const points = (await study.trials()).map(({ parameters }) => parameters)
    expect(points.slice(0, 2)).toEqual([
      { x: 3, y: 1 },
      { x: 2, y: 2 },
    ])
    expect(distinct(points)).toBe(6)
  })

  it('takes the values that it is given, without a space, too', async () => {
    const study = await Study.open({ sampler: gridSampler({ values: { x: [0.1, 0.7], kind: ['b'] } }) })
    const objective = (trial: Trial) =>
      trial.float('x', 0, 1) + (trial.categorical('kind', ['a', 'b']) === 'b' ? 1 : 0)
    await study.optimize(objective)
    expect((await study.trials()).map(({ parameters }) => parameters)).toEqual([
      { x: 0.1, kind: 'b' },
      { x: 0.7, kind: 'b' },
    ])
  })

  it('asks for a space', async () => {
    const study = await Study.open({ sampler: gridSampler() })
    await expect(study.optimize(() => 0)).rejects.toMatchObject({ code: 'tune-grid-space' })
  })
})

describe('manual trials', () => {
  const space = {
    learningRate: float(1e-5, 1, { log: true }),
    depth: integer(1, 4),
    optimizer: choice({ sgd: { momentum: float(0, 0.99) }, adam: { beta2: float(0.9, 0.9999) } }),
    dropout: float(0, 0.4),
  }

  it('come first, verbatim, and end the study where nothing comes after them', async () => {
    const study = await Study.open({
      sampler: manualSampler([{ depth: 3 }, { learningRate: 0.25, depth: 1 }]),
    })
    await study.optimize((trial) => trial.float('learningRate', 0, 1) * trial.integer('depth', 1, 4))
    const [first, second, ...others] = (await study.trials()).map(({ parameters }) => parameters)
    expect(first).toMatchObject({ depth: 3 })
    expect(second).toEqual({ learningRate: 0.25, depth: 1 })
    expect(others).toEqual([])
  })

  it('may be the published defaults, as a baseline', async () => {
    const baseline = publishedDefaults(parametersOf(space))
    // Dropout ½ is outside of its range.
    expect(baseline).toEqual({
      learningRate: 0.001,
      optimizer: 'adam',
      'optimizer.sgd.momentum': 0.9,
      'optimizer.adam.beta2': 0.999,
    })
    const study = await Study.open({ space })
    await study.enqueue(baseline)
    await study.optimize((trial) => trial.sample(space).learningRate, { trials: 2 })
    expect((await study.trials())[0]?.parameters).toMatchObject({ learningRate: 0.001, optimizer: 'adam' })
  })
})
