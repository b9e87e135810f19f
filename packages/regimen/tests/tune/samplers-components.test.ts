/** The parts of samplers against closed forms, published numbers, and numpy's (see make_sampler_fixtures.py). */
import { describe, expect, it } from 'vitest'
import { RandomKey } from '../../src/engine/random.ts'
import { categorical, type Domain, float, integer, type Value } from '../../src/tune/domain.ts'
import { paretoFront } from '../../src/tune/pareto.ts'
import { cmaEsConstants, initialState, root, updated } from '../../src/tune/samplers/cma-es-state.ts'
import { covariance, expectedImprovement, GaussianProcess } from '../../src/tune/samplers/gaussian-process.ts'
import { hypervolume } from '../../src/tune/samplers/hypervolume.ts'
import {
  cholesky,
  multiply,
  solveLower,
  solveUpper,
  symmetricEigen,
} from '../../src/tune/samplers/linear-algebra.ts'
import { normalCdf, normalQuantile } from '../../src/tune/samplers/normal-distribution.ts'
import { crowdingDistances, polynomial, simulatedBinary, survivors } from '../../src/tune/samplers/nsga2.ts'
import { ParzenEstimator } from '../../src/tune/samplers/parzen.ts'
import { fronts } from '../../src/tune/samplers/rank.ts'
import { scrambledSobol, sobolBits, sobolDimensions } from '../../src/tune/samplers/sobol.ts'
import { uniforms } from '../../src/tune/samplers/uniform.ts'
import type { TrialRecord } from '../../src/tune/trial.ts'
import fixtures from '../fixtures/samplers.json' with { type: 'json' }

const array = (values: readonly number[] | undefined) => Float64Array.from(values ?? [])

function expectClose(actual: ArrayLike<number>, expected: readonly number[], digits = 10) {
  expect(actual.length).toBe(expected.length)
  Array.from(actual).forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index] ?? Number.NaN, digits)
  })
}

describe('the normal distribution', () => {
  it('is as scipy has it, in the tails, too', () => {
    for (const [x = 0, expected = 0] of fixtures.normal) {
      expect(Math.abs(normalCdf(x) / expected - 1)).toBeLessThan(1e-12)
      if (x < 4) expect(normalQuantile(expected)).toBeCloseTo(x, 8)
    }
  })
})

describe('a Parzen estimator', () => {
  const domain = float(-5, 10)
  const means = [1, 2, 9.5]
  const deviations = [1.5, 3, 0.75]
  const estimator = new ParzenEstimator([domain], [means], {
    weights: Float64Array.of(1, 2, 1),
    bandwidths: () => Float64Array.of(0.1, 0.2, 0.05),
  })

  it('is the mixture of truncated normals that it should be', () => {
    const normal = (x: number, mean: number, deviation: number) => {
      const density = Math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI))
      return density / (normalCdf((10 - mean) / deviation) - normalCdf((-5 - mean) / deviation))
    }
    for (const x of [-5, -1, 1, 4.2, 9.9, 10]) {
      const parts = [...means, 2.5].map((mean, index) => normal(x, mean, [...deviations, 15][index] ?? 1))
      const [a = 0, b = 0, c = 0, prior = 0] = parts
      // On a stretch of length 1 instead of 15.
      const expected = (15 * (a + 2 * b + c + prior)) / 5
      expect(Math.exp(estimator.logDensity([x])) / expected).toBeCloseTo(1, 10)
    }
  })

  const domains: readonly (readonly [string, Domain, readonly Value[]])[] = [
    ['numbers', domain, means],
    ['logarithmic numbers', float(1e-4, 10, { log: true }), [1e-4, 0.3, 2]],
    ['whole numbers', integer(-2, 6), [-2, 0, 6]],
    ['steps', float(0, 1, { step: 0.25 }), [0.25, 0.25, 1]],
    ['logarithmic whole numbers', integer(1, 40, { log: true }), [1, 2, 30]],
    ['categories', categorical(['a', 'b', 'c']), ['a', 'a', 'c']],
  ]
  it.each(domains)('integrates to 1 over %s, and draws what it says', (_, its, values) => {
    const parzen = new ParzenEstimator([its], [values], {
      weights: Float64Array.of(1, 1, 1),
      bandwidths: () => Float64Array.of(0.05, 0.1, 0.2),
    })
    const numbers = uniforms(RandomKey.fromSeed(3), 8000)
    const draws = Array.from(
      { length: 4000 },
      (_, index) => parzen.draw(numbers.subarray(2 * index, 2 * index + 2))[0],
    )
    if (its.kind === 'float' && its.step === undefined) {
      const [low, high] = its.log ? [Math.log(its.low), Math.log(its.high)] : [its.low, its.high]
      const cells = 4000
      const masses = Array.from({ length: cells }, (_, index) => {
        const place = low + ((high - low) * (index + 0.5)) / cells
        return Math.exp(parzen.logDensity([its.log ? Math.exp(place) : place])) / cells
      })
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 5)
      // Kolmogorov's bound for 4000 draws at 0.1 %.
      const places = draws.map((value) => (its.log ? Math.log(Number(value)) : Number(value)))
      let sum = 0
      masses.forEach((mass, index) => {
        sum += mass
        const end = low + ((high - low) * (index + 1)) / cells
        if (index % 200 !== 0) return
        const share = places.filter((place) => place <= end).length / places.length
        expect(Math.abs(share - sum)).toBeLessThan(1.95 / Math.sqrt(4000))
      })
      return
    }
    const all = [...new Set(draws)]
    const masses = all.map((value) => Math.exp(parzen.logDensity([value ?? 0])))
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 2)
    all.forEach((value, index) => {
      const mass = masses[index] ?? 0
      const share = draws.filter((draw) => draw === value).length / draws.length
      expect(Math.abs(share - mass)).toBeLessThan(4 * Math.sqrt((mass * (1 - mass)) / 4000) + 1e-3)
    })
  })

  it('multiplies the parameters of a kernel', () => {
    const joint = new ParzenEstimator([domain, categorical(['a', 'b'])], [[1], ['b']], {
      weights: Float64Array.of(1),
      bandwidths: () => Float64Array.of(0.1),
    })
    const alone = new ParzenEstimator([domain], [[1]], {
      weights: Float64Array.of(1),
      bandwidths: () => Float64Array.of(0.1),
    })
    // Half kernel, half prior; the categories' kernel with one observation: (1 + ½) : ½.
    const both = (x: number) => Math.exp(joint.logDensity([x, 'b']))
    const prior =
      (15 * (Math.exp(-(((1 - 2.5) / 15) ** 2) / 2) / (15 * Math.sqrt(2 * Math.PI)))) /
      (2 * normalCdf(0.5) - 1)
    const kernel = 2 * Math.exp(alone.logDensity([1])) - prior
    expect(both(1)).toBeCloseTo(0.5 * (kernel * 0.75 + prior * 0.5), 10)
  })

  it('knows nothing but the prior without observations', () => {
    const empty = new ParzenEstimator([categorical(['a', 'b', 'c', 'd'])], [[]], {
      weights: new Float64Array(0),
      bandwidths: () => new Float64Array(0),
    })
    expect(Math.exp(empty.logDensity(['c']))).toBeCloseTo(0.25, 12)
  })
})

describe('small matrices', () => {
  const matrix = Float64Array.of(4, 2, 0.6, 2, 5, 1, 0.6, 1, 3)

  it('are solved by their Cholesky factor', () => {
    const lower = cholesky(matrix, 3)
    if (!lower) throw new Error('positive definite')
    expectClose(
      multiply(matrix, solveUpper(lower, solveLower(lower, Float64Array.of(1, -2, 3)))),
      [1, -2, 3],
      12,
    )
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined()
    expect(cholesky(Float64Array.of(Number.NaN), 1)).toBeUndefined()
  })

  it('have the eigenvalues of the textbook', () => {
    // [[2, 1], [1, 2]]: 1 and 3.
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
    expectClose(values.toSorted(), [1, 3], 14)
    expect(Math.abs(vectors[0] ?? 0)).toBeCloseTo(Math.SQRT1_2, 14)
    const spread = root(matrix, 3)
    const product = Float64Array.from({ length: 9 }, (_, index) => {
      const [row, column] = [Math.floor(index / 3), index % 3]
      return [0, 1, 2].reduce((sum, k) => sum + (spread[row * 3 + k] ?? 0) * (spread[column * 3 + k] ?? 0), 0)
    })
    expectClose(product, [...matrix], 12)
  })
})

describe('CMA-ES', () => {
  it.each(fixtures.cmaEs)(
    'updates as the tutorial says: $dimensions dimensions',
    ({ dimensions, population, weights, generations }) => {
      const constants = cmaEsConstants(dimensions, population)
      expectClose(constants.weights, weights, 12)
      let state = initialState(dimensions)
      for (const expected of generations) {
        state = updated(state, constants, expected.points.map(array))
        expectClose(state.mean, expected.mean)
        expect(state.sigma).toBeCloseTo(expected.sigma, 10)
        expectClose(state.covariance, expected.covariance)
        expectClose(state.pathSigma, expected.pathSigma)
        expectClose(state.pathC, expected.pathC)
      }
    },
  )

  it('is not thrown off by a point from far away', () => {
    const constants = cmaEsConstants(2, 6)
    const near = Array.from({ length: 5 }, (_, index) => Float64Array.of(0.5 + 0.01 * index, 0.5))
    const state = updated(initialState(2), constants, [Float64Array.of(1e6, -1e6), ...near])
    expect(Math.max(...state.mean.map(Math.abs))).toBeLessThan(1.5)
    expect(state.sigma).toBeLessThan(1)
  })
})

describe('a Gaussian process', () => {
  const { points, values, lengths, variance, noise, places, best, ...expected } = fixtures.gaussianProcess
  const kernel = { lengths: array(lengths), variance, noise }
  const none = [false, false, false]
  const process = GaussianProcess.of(points.map(array), array(values), none, kernel)

  it('has the posterior, likelihood and expected improvement of the explicit inverse', () => {
    expect(process?.logLikelihood).toBeCloseTo(expected.logLikelihood, 8)
    places.forEach((place, index) => {
      const posterior = process?.posterior(array(place)) ?? { mean: Number.NaN, variance: Number.NaN }
      expect(posterior.mean).toBeCloseTo(expected.mean[index] ?? 0, 9)
      expect(posterior.variance).toBeCloseTo(expected.posteriorVariance[index] ?? 0, 9)
      expect(expectedImprovement(posterior, best)).toBeCloseTo(expected.expectedImprovement[index] ?? 0, 9)
    })
  })

  it('is what one observation makes of it by hand', () => {
    const one = GaussianProcess.of([Float64Array.of(0)], Float64Array.of(2), [false], {
      lengths: Float64Array.of(1),
      variance: 1,
      noise: 1,
    })
    const r = Math.sqrt(5)
    const k = (1 + r + 5 / 3) * Math.exp(-r)
    expect(one?.posterior(Float64Array.of(1))).toEqual({
      mean: expect.closeTo(k, 12),
      variance: expect.closeTo(1 - (k * k) / 2, 12),
    })
  })

  it('takes categories as the same or one apart, and missing inputs as a value of their own', () => {
    const unit = { lengths: Float64Array.of(1), variance: 1, noise: 0 }
    const of = (a: number, b: number, isCategory: boolean) =>
      covariance(Float64Array.of(a), Float64Array.of(b), [isCategory], unit)
    expect(of(0.1, 0.9, true)).toBe(of(0, 1, false))
    expect(of(Number.NaN, 0.4, false)).toBe(of(0, 1, false))
    expect(of(Number.NaN, Number.NaN, false)).toBe(1)
  })

  it('expects of a certain value what it gains, of an even one the density at 0', () => {
    expect(expectedImprovement({ mean: 1, variance: 0 }, 3)).toBe(2)
    expect(expectedImprovement({ mean: 4, variance: 0 }, 3)).toBe(0)
    expect(expectedImprovement({ mean: 0, variance: 4 }, 0)).toBeCloseTo(2 / Math.sqrt(2 * Math.PI), 14)
  })
})

describe('Sobol points', () => {
  it('begin as those of Joe and Kuo do, in all dimensions', () => {
    expect(sobolDimensions).toBe(72)
    const indices = [...Array.from({ length: 16 }, (_, index) => index), 63]
    fixtures.sobol.forEach((point, row) => {
      const ours = point.map((_, dimension) => sobolBits(indices[row] ?? 0, dimension) / 2 ** 26)
      expect(ours).toEqual(point)
    })
  })

  it('put one point into each cell of a net, scrambled or not', () => {
    const key = RandomKey.fromSeed(9)
    const plain = (index: number, dimension: number) => sobolBits(index, dimension) / 2 ** 32
    for (const place of [
      plain,
      (index: number, dimension: number) => scrambledSobol(key, index, dimension),
    ]) {
      for (const [columns, rows] of [
        [256, 1],
        [64, 4],
        [16, 16],
        [2, 128],
      ] as const) {
        const cells = new Set(
          Array.from({ length: 256 }, (_, index) => {
            const [x, y] = [place(index, 0), place(index, 1)]
            return Math.floor(x * columns) * rows + Math.floor(y * rows)
          }),
        )
        expect(cells.size).toBe(256)
      }
      // In every dimension by itself.
      for (let dimension = 0; dimension < sobolDimensions; dimension++) {
        expect(
          new Set(Array.from({ length: 64 }, (_, index) => Math.floor(place(index, dimension) * 64))).size,
        ).toBe(64)
      }
    }
  })

  it('are spread more evenly than random ones: the discrepancy of Warnock’s formula', () => {
    const discrepancy = (points: readonly (readonly number[])[]) => {
      const [n, d] = [points.length, points[0]?.length ?? 0]
      const product = (terms: readonly number[]) => terms.reduce((all, term) => all * term, 1)
      const single = points.reduce((sum, x) => sum + product(x.map((v) => (1 - v * v) / 2)), 0)
      let double = 0
      for (const x of points)
        for (const y of points) double += product(x.map((v, k) => 1 - Math.max(v, y[k] ?? 0)))
      return Math.sqrt(3 ** -d - (2 / n) * single + double / n ** 2)
    }
    const cube = (place: (index: number, dimension: number) => number) =>
      Array.from({ length: 128 }, (_, index) => [0, 1, 2, 3].map((dimension) => place(index, dimension)))
    for (const seed of [1, 2, 3]) {
      const key = RandomKey.fromSeed(seed)
      const random = uniforms(key, 512)
      const sobol = discrepancy(cube((index, dimension) => scrambledSobol(key, index, dimension)))
      expect(sobol).toBeLessThan(
        0.5 * discrepancy(cube((index, dimension) => random[4 * index + dimension] ?? 0)),
      )
    }
  })
})

describe('NSGA-II', () => {
  const trial = (
    number: number,
    values: readonly number[],
    constraints: readonly number[] = [],
  ): TrialRecord => ({
    number,
    state: 'completed',
    parameters: {},
    domains: {},
    values,
    constraints,
    reports: [],
    retries: 0,
    startedAt: 0,
    notes: {},
  })

  it('measures room as the paper does', () => {
    const rooms = crowdingDistances([trial(0, [0, 4]), trial(1, [1, 2]), trial(2, [3, 1]), trial(3, [4, 0])])
    expect([...rooms]).toEqual([Infinity, 3 / 4 + 3 / 4, 3 / 4 + 2 / 4, Infinity])
    expect([...crowdingDistances([])]).toEqual([])
    expect([...crowdingDistances([trial(0, [1, 1]), trial(1, [1, 1]), trial(2, [1, 1])])]).toEqual([
      Infinity,
      0,
      Infinity,
    ])
  })

  it('prefers feasible trials, then fronts, then room', () => {
    const order = survivors(
      [
        trial(0, [0, 0], [2]),
        trial(1, [2, 2]),
        trial(2, [0, 3]),
        trial(3, [0, 0], [1]),
        trial(4, [3, 0]),
        trial(5, [3, 3]),
      ],
      ['minimize', 'minimize'],
    )
    expect(order.map((parent) => parent.trial.number)).toEqual([2, 4, 1, 5, 3, 0])
  })

  it('sorts into fronts as the definition does', () => {
    const numbers = uniforms(RandomKey.fromSeed(4), 120)
    // Rounded, so that there are ties.
    const trials = Array.from({ length: 40 }, (_, index) =>
      trial(
        index,
        [0, 1, 2].map((objective) => Math.round(6 * (numbers[3 * index + objective] ?? 0))),
      ),
    )
    const directions = ['minimize', 'maximize', 'minimize'] as const
    const found = fronts(trials, directions)
    let rest = trials
    for (let front = 0; rest.length > 0; front++) {
      const first = paretoFront(rest, directions)
      for (const { number } of first) expect(found.get(number)).toBe(front)
      rest = rest.filter((one) => !first.includes(one))
    }
  })

  it('crosses and mutates by the formulas', () => {
    expect(simulatedBinary(0.2, 0.6, 0.3, 0.1)).toBe(0.2)
    expect(simulatedBinary(0.2, 0.6, 0.3, 0.9)).toBe(0.6)
    // u = ½: the children are the parents.
    expect(simulatedBinary(0.2, 0.6, 0.75, 0.1)).toBeCloseTo(0.2, 14)
    // u = 0.1, β = 0.2^(1/21): the children have the parents' mean.
    const children = [0.1, 0.9].map((side) => simulatedBinary(0.2, 0.6, 0.55, side))
    expect((children[0] ?? 0) + (children[1] ?? 0)).toBeCloseTo(0.8, 14)
    expect((children[1] ?? 0) - (children[0] ?? 0)).toBeCloseTo(0.4 * 0.2 ** (1 / 21), 14)
    expect(polynomial(0.3, 0.5)).toBeCloseTo(0.3, 14)
    expect(polynomial(0.3, 0)).toBeCloseTo(0, 14)
    expect(polynomial(0.3, 1)).toBeCloseTo(1, 12)
    // In the middle, η = 20, u = ¼: δ = (½ + ½·(½)²¹)^(1/21) − 1.
    expect(polynomial(0.5, 0.25)).toBeCloseTo(0.5 + (0.5 + 0.5 * 0.5 ** 21) ** (1 / 21) - 1, 14)
  })
})

describe('hypervolume', () => {
  it('is the area of a staircase', () => {
    expect(
      hypervolume(
        [
          [1, 3],
          [2, 2],
          [3, 1],
        ],
        [4, 4],
      ),
    ).toBe(6)
    expect(
      hypervolume(
        [
          [1, 3],
          [2, 2],
          [3, 1],
          [3, 3],
          [5, 0],
        ],
        [4, 4],
      ),
    ).toBe(6)
    expect(
      hypervolume(
        [
          [3, 1],
          [2, 2],
          [1, 3],
        ],
        [0, 0],
        ['maximize', 'maximize'],
      ),
    ).toBe(6)
  })

  it('is the volume of boxes', () => {
    expect(hypervolume([[1, 1, 1]], [2, 3, 4])).toBe(6)
    // Three slabs of 1 × 2 × 2 that share corners: 2³ − 1.
    expect(
      hypervolume(
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        [2, 2, 2],
      ),
    ).toBe(7)
    // By inclusion and exclusion.
    expect(
      hypervolume(
        [
          [0, 0, 2],
          [1, 1, 0],
        ],
        [4, 2, 3],
      ),
    ).toBe(8 + 9 - 3)
  })

  it('is a length for one objective, and nothing for nothing', () => {
    expect(hypervolume([[3], [1]], [5])).toBe(4)
    expect(hypervolume([], [1, 1])).toBe(0)
    expect(
      hypervolume(
        [
          [Number.NaN, 0],
          [1, 0],
        ],
        [1, 1],
      ),
    ).toBe(0)
  })
})
