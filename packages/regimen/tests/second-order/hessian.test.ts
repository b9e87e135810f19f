/** Exact second derivatives (catalogue O24, O25, O26). */
import { describe, expect, it } from 'vitest'
import {
  add,
  compile,
  crossEntropyLoss,
  dense,
  exp,
  gradient,
  hessian,
  hessianVectorProduct,
  mean,
  minimize,
  mul,
  RandomKey,
  referenceBackend,
  sequential,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  wasmBackend,
  withBackend,
} from '../../src/index.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import { symmetricEigen } from '../../src/optim/second-order/linear-algebra/symmetric-eigen.ts'
import { treeOf, vectorOf } from '../../src/optim/second-order/parameters.ts'
import { findFunction, numbers, quadratic, sumOfSquares, vector } from './support.ts'

const inFloat64 = <T>(run: () => T): T => withBackend(referenceBackend, run)

/** A loss of a small network: 3 inputs, 4 hidden units, 2 classes. */
function network() {
  const layer = sequential(dense(3, 4), tanh(), dense(4, 2))
  const { parameters } = layer.initialize(RandomKey.fromSeed(3), [3])
  const inputs = tensor(numbers(4, 15), [5, 3])
  const targets = tensor([0, 1, 1, 0, 1], [5], 'int32')
  const loss = (p: TensorRecord) =>
    mean(
      crossEntropyLoss().perExample(
        layer.apply({ parameters: p, buffers: {} }, inputs, { training: true }).output,
        targets,
      ),
    )
  return { loss, parameters }
}

describe('O25: the Hessian', () => {
  it('of Rosenbrock is what calculus says', () => {
    const [x, y] = [-1.2, 1]
    const found = inFloat64(() => hessian(sumOfSquares(findFunction('Rosenbrock')), vector([x, y])).data())
    const expected = [1200 * x ** 2 - 400 * y + 2, -400 * x, -400 * x, 200]
    found.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 9)
    })
  })

  it.each([1, 3, 10, 125])('of a quadratic of %d unknowns is its matrix', (size) => {
    const { fn, matrix } = quadratic(size, 2)
    const found = inFloat64(() => hessian(fn, vector(Array(size).fill(0.3))))
    expect(found.shape).toEqual([size, size])
    found.data().forEach((value, place) => {
      expect(Math.abs(value - (matrix[place] ?? Number.NaN))).toBeLessThan(1e-11)
    })
  })

  it('of a network agrees with differences of gradients, is symmetric, and gives Hv', () => {
    inFloat64(() => {
      const { loss, parameters } = network()
      const at = vectorOf(parameters)
      const size = at.length
      const exact = hessian(loss, parameters).data()
      const slope = (x: Float64Array) => vectorOf(gradient(loss, treeOf(parameters, x)))
      const step = 1e-5
      for (let column = 0; column < size; column++) {
        const shifted = (sign: number) =>
          at.map((value, index) => (index === column ? value + sign * step : value))
        const [above, below] = [slope(shifted(1)), slope(shifted(-1))]
        for (let row = 0; row < size; row++) {
          const difference = ((above[row] ?? 0) - (below[row] ?? 0)) / (2 * step)
          expect(Math.abs(difference - (exact[row * size + column] ?? Number.NaN))).toBeLessThan(1e-9)
          expect(
            Math.abs((exact[row * size + column] ?? 0) - (exact[column * size + row] ?? 0)),
          ).toBeLessThan(1e-15)
        }
      }
      const direction = numbers(5, size)
      const product = vectorOf(hessianVectorProduct(loss, parameters, treeOf(parameters, direction)))
      product.forEach((value, row) => {
        let total = 0
        for (let column = 0; column < size; column++) {
          total += (exact[row * size + column] ?? 0) * (direction[column] ?? 0)
        }
        expect(value).toBeCloseTo(total, 13)
      })
    })
  })

  it('is the same compiled, on the default backend, and inside other programs', () => {
    const fn = (x: Tensor) => sum(mul(sin(x), exp(x)))
    const at = [0.3, -0.7, 1.1]
    const diagonal = at.map((x) => 2 * Math.cos(x) * Math.exp(x))
    const inside = compile((x: Tensor) => mul(hessian(fn, x), 2))
    for (const backend of [wasmBackend, referenceBackend]) {
      withBackend(backend, () => {
        const twice = inside(vector(at)).data()
        hessian(fn, vector(at))
          .data()
          .forEach((value, place) => {
            const expected = place % 4 === 0 ? (diagonal[place / 4] ?? Number.NaN) : 0
            expect(value).toBeCloseTo(expected, 5)
            expect(twice[place]).toBeCloseTo(2 * expected, 5)
          })
      })
    }
  })

  it('can be differentiated once more', () => {
    const third = inFloat64(() =>
      gradient((x: Tensor) => sum(hessian((y: Tensor) => sum(mul(y, mul(y, y))), x)), vector([2, -1])),
    )
    expect([...third.data()]).toEqual([6, 6])
  })

  it('of nothing is empty', () => {
    expect(hessian((x: Tensor) => sum(x), vector([])).shape).toEqual([0, 0])
  })
})

it('O24: the error of the second-order Taylor expansion falls eightfold when the step is halved', () => {
  inFloat64(() => {
    const { loss, parameters } = network()
    const at = vectorOf(parameters)
    const direction = numbers(6, at.length)
    const slope = vectorOf(gradient(loss, parameters))
    const bend = vectorOf(hessianVectorProduct(loss, parameters, treeOf(parameters, direction)))
    const along = (values: Float64Array) =>
      values.reduce((total, value, index) => total + value * (direction[index] ?? 0), 0)
    const error = (step: number) => {
      const there = treeOf(
        parameters,
        at.map((value, index) => value + step * (direction[index] ?? 0)),
      )
      const expansion = loss(parameters).item() + step * along(slope) + (step ** 2 / 2) * along(bend)
      return Math.abs(loss(there).item() - expansion)
    }
    expect(error(0.02) / error(0.01)).toBeGreaterThan(7.5)
    expect(error(0.02) / error(0.01)).toBeLessThan(8.5)
    expect(error(0.01) / error(0.005)).toBeGreaterThan(7.75)
    expect(error(0.01) / error(0.005)).toBeLessThan(8.25)
  })
})

describe('O26: curvature', () => {
  it('tells convex from concave on 200 quadratics', () => {
    const drawn = numbers(7, 600)
    for (let trial = 0; trial < 200; trial++) {
      const [a = 0, b = 0, c = 0] = drawn.subarray(trial * 3, trial * 3 + 3)
      const value = (x: number, y: number) => a * x * x + b * x * y + c * y * y
      const eigen = symmetricEigen({ rows: 2, columns: 2, data: Float64Array.of(2 * a, b, b, 2 * c) })
      // Midpoint convexity along a ray: f(0) below the mean of f(d) and f(−d).
      const rays = Array.from({ length: 720 }, (_, index) =>
        value(Math.cos(index / 114.6), Math.sin(index / 114.6)),
      )
      const sampled = Math.sign(Math.min(...rays)) + Math.sign(Math.max(...rays))
      expect(Math.sign(eigen.values[0] ?? 0) + Math.sign(eigen.values[1] ?? 0)).toBe(sampled)
    }
  })

  it('leads Newton to the vertex of the parabola through three values', () => {
    const fn = (x: number) => 3 * (x - 1.7) ** 2 + 0.4
    const [left, middle, right] = [fn(-1), fn(0), fn(1)]
    const vertex = (left - right) / (2 * (left - 2 * middle + right))
    const { x } = inFloat64(() =>
      minimize((p: Tensor) => add(mul(sum(square(sub(p, 1.7))), 3), 0.4), vector([0]), {
        method: 'newton',
        maxIterations: 1,
      }),
    )
    expect(x.item()).toBeCloseTo(vertex, 12)
  })
})
