/**
 * The notes' picture of optimizers on f = x²/20 + y² from (−7, 2), 30 updates (experiment E0). The expected
 * numbers are those of the project's catalogue, measured in NumPy.
 */
import { describe, expect, test } from 'vitest'
import { leavesOf } from '../../src/engine/index.ts'
import { adaGrad, adam, momentum, nesterov, sgd } from '../../src/optim/index.ts'
import type { Optimizer } from '../../src/optim/transform.ts'
import { iterate, path, vector } from './support.ts'

const gradient = ([x = 0, y = 0]: readonly number[]) => [x / 10, 2 * y]
const valley = (optimizer: Optimizer) => path(optimizer, [-7, 2], gradient, 30)
const coordinate = (points: readonly (readonly number[])[], axis: number) =>
  points.map((point) => point[axis] ?? Number.NaN)

const rows: readonly [Optimizer, flips: number, length: number][] = [
  [sgd({ learningRate: 0.95 }), 30, 37.0],
  [momentum({ learningRate: 0.1, momentum: 0.9 }), 4, 12.8],
  [adaGrad({ learningRate: 1.5 }), 0, 7.6],
  [adam({ learningRate: 0.3 }), 2, 8.3],
]

describe('in an elongated valley', () => {
  test.each(rows)('$name changes sides %i times', (optimizer, flips, length) => {
    const points = valley(optimizer)
    const y = coordinate(points, 1)
    expect(y.slice(1).filter((value, index) => value * (y[index] ?? 0) < 0).length).toBe(flips)
    const x = coordinate(points, 0)
    const walked = x
      .slice(1)
      .map((value, index) => Math.hypot(value - (x[index] ?? 0), (y[index + 1] ?? 0) - (y[index] ?? 0)))
      .reduce((sum, each) => sum + each, 0)
    expect(walked).toBeCloseTo(length, 1)
  })

  test.each([
    [sgd({ learningRate: 0.95 }), 0.0133, 4],
    [momentum({ learningRate: 0.1, momentum: 0.9 }), 0.048, 3],
    [adam({ learningRate: 0.3 }), 0.102, 3],
  ] as const)('$name: the zigzag does not show in the value after 30 updates', (optimizer, value, digits) => {
    const [x = 0, y = 0] = valley(optimizer).at(-1) ?? []
    expect(x ** 2 / 20 + y ** 2).toBeCloseTo(value, digits)
  })
})

/** v ← αv − η∇f(W + αv), W ← W + v. */
function lookAheadByTheBook(rate: number, alpha: number, steps: number): number[][] {
  let w = [-7, 2]
  let v = [0, 0]
  const points = [w]
  for (let step = 0; step < steps; step++) {
    const g = gradient(w.map((each, axis) => each + alpha * (v[axis] ?? 0)))
    v = v.map((each, axis) => alpha * each - rate * (g[axis] ?? 0))
    w = w.map((each, axis) => each + (v[axis] ?? 0))
    points.push(w)
  }
  return points
}

describe('Nesterov', () => {
  const [rate, alpha] = [0.1, 0.9]
  const optimizer = nesterov({ learningRate: rate, momentum: alpha })

  test('stores the look-ahead point of the original form, and W = θ + αηb', () => {
    const book = lookAheadByTheBook(rate, alpha, 30)
    const iterates = iterate(
      optimizer,
      { weight: vector(-7, 2) },
      ({ weight }) => ({ weight: vector(...gradient([...(weight?.data() ?? [])])) }),
      30,
    )
    for (const [step, { parameters, state }] of iterates.entries()) {
      const theta = parameters.weight?.data() ?? []
      const [buffer] = leavesOf(state).map(({ tensor }) => tensor.data())
      book[step]?.forEach((w, axis) => {
        expect((theta[axis] ?? 0) + alpha * rate * (buffer?.[axis] ?? 0)).toBeCloseTo(w, 12)
      })
    }
  })

  test('is at x = 0.690 after 30 updates, not at the 0.526 of code that updates v first', () => {
    expect(valley(optimizer).at(-1)?.[0]).toBeCloseTo(0.69, 3)
    let [x, v] = [-7, 0]
    for (let step = 0; step < 30; step++) {
      const g = x / 10
      v = alpha * v - rate * g
      x += alpha * alpha * v - (1 + alpha) * rate * g
    }
    expect(x).toBeCloseTo(0.526, 3)
  })

  test('overshoots less than momentum at the same settings', () => {
    const flips = (points: readonly (readonly number[])[]) => {
      const y = coordinate(points, 1)
      return y.slice(1).filter((value, index) => value * (y[index] ?? 0) < 0).length
    }
    const [plain, ahead] = [momentum, nesterov].map((make) =>
      path(make({ learningRate: rate, momentum: alpha }), [-7, 2], gradient, 100),
    )
    const excess = (points: readonly (readonly number[])[] = []) =>
      coordinate(points, 1).reduce((sum, y) => sum + Math.abs(y), 0)
    expect(excess(ahead)).toBeLessThan(excess(plain) / 2)
    expect(flips(valley(optimizer))).toBeGreaterThan(0)
  })
})
