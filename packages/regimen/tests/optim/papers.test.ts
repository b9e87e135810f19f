/**
 * Optimizers that PyTorch 1.13 lacks, against loops over plain numbers written from the papers: each step names
 * the equation or the line of the algorithm.
 */
import { describe, expect, test } from 'vitest'
import { tensor } from '../../src/engine/index.ts'
import {
  adadelta,
  adafactor,
  lamb,
  lars,
  lion,
  lookahead,
  momentum,
  muon,
  sam,
  scheduleFreeAdamW,
  scheduleFreeSgd,
  sgd,
} from '../../src/optim/index.ts'
import type { Optimizer } from '../../src/optim/transform.ts'
import { averageOf, iterate, path, vector } from './support.ts'

type Vector = readonly number[]

const start: Vector = [-1.2, 1, 0.7]
/** Of a bowl that is neither round nor quadratic, another each time as with batches. */
const gradient = (w: Vector, step: number): number[] =>
  w.map((x, axis) => (axis + 1) * x + 0.3 * Math.sin(x + step) - 0.2 * Math.cos(axis + 2 * step))
const steps = 40

const norm = (x: Vector) => Math.hypot(...x)
const rootMeanSquare = (x: Vector) => norm(x) / Math.sqrt(x.length)
const at = (x: Vector, place: number) => x[place] ?? Number.NaN
const zip = (a: Vector, b: Vector, combine: (x: number, y: number) => number) =>
  a.map((x, place) => combine(x, at(b, place)))

/** The iterates of a method that is a function of its state. */
function byTheBook<S>(state: S, next: (w: Vector, state: S, t: number) => readonly [Vector, S]): Vector[] {
  const points: Vector[] = [start]
  let current = state
  for (let t = 1; t <= steps; t++) {
    const [w, after] = next(points.at(-1) ?? [], current, t)
    points.push(w)
    current = after
  }
  return points
}

function expectSame(actual: readonly Vector[], expected: readonly Vector[], digits = 12): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((point, step) => {
    point.forEach((value, axis) => {
      expect(value, `step ${step}, axis ${axis}`).toBeCloseTo(at(expected[step] ?? [], axis), digits)
    })
  })
}

const ours = (optimizer: Optimizer) => path(optimizer, start, gradient, steps)

test('Lion (Chen et al. 2023, algorithm 2)', () => {
  const [eta, b1, b2, lambda] = [0.01, 0.9, 0.99, 0.3]
  const expected = byTheBook(
    start.map(() => 0),
    (w, m: Vector, t) => {
      const g = gradient(w, t - 1)
      const c = zip(m, g, (x, y) => b1 * x + (1 - b1) * y)
      const update = zip(c, w, (x, y) => Math.sign(x) + lambda * y)
      return [zip(w, update, (x, y) => x - eta * y), zip(m, g, (x, y) => b2 * x + (1 - b2) * y)]
    },
  )
  expectSame(ours(lion({ learningRate: eta, weightDecay: { decoupled: lambda } })), expected)
})

test('LAMB (You et al. 2020, algorithm 2, φ the identity)', () => {
  const [eta, b1, b2, epsilon, lambda] = [0.05, 0.9, 0.999, 1e-6, 0.1]
  const zeros = start.map(() => 0)
  const expected = byTheBook({ m: zeros, v: zeros }, (x, state: { m: Vector; v: Vector }, t) => {
    const g = gradient(x, t - 1)
    const m = zip(state.m, g, (a, b) => b1 * a + (1 - b1) * b)
    const v = zip(state.v, g, (a, b) => b2 * a + (1 - b2) * b * b)
    const r = zip(m, v, (a, b) => a / (1 - b1 ** t) / (Math.sqrt(b / (1 - b2 ** t)) + epsilon))
    const u = zip(r, x, (a, b) => a + lambda * b)
    return [zip(x, u, (a, b) => a - eta * (norm(x) / norm(u)) * b), { m, v }]
  })
  expectSame(ours(lamb({ learningRate: eta, weightDecay: { decoupled: lambda } })), expected)
})

test('LARS (You, Gitman & Ginsburg 2017, algorithm 1)', () => {
  const [eta, m, beta, trust] = [5, 0.9, 0.1, 0.01]
  const expected = byTheBook(
    start.map(() => 0),
    (w, v: Vector, t) => {
      const g = gradient(w, t - 1)
      const local = (trust * norm(w)) / (norm(g) + beta * norm(w))
      const next = v.map((each, axis) => m * each + eta * local * (at(g, axis) + beta * at(w, axis)))
      return [zip(w, next, (a, b) => a - b), next]
    },
  )
  const options = { learningRate: eta, trustCoefficient: trust, weightDecay: { coupled: beta } }
  expectSame(ours(lars(options)), expected)
})

test('LARS and LAMB move weights that are 0', () => {
  for (const make of [lars, lamb]) {
    const [, [x = 0] = []] = path(make({ learningRate: 1 }), [0], () => [2], 1)
    expect(x).toBeLessThan(0)
  }
})

describe('Adafactor', () => {
  test('of vectors (Shazeer & Stern 2018, algorithm 5)', () => {
    const expected = byTheBook(
      start.map(() => 0),
      (x, v: Vector, t) => {
        const g = gradient(x, t - 1)
        const alpha = Math.max(1e-3, rootMeanSquare(x)) * Math.min(1e-2, 1 / Math.sqrt(t))
        const beta = 1 - t ** -0.8
        const next = zip(v, g, (a, b) => beta * a + (1 - beta) * (b * b + 1e-30))
        const u = zip(g, next, (a, b) => a / Math.sqrt(b))
        const clipped = u.map((each) => each / Math.max(1, rootMeanSquare(u)))
        return [zip(x, clipped, (a, b) => a - alpha * b), next]
      },
    )
    expectSame(ours(adafactor()), expected)
  })

  test('of matrices (algorithm 4): rows and columns only', () => {
    const [rows, columns] = [2, 3]
    const grid = [0.4, -1, 2, 0.3, 0.9, -0.5]
    const gradientOf = (x: Vector, step: number) => x.map((each, place) => each + Math.sin(place + step))
    let x: Vector = grid
    let r = [0, 0]
    let c = [0, 0, 0]
    const iterates = iterate(
      adafactor({ learningRate: 0.1, scaleParameter: false }),
      { weight: tensor(grid, [rows, columns], 'float64') },
      ({ weight }, step) => ({
        weight: tensor(gradientOf([...(weight?.data() ?? [])], step), [rows, columns], 'float64'),
      }),
      12,
    )
    for (const [step, { parameters, state }] of iterates.entries()) {
      expectSame([[...(parameters.weight?.data() ?? [])]], [x])
      expect(JSON.stringify(state)).not.toContain('meanSquare":{"weight')
      const g = gradientOf(x, step)
      const squares = g.map((each) => each * each + 1e-30)
      const beta = 1 - (step + 1) ** -0.8
      r = r.map((each, i) => beta * each + (1 - beta) * sumOf(squares.slice(i * columns, (i + 1) * columns)))
      c = c.map((each, j) => beta * each + (1 - beta) * (at(squares, j) + at(squares, j + columns)))
      const u = g.map((each, place) => {
        const [i, j] = [Math.floor(place / columns), place % columns]
        return each / Math.sqrt((at(r, i) * at(c, j)) / sumOf(r))
      })
      const limit = Math.max(1, rootMeanSquare(u))
      x = zip(x, u, (a, b) => a - (0.1 * b) / limit)
    }
  })

  const sumOf = (x: Vector) => x.reduce((total, each) => total + each, 0)
})

describe('Muon', () => {
  /** Rows of a matrix. */
  type Matrix = readonly Vector[]
  const multiply = (a: Matrix, b: Matrix): Matrix =>
    a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * at(b[k] ?? [], j), 0)))
  const transpose = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => a.map((row) => at(row, j)))
  const combine = (a: Matrix, b: Matrix, x: number, y: number): Matrix =>
    a.map((row, i) => zip(row, b[i] ?? [], (p, q) => x * p + y * q))

  /** One step from zeros, so that the update is −η times what comes out. */
  function firstUpdate(rows: number, columns: number, gradient: Vector, options = {}): Matrix {
    const zeros = tensor(
      gradient.map(() => 0),
      [rows, columns],
      'float64',
    )
    const gradients = { weight: tensor(gradient, [rows, columns], 'float64') }
    const [, after] = iterate(muon({ learningRate: 1, ...options }), { weight: zeros }, () => gradients, 1)
    const values = [...(after?.parameters.weight?.data() ?? [])]
    return Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns).map((x) => -x))
  }

  const numbers = (count: number) => Array.from({ length: count }, (_, i) => Math.sin(1.3 * i * i + 0.4))

  test.each([
    [3, 5],
    [5, 3],
    [4, 4],
    [1, 6],
  ])('%i × %i: the singular values become about 1, times √max(1, outputs / inputs)', (rows, columns) => {
    const update = firstUpdate(rows, columns, numbers(rows * columns))
    const scale = Math.max(1, columns / rows)
    const small = rows <= columns ? multiply(update, transpose(update)) : multiply(transpose(update), update)
    const trace = small.reduce((sum, row, i) => sum + at(row, i), 0)
    // Five iterations of that quintic leave singular values between 0.68 and 1.14 (Jordan et al. 2024).
    expect(trace / Math.min(rows, columns) / scale).toBeGreaterThan(0.4)
    expect(trace / Math.min(rows, columns) / scale).toBeLessThan(1.4)
  })

  test('the iteration is the authors’, step by step', () => {
    const [rows, columns] = [2, 3]
    const g = numbers(6)
    let x: Matrix = [g.slice(0, 3), g.slice(3)].map((row) => row.map((each) => each * 0.05 * 1.95))
    const size = norm(x.flat()) + 1e-7
    x = x.map((row) => row.map((each) => each / size))
    for (let iteration = 0; iteration < 5; iteration++) {
      const gram = multiply(x, transpose(x))
      const polynomial = combine(gram, multiply(gram, gram), -4.775, 2.0315)
      x = combine(x, multiply(polynomial, x), 3.4445, 1)
    }
    const update = firstUpdate(rows, columns, g)
    expectSame(
      update,
      x.map((row) => row.map((each) => each * Math.sqrt(1.5))),
    )
  })

  test('a group can leave layers to Adam', () => {
    const groups = [{ paths: ['weight'], orthogonalize: false }]
    const update = firstUpdate(2, 2, [1, -4, 0.01, 2], { groups, adamRatio: 0.5 })
    expectSame(
      update,
      [
        [0.5, -0.5],
        [0.5, 0.5],
      ],
      6,
    )
  })
})

describe('schedule-free (Defazio et al. 2024, equations 3 to 5)', () => {
  /** x, y, z each on its own, the learning rate constant: c = 1/t. */
  const averaged = (
    beta: number,
    eta: number,
    direction: (g: number, axis: number, t: number, y: number) => number,
  ) => {
    let [x, z] = [start, start]
    return Array.from({ length: steps + 1 }, (_, index) => {
      const t = index + 1
      const y = zip(z, x, (a, b) => (1 - beta) * a + beta * b)
      const point = { x, y }
      const g = gradient(y, t - 1)
      z = z.map((each, axis) => each - eta * direction(at(g, axis), axis, t, at(y, axis)))
      x = zip(x, z, (a, b) => (1 - 1 / t) * a + b / t)
      return point
    })
  }

  const evaluated = (optimizer: Optimizer) =>
    iterate(
      optimizer,
      { weight: vector(...start) },
      ({ weight }, step) => ({ weight: vector(...gradient([...(weight?.data() ?? [])], step)) }),
      steps,
    ).map(({ parameters, state }) => {
      const { weight } = averageOf(optimizer, parameters, state)
      return [...(weight?.data() ?? [])]
    })

  test('SGD', () => {
    const optimizer = scheduleFreeSgd({ learningRate: 0.3 })
    const expected = averaged(0.9, 0.3, (g) => g)
    expectSame(
      ours(optimizer),
      expected.map(({ y }) => y),
    )
    expectSame(
      evaluated(optimizer),
      expected.map(({ x }) => x),
    )
  })

  test('AdamW, with decay at y', () => {
    const v = [0, 0, 0]
    const optimizer = scheduleFreeAdamW({ learningRate: 0.05, weightDecay: { decoupled: 0.1 } })
    const expected = averaged(0.9, 0.05, (g, axis, t, y) => {
      v[axis] = 0.999 * at(v, axis) + 0.001 * g * g
      return g / (Math.sqrt(at(v, axis) / (1 - 0.999 ** t)) + 1e-8) + 0.1 * y
    })
    expectSame(
      ours(optimizer),
      expected.map(({ y }) => y),
    )
    expectSame(
      evaluated(optimizer),
      expected.map(({ x }) => x),
    )
  })

  test('the share of an iterate is γ² / Σγ²: with a warm-up the first ones count little', () => {
    const rates = [0.1, 0.2, 0.3, 0.4]
    let [z, x, sum] = [0, 0, 0]
    for (const rate of rates) {
      z -= rate
      sum += rate ** 2
      x += (rate ** 2 / sum) * (z - x)
    }
    const optimizer = scheduleFreeSgd({ learningRate: (step) => rates[step] ?? 0 })
    const last = iterate(optimizer, { weight: vector(0) }, () => ({ weight: vector(1) }), 4).at(-1)
    const average = averageOf(optimizer, last?.parameters ?? {}, last?.state ?? {})
    expect(average.weight?.item()).toBeCloseTo(x, 14)
  })

  test('L1 has no place in it', () => {
    expect(() => scheduleFreeSgd({ l1: 0.1 })).toThrow('scheduleFreeSgd: l1 is 0.1. Expected no L1')
  })
})

test('SAM (Foret et al. 2021, equations 2 and 3)', () => {
  const [eta, rho] = [0.05, 0.2]
  const expected = byTheBook(null, (w, state, t) => {
    const g = gradient(w, t - 1)
    const worst = zip(w, g, (a, b) => a + (rho * b) / norm(g))
    return [zip(w, gradient(worst, t - 1), (a, b) => a - eta * b), state]
  })
  expectSame(ours(sam({ inner: 'sgd', learningRate: eta, radius: rho })), expected, 10)
  expectSame(ours(sam({ inner: sgd({ learningRate: eta }), radius: rho })), expected, 10)
})

test('lookahead (Zhang et al. 2019, algorithm 1)', () => {
  const [k, alpha, eta, mu] = [4, 0.7, 0.02, 0.9]
  const inner = momentum({ learningRate: eta, momentum: mu })
  const first = { slow: start, b: start.map(() => 0) }
  const expected = byTheBook(first, (fast, state: typeof first, t) => {
    const b = zip(state.b, gradient(fast, t - 1), (x, g) => mu * x + g)
    const moved = zip(fast, b, (x, y) => x - eta * y)
    if (t % k !== 0) return [moved, { slow: state.slow, b }]
    const slow = zip(state.slow, moved, (x, y) => x + alpha * (y - x))
    return [slow, { slow, b }]
  })
  expectSame(ours(lookahead({ inner, every: k, alpha })), expected)
  const flat = { inner: 'momentum', learningRate: eta, momentum: mu, every: k, alpha }
  expectSame(ours(lookahead.fromSettings(flat)), expected)
})

describe('Adadelta (catalogue O12)', () => {
  test('Zeiler 2012, algorithm 1', () => {
    const [rho, epsilon] = [0.95, 1e-6]
    const zeros = start.map(() => 0)
    const expected = byTheBook({ g2: zeros, d2: zeros }, (x, state: { g2: Vector; d2: Vector }, t) => {
      const g = gradient(x, t - 1)
      const g2 = zip(state.g2, g, (a, b) => rho * a + (1 - rho) * b * b)
      const delta = g.map(
        (each, axis) => (-Math.sqrt(at(state.d2, axis) + epsilon) / Math.sqrt(at(g2, axis) + epsilon)) * each,
      )
      return [
        zip(x, delta, (a, b) => a + b),
        { g2, d2: zip(state.d2, delta, (a, b) => rho * a + (1 - rho) * b * b) },
      ]
    })
    expectSame(ours(adadelta()), expected)
  })
})
