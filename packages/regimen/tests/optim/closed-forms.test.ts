import { describe, expect, test } from 'vitest'
import { adaGrad, adam, momentum, nesterov, rmsProp, sgd } from '../../src/optim/index.ts'
import { path } from './support.ts'

/** Sizes of the steps of one coordinate. */
const steps = (points: readonly (readonly number[])[]) =>
  points.slice(1).map(([x = Number.NaN], index) => (points[index]?.[0] ?? Number.NaN) - x)

const at = <T>(list: readonly T[], index: number): T => {
  const found = list.at(index)
  if (found === undefined) throw new Error(`nothing at ${index}`)
  return found
}

describe('on a quadratic ½λx²', () => {
  // x ← (1 − ηλ)x: the closed form of gradient descent (catalogue O15).
  test.each([
    [1.99, 0.99 ** 200],
    [2.01, 1.01 ** 200],
  ])('SGD with ηλ = %d is at (1 − ηλ)²⁰⁰ after 200 updates', (product, expected) => {
    const points = path(sgd({ learningRate: product }), [1], ([x = 0]) => [x], 200)
    expect(at(at(points, -1), 0)).toBeCloseTo(expected, 10)
  })
})

describe('under a constant gradient g', () => {
  const g = 0.37
  const constant = () => [g]

  test('momentum: the t-th step is ηg(1 − αᵗ)/(1 − α), in the end ηg/(1 − α)', () => {
    const sizes = steps(path(momentum({ learningRate: 0.1, momentum: 0.9 }), [0], constant, 400))
    sizes.forEach((size, index) => {
      expect(size).toBeCloseTo((0.1 * g * (1 - 0.9 ** (index + 1))) / 0.1, 12)
    })
    expect(at(sizes, -1)).toBeCloseTo(g, 12)
  })

  test('Nesterov: the same terminal step, one step earlier', () => {
    const sizes = steps(path(nesterov({ learningRate: 0.1, momentum: 0.9 }), [0], constant, 400))
    sizes.forEach((size, index) => {
      expect(size).toBeCloseTo((0.1 * g * (1 - 0.9 ** (index + 2))) / 0.1, 12)
    })
  })

  test('AdaGrad: the t-th step is η/√t, whatever the gradient', () => {
    const sizes = steps(path(adaGrad({ learningRate: 0.5 }), [0], constant, 100))
    sizes.forEach((size, index) => {
      expect(size).toBeCloseTo(0.5 / Math.sqrt(index + 1), 9)
    })
  })

  test('RMSProp: the t-th step is η/√(1 − ρᵗ), so it settles at η', () => {
    const sizes = steps(path(rmsProp({ learningRate: 0.5, rho: 0.9, epsilon: 1e-16 }), [0], constant, 300))
    sizes.forEach((size, index) => {
      expect(size).toBeCloseTo(0.5 / Math.sqrt(1 - 0.9 ** (index + 1)), 12)
    })
    expect(at(sizes, -1)).toBeCloseTo(0.5, 12)
  })

  test('Adam: every step is η g/(|g| + ε): bias correction makes both averages exact', () => {
    for (const size of steps(path(adam({ learningRate: 0.5 }), [0], constant, 50))) {
      expect(size).toBeCloseTo((0.5 * g) / (g + 1e-8), 12)
    }
  })
})

test.each([1e-3, 1, 1e3, 1e9, -1e-3, -1e9])('Adam: the first step is η for a gradient of %d', (g) => {
  const [size] = steps(path(adam({ learningRate: 0.25 }), [0], () => [g], 1))
  expect(size).toBeCloseTo(Math.sign(g) * 0.25, 5)
})

describe('averages and sums', () => {
  const noisy = (_: readonly number[], step: number) => [
    Math.sin(step * 1.7) * 3,
    Math.cos(step * 2.3) * 0.01,
  ]

  test('RMSProp: the mean square never exceeds the largest squared gradient, so no step is below η|g|/max|g|', () => {
    const points = path(rmsProp({ learningRate: 1, rho: 0.9 }), [0, 0], noisy, 200)
    points.slice(1).forEach((point, step) => {
      const gradient = noisy([], step)
      point.forEach((x, axis) => {
        const size = Math.abs(x - at(at(points, step), axis))
        const largest = axis === 0 ? 3 : 0.01
        expect(size).toBeGreaterThanOrEqual(Math.abs(at(gradient, axis)) / (largest + 1e-8) - 1e-12)
      })
    })
  })

  test('AdaGrad: an element that seldom has a gradient moves further each time it has one', () => {
    const rare = (_: readonly number[], step: number) => [1, step % 10 === 0 ? 1 : 0]
    const points = path(adaGrad({ learningRate: 1 }), [0, 0], rare, 91)
    const last = [0, 1].map((axis) => at(at(points, -2), axis) - at(at(points, -1), axis))
    // The sums of squares are 91 and 10.
    expect(last[0]).toBeCloseTo(1 / Math.sqrt(91), 9)
    expect(last[1]).toBeCloseTo(1 / Math.sqrt(10), 9)
  })
})

test('the textbook form v ← αv − ηg, W ← W + v gives the same trajectory as momentum', () => {
  const gradient = ([x = 0, y = 0]: readonly number[]) => [x / 10, 2 * y]
  const points = path(momentum({ learningRate: 0.1, momentum: 0.9 }), [-7, 2], gradient, 30)
  let w = [-7, 2]
  let v = [0, 0]
  for (const point of points) {
    point.forEach((x, axis) => {
      expect(x).toBeCloseTo(at(w, axis), 12)
    })
    const g = gradient(w)
    v = v.map((each, axis) => 0.9 * each - 0.1 * at(g, axis))
    w = w.map((each, axis) => each + at(v, axis))
  }
})

test('a schedule is asked for every update, the first with 0', () => {
  const asked: number[] = []
  const optimizer = sgd({
    learningRate: (step) => {
      asked.push(step)
      return 1 / (step + 1)
    },
  })
  // 1 + 1/2 + 1/3 + 1/4 = 25/12
  expect(
    at(
      at(
        path(optimizer, [0], () => [1], 4),
        -1,
      ),
      0,
    ),
  ).toBeCloseTo(-25 / 12, 14)
  expect(asked).toEqual([0, 1, 2, 3])
  expect(optimizer.learningRate(9)).toBe(0.1)
})
