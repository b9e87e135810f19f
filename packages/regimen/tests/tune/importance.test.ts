import { describe, expect, it } from 'vitest'
import { importances } from '../../src/tune/importance.ts'
import type { Trial } from '../../src/tune/live-trial.ts'
import { randomSampler } from '../../src/tune/samplers/random.ts'
import { Study } from '../../src/tune/study.ts'

async function sharesOf(objective: (trial: Trial) => number, trials: number) {
  // Importance is told from draws over the whole space; a sampler that searches would look at a part of it.
  const study = await Study.open({ seed: 4, sampler: randomSampler() })
  await study.optimize(objective, { trials })
  return Object.fromEntries(importances(await study.trials()).map(({ name, share }) => [name, share]))
}

describe('importance', () => {
  it.each<[string, (trial: Trial) => number, Record<string, number>, number]>([
    // Var(x) = 1/12 on [0, 1]: 1 : 4.
    [
      'a sum',
      (trial) => trial.float('a', 0, 1) + 2 * trial.float('b', 0, 1) + 0 * trial.float('c', 0, 1),
      { a: 0.2, b: 0.8, c: 0 },
      0.03,
    ],
    // (x − ½)(y − ½) has no main effect at all.
    [
      'a saddle',
      (trial) => (trial.float('a', 0, 1) - 0.5) * (trial.float('b', 0, 1) - 0.5),
      { a: 0, b: 0 },
      0.06,
    ],
    // log x is uniform on [−4, 0]: variance 16/12, that of the category (0, 3, 0) 2, of the whole number 0 to 3 5/4.
    [
      'a logarithm, a category and a whole number',
      (trial) =>
        Math.log10(trial.float('rate', 1e-4, 1, { log: true })) +
        (trial.categorical('kind', ['x', 'y', 'z']) === 'y' ? 3 : 0) +
        trial.integer('n', 0, 3),
      { rate: 16 / 55, kind: 24 / 55, n: 15 / 55 },
      0.04,
    ],
    // Ishigami & Homma 1990, a = 7, b = 0.1: first-order Sobol indices 0.3139, 0.4424, 0.
    [
      'the Ishigami function',
      (trial) => {
        const [x, y, z] = ['x', 'y', 'z'].map((name) => trial.float(name, -Math.PI, Math.PI))
        return Math.sin(x!) + 7 * Math.sin(y!) ** 2 + 0.1 * z! ** 4 * Math.sin(x!)
      },
      { x: 0.3139, y: 0.4424, z: 0 },
      // Trees of 600 points take part of the waves for effects of several together.
      0.12,
    ],
  ])('of %s', async (_, objective, expected, tolerance) => {
    const shares = await sharesOf(objective, 600)
    expect(Object.keys(shares).sort()).toEqual(Object.keys(expected).sort())
    for (const [name, share] of Object.entries(expected)) {
      expect(Math.abs((shares[name] ?? Number.NaN) - share), `${name}: ${shares[name]}`).toBeLessThan(
        tolerance,
      )
    }
  })

  it('is none where nothing varies', async () => {
    expect(await sharesOf((trial) => 0 * trial.float('x', 0, 1), 20)).toEqual({ x: 0 })
    expect(await sharesOf((trial) => trial.float('x', 2, 2), 20)).toEqual({ x: 0 })
    expect(importances([])).toEqual([])
  })

  it('bears branches, failed trials and infinite values', async () => {
    const shares = await sharesOf((trial) => {
      const branch = trial.categorical('branch', ['with', 'without'])
      if (trial.number % 10 === 3) throw new Error('failed')
      if (trial.number % 10 === 4) return Number.POSITIVE_INFINITY
      return branch === 'with' ? 10 + trial.float('x', 0, 1) : 0
    }, 80)
    expect(shares.branch).toBeGreaterThan(0.9)
    expect(shares.x).toBeLessThan(0.1)
  })

  it('looks at the objective that it is asked about', async () => {
    const study = await Study.open({ directions: ['minimize', 'minimize'] })
    await study.optimize((trial) => [trial.float('a', 0, 1), trial.float('b', 0, 1)], { trials: 100 })
    const trials = await study.trials()
    expect(importances(trials)[0]?.name).toBe('a')
    expect(importances(trials, { objective: 1 })[0]?.name).toBe('b')
  })
})
