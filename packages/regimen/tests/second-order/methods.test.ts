/** What the papers promise of each method (catalogue O27, O29, O30, O31). */
import { describe, expect, it } from 'vitest'
import {
  add,
  bfgs,
  div,
  type MinimizeMethod,
  minimize,
  newton,
  referenceBackend,
  square,
  sub,
  sum,
  type Tensor,
  withBackend,
} from '../../src/index.ts'
import { searchLine } from '../../src/optim/second-order/line-search.ts'
import { cholesky, solveCholesky } from '../../src/optim/second-order/linear-algebra/cholesky.ts'
import { solveLeastSquares } from '../../src/optim/second-order/linear-algebra/least-squares-solve.ts'
import { createMatrix, multiply, rowOf } from '../../src/optim/second-order/linear-algebra/matrix.ts'
import { symmetricEigen } from '../../src/optim/second-order/linear-algebra/symmetric-eigen.ts'
import { dot, norm, type Vector } from '../../src/optim/second-order/linear-algebra/vectors.ts'
import { updateInverse } from '../../src/optim/second-order/methods/bfgs.ts'
import { inverseTimes, lBfgsMethod } from '../../src/optim/second-order/methods/l-bfgs.ts'
import { solveTrustRegion } from '../../src/optim/second-order/methods/trust-region.ts'
import { elements, findFunction, numbers, quadratic, sumOfSquares, testFunctions, vector } from './support.ts'

const inFloat64 = <T>(run: () => T): T => withBackend(referenceBackend, run)
const positiveDefinite = (size: number) => createMatrix(size, size, quadratic(size, size).matrix)

describe('O27: Newton', () => {
  it.each([1, 3, 10, 125])('needs one step for a quadratic of %d unknowns', (size) => {
    const { fn } = quadratic(size, 1)
    const found = inFloat64(() => minimize(fn, vector(Array(size).fill(1)), { method: 'newton' }))
    expect(found).toMatchObject({ iterations: 1, reason: 'gradientTolerance' })
  })

  it('squares the error with every step near the minimum', () => {
    const { path = [] } = inFloat64(() =>
      minimize(sumOfSquares(findFunction('Beale')), vector([2.9, 0.45]), {
        method: 'newton',
        recordPath: true,
        gradientTolerance: 1e-12,
      }),
    )
    const errors = path.map(({ x }) => Math.hypot((x.data()[0] ?? 0) - 3, (x.data()[1] ?? 0) - 0.5))
    const near = errors.filter((error) => error < 0.2 && error > 1e-7)
    const orders = near
      .slice(2)
      .map((error, k) => Math.log(error / (near[k + 1] ?? 1)) / Math.log((near[k + 1] ?? 1) / (near[k] ?? 1)))
    expect(orders.length).toBeGreaterThan(0)
    for (const order of orders) expect(order).toBeGreaterThan(1.7)
  })

  it('needs far fewer iterations on Rosenbrock than gradient descent', () => {
    const count = (method: MinimizeMethod) =>
      inFloat64(() =>
        minimize(sumOfSquares(findFunction('Rosenbrock')), vector([-1.2, 1]), {
          method,
          maxIterations: 20000,
        }),
      ).iterations
    expect(count('newton')).toBeLessThan(30)
    expect(count('gradientDescent')).toBeGreaterThan(1000)
  })

  it('leaves a saddle that the undamped formula walks into', () => {
    const start = [0.1, 0.3]
    let [x = 0, y = 0] = start
    for (let step = 0; step < 20; step++) [x, y] = [x - (x ** 3 - x) / (3 * x ** 2 - 1), y - (2 * y) / 2]
    expect(Math.hypot(x, y)).toBeLessThan(1e-12)
    const found = inFloat64(() =>
      minimize(twoWells, vector(start), { method: newton({ radius: 0.5 }) }),
    ).x.data()
    expect(Math.abs(found[0] ?? 0)).toBeCloseTo(1, 8)
    expect(found[1]).toBeCloseTo(0, 8)
  })

  it('leaves a ridge along which the gradient points to the saddle', () => {
    const found = inFloat64(() => minimize(twoWells, vector([0, 0.5]), { method: 'newton' })).x.data()
    expect(Math.abs(found[0] ?? 0)).toBeCloseTo(1, 8)
  })
})

/** x⁴/4 − x²/2 + y²: a saddle at 0, minima at x = ±1. */
function twoWells(p: Tensor): Tensor {
  const [x = p, y = p] = elements(p)
  return sum(add(sub(div(square(square(x)), 4), div(square(x), 2)), square(y)))
}

describe('O29: solving for the step', () => {
  it.each([1, 3, 10, 128])('takes n³/3 + n²/2 + n/6 + 2n² operations for n = %d', (size) => {
    const matrix = positiveDefinite(size)
    const right = numbers(1, size)
    const factor = cholesky(matrix)
    if (!factor) throw new Error('positive definite')
    const { solution, operations } = solveCholesky(factor, right)
    expect(factor.operations).toBeCloseTo(size ** 3 / 3 + size ** 2 / 2 + size / 6, 6)
    expect(operations).toBe(2 * size ** 2)
    multiply(matrix, solution).forEach((value, row) => {
      expect(Math.abs(value - (right[row] ?? 0))).toBeLessThan(1e-10)
    })
  })

  it('refuses what is not positive definite', () => {
    expect(cholesky(createMatrix(2, 2, Float64Array.of(1, 2, 2, 1)))).toBeUndefined()
    expect(cholesky(createMatrix(2, 2, Float64Array.of(1, 1, 1, 1)))).toBeUndefined()
    expect(cholesky(createMatrix(1, 1, Float64Array.of(Number.NaN)))).toBeUndefined()
  })

  it.each([1, 3, 10, 40])('eigenvalues of the second-difference matrix of %d points', (size) => {
    const matrix = createMatrix(size, size)
    for (let index = 0; index < size; index++) {
      matrix.data[index * size + index] = 2
      if (index > 0) matrix.data[index * size + index - 1] = matrix.data[(index - 1) * size + index] = -1
    }
    const { values, vectors } = symmetricEigen(matrix)
    values.forEach((value, index) => {
      // Closed form: 2 − 2cos(kπ/(n + 1)).
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((index + 1) * Math.PI) / (size + 1)), 12)
      const eigenvector = vectors[index] ?? new Float64Array(size)
      expect(norm(eigenvector)).toBeCloseTo(1, 12)
      multiply(matrix, eigenvector).forEach((component, row) => {
        expect(component).toBeCloseTo(value * (eigenvector[row] ?? 0), 11)
      })
    })
  })

  it('least squares leaves a residual orthogonal to the columns', () => {
    const matrix = createMatrix(10, 3, numbers(2, 30))
    const right = numbers(3, 10)
    const { solution } = solveLeastSquares(matrix, right)
    const rest = multiply(matrix, solution).map((value, row) => value - (right[row] ?? 0))
    for (let column = 0; column < 3; column++) {
      const along = rest.reduce((total, value, row) => total + value * (rowOf(matrix, row)[column] ?? 0), 0)
      expect(Math.abs(along)).toBeLessThan(1e-12)
    }
  })

  it('the trust-region step satisfies (H + λI)p = −g with λ ≥ 0, on the border when λ > 0', () => {
    for (let seed = 0; seed < 20; seed++) {
      const size = 4
      const raw = numbers(seed, size * size)
      const data = raw.map(
        (value, place) => value + (raw[(place % size) * size + Math.floor(place / size)] ?? 0),
      )
      const matrix = createMatrix(size, size, data)
      const gradient = numbers(seed + 100, size)
      const eigen = symmetricEigen(matrix)
      const { step, decrease } = solveTrustRegion(eigen, gradient, 0.7)
      const pushed = multiply(matrix, step).map((value, row) => value + (gradient[row] ?? 0))
      const multiplier = -dot(pushed, step) / dot(step, step)
      expect(multiplier).toBeGreaterThanOrEqual(-1e-9)
      expect(multiplier + (eigen.values[0] ?? 0)).toBeGreaterThanOrEqual(-1e-9)
      expect(Math.abs(norm(step) - 0.7) < 1e-9 || multiplier < 1e-9).toBe(true)
      pushed.forEach((value, row) => {
        expect(value).toBeCloseTo(-multiplier * (step[row] ?? 0), 8)
      })
      expect(decrease).toBeCloseTo(-dot(gradient, step) - 0.5 * dot(step, multiply(matrix, step)), 10)
    }
  })
})

describe('O30: BFGS', () => {
  it('fulfils the secant condition Hy = s and stays positive definite', () => {
    const size = 6
    const matrix = positiveDefinite(size)
    let inverse = createMatrix(
      size,
      size,
      Float64Array.from({ length: size * size }, (_, place) => (place % (size + 1) === 0 ? 1 : 0)),
    )
    for (let seed = 0; seed < 10; seed++) {
      const step = numbers(seed, size)
      const change = multiply(matrix, step)
      inverse = updateInverse(inverse, step, change)
      multiply(inverse, change).forEach((value, index) => {
        expect(value).toBeCloseTo(step[index] ?? Number.NaN, 10)
      })
      expect(Math.min(...symmetricEigen(inverse).values)).toBeGreaterThan(0)
    }
  })

  it.each([2, 5, 10])('with exact line searches needs n steps for a quadratic of %d unknowns', (size) => {
    const { fn } = quadratic(size, 3)
    const { path = [] } = inFloat64(() =>
      minimize(fn, vector(Array(size).fill(2)), {
        method: bfgs({ curvature: 1e-9, sufficientDecrease: 1e-10 }),
        recordPath: true,
        gradientTolerance: 1e-6,
      }),
    )
    expect(path.length - 1).toBeLessThanOrEqual(size)
  })
})

describe('O31: L-BFGS', () => {
  it('remembers 2km numbers, whatever happens', () => {
    const method = lBfgsMethod(5, { sufficientDecrease: 1e-4, curvature: 0.9 })
    const total = (state: { readonly [name: string]: Vector }) =>
      Object.values(state).reduce((count, { length }) => count + length, 0)
    expect(total(method.initialize(100_000))).toBe(2 * 5 * 100_000 + 1)
  })

  it('with room for all pairs is BFGS from the same first matrix', () => {
    const [size, pairs] = [7, 5]
    const matrix = positiveDefinite(size)
    const [steps, changes] = [numbers(8, size * pairs), new Float64Array(size * pairs)]
    for (let pair = 0; pair < pairs; pair++) {
      changes.set(multiply(matrix, steps.subarray(pair * size, (pair + 1) * size)), pair * size)
    }
    const at = (data: Float64Array, pair: number) => data.subarray(pair * size, (pair + 1) * size)
    const [lastStep, lastChange] = [at(steps, pairs - 1), at(changes, pairs - 1)]
    const first = dot(lastStep, lastChange) / dot(lastChange, lastChange)
    let inverse = createMatrix(
      size,
      size,
      Float64Array.from({ length: size * size }, (_, place) => (place % (size + 1) === 0 ? first : 0)),
    )
    for (let pair = 0; pair < pairs; pair++)
      inverse = updateInverse(inverse, at(steps, pair), at(changes, pair))
    const gradient = numbers(9, size)
    const expected = multiply(inverse, gradient)
    inverseTimes({ steps, changes, pairs: Float64Array.of(pairs) }, gradient).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 10)
    })
  })

  it('forgets the oldest pair first', () => {
    const size = 3
    const pair = (seed: number) => ({
      s: numbers(seed, size),
      y: multiply(positiveDefinite(size), numbers(seed, size)),
    })
    const [b, c] = [pair(2), pair(3)]
    const stacked = (...vectors: Vector[]) => Float64Array.from(vectors.flatMap((each) => [...each]))
    // Memory 2: the third pair took the place of the first.
    const wrapped = { steps: stacked(c.s, b.s), changes: stacked(c.y, b.y), pairs: Float64Array.of(3) }
    const straight = { steps: stacked(b.s, c.s), changes: stacked(b.y, c.y), pairs: Float64Array.of(2) }
    const gradient = numbers(4, size)
    expect([...inverseTimes(wrapped, gradient)]).toEqual([...inverseTimes(straight, gradient)])
  })

  it('needs at most twice the iterations of BFGS over all problems, and fewer than gradient descent on each', () => {
    const runs = testFunctions.map((problem) => {
      const count = (method: MinimizeMethod) =>
        inFloat64(() =>
          minimize(sumOfSquares(problem), vector(problem.start), {
            method,
            gradientTolerance: 1e-6,
            maxIterations: 3000,
          }),
        ).iterations
      return { limited: count('lBfgs'), full: count('bfgs'), descent: count('gradientDescent') }
    })
    const total = (key: 'limited' | 'full') => runs.reduce((sum, run) => sum + run[key], 0)
    expect(total('limited')).toBeLessThanOrEqual(2 * total('full'))
    for (const { limited, descent } of runs) expect(limited).toBeLessThan(descent / 10)
  })

  it.each([10, 50, 125])(
    'needs at most twice the iterations of BFGS on a quadratic of %d unknowns',
    (size) => {
      const { fn } = quadratic(size, 4)
      const count = (method: MinimizeMethod) =>
        inFloat64(() => minimize(fn, vector(Array(size).fill(0)), { method, gradientTolerance: 1e-6 }))
          .iterations
      expect(count('lBfgs')).toBeLessThanOrEqual(2 * count('bfgs'))
    },
  )
})

describe('the line search', () => {
  const along = (value: (x: number) => number, slope: (x: number) => number) => ({
    precision: Number.EPSILON,
    evaluate: (x: Vector) => ({ x, value: value(x[0] ?? 0), gradient: Float64Array.of(slope(x[0] ?? 0)) }),
    hessian: () => createMatrix(1, 1),
  })
  // Moré & Thuente 1994, Line search algorithms with guaranteed sufficient decrease, functions 5.1 and 5.2.
  const functions = [
    along(
      (a) => -a / (a * a + 2),
      (a) => (a * a - 2) / (a * a + 2) ** 2,
    ),
    along(
      (a) => (a + 0.004) ** 5 - 2 * (a + 0.004) ** 4,
      (a) => 5 * (a + 0.004) ** 4 - 8 * (a + 0.004) ** 3,
    ),
  ]

  it.each([1e-3, 0.1, 10, 1000])('fulfils the strong Wolfe conditions from the first length %d', (length) => {
    for (const fn of functions) {
      const [sufficientDecrease, curvature] = [1e-3, 0.1]
      const start = fn.evaluate(Float64Array.of(0))
      const found = searchLine(fn, start, Float64Array.of(1), length, { sufficientDecrease, curvature })
      if (!found) throw new Error('found nothing')
      const slope = start.gradient[0] ?? 0
      expect(found.point.value).toBeLessThanOrEqual(start.value + sufficientDecrease * found.length * slope)
      expect(Math.abs(found.point.gradient[0] ?? 0)).toBeLessThanOrEqual(-curvature * slope)
    }
  })

  it('gives up where nothing falls', () => {
    const conditions = { sufficientDecrease: 1e-4, curvature: 0.9 }
    const rising = along(
      (a) => a,
      () => 1,
    )
    expect(
      searchLine(rising, rising.evaluate(Float64Array.of(0)), Float64Array.of(1), 1, conditions),
    ).toBeUndefined()
    const lying = along(
      (a) => Math.abs(a),
      () => -1,
    )
    expect(
      searchLine(lying, lying.evaluate(Float64Array.of(0)), Float64Array.of(1), 1, conditions),
    ).toBeUndefined()
    const broken = along(
      (a) => (a === 0 ? 0 : Number.NaN),
      () => -1,
    )
    expect(
      searchLine(broken, broken.evaluate(Float64Array.of(0)), Float64Array.of(1), 1, conditions),
    ).toBeUndefined()
  })
})
