import { describe, expect, it } from 'vitest'
import {
  add,
  bfgs,
  exp,
  gaussNewton,
  lBfgs,
  leastSquares,
  levenbergMarquardt,
  log,
  log1p,
  type MinimizeMethod,
  matmul,
  mean,
  minimize,
  mul,
  newton,
  referenceBackend,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  wasmBackend,
  withBackend,
} from '../../src/index.ts'
import {
  arctangent,
  findFunction,
  numbers,
  quadratic,
  residualsOf,
  sumOfSquares,
  testFunctions,
  vector,
} from './support.ts'

const methods: readonly MinimizeMethod[] = ['newton', 'bfgs', 'lBfgs', 'gradientDescent']
const float64 = { backend: referenceBackend } as const
const inFloat64 = <T>(run: () => T): T => withBackend(referenceBackend, run)
const codeOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
  return 'nothing was thrown'
}

it('the arctangent of the tests is one', () => {
  const at = [-1e6, -3, -1, -0.1, 0, 1e-9, 0.7, 2, 50]
  const found = inFloat64(() => arctangent(vector(at)).data())
  at.forEach((z, index) => {
    expect(Math.abs(found[index]! - Math.atan(z))).toBeLessThan(1e-15 * 3)
  })
})

describe.each(testFunctions)('$name from its standard start', (problem) => {
  const { start, minimum, name } = problem
  const isSingular = name === 'Powell singular'

  it.each(methods.filter((method) => method !== 'gradientDescent'))('%s', (method) => {
    const found = inFloat64(() =>
      minimize(sumOfSquares(problem), vector(start), { method, gradientTolerance: 1e-11 }),
    )
    expect(found.value).toBeLessThan(1e-13)
    // A singular Hessian leaves the minimum flat: the value is exact long before the place is.
    const tolerance = isSingular ? 1e-3 : 1e-9
    minimum.forEach((value, index) => {
      expect(Math.abs(found.x.data()[index]! - value)).toBeLessThan(tolerance)
    })
  })

  it.each(['levenbergMarquardt', 'gaussNewton'] as const)('%s', (method) => {
    const found = inFloat64(() => leastSquares(residualsOf(problem), vector(start), { method }))
    expect(found.value).toBeLessThan(1e-18)
    minimum.forEach((value, index) => {
      expect(Math.abs(found.x.data()[index]! - value)).toBeLessThan(isSingular ? 1e-3 : 1e-8)
    })
  })

  it('in float32 on the default backend, to its precision', () => {
    const { x, value } = minimize(sumOfSquares(problem), vector(start))
    expect(x.dtype).toBe('float32')
    expect(value).toBeLessThan(1e-5)
  })
})

describe.each(methods)('%s', (method) => {
  it.each([1, 3, 10, 125])('solves a quadratic of %d unknowns', (size) => {
    const { fn, matrix, right } = quadratic(size, size)
    const { x, reason } = inFloat64(() =>
      minimize(fn, vector(Array(size).fill(0)), { method, gradientTolerance: 1e-5, maxIterations: 5000 }),
    )
    expect(reason).toBe('gradientTolerance')
    const at = x.data()
    for (let row = 0; row < size; row++) {
      let left = 0
      for (let column = 0; column < size; column++) left += matrix[row * size + column]! * at[column]!
      expect(Math.abs(left - right[row]!)).toBeLessThan(1.1e-5)
    }
  })

  it('never rises, and gives the same bits again', () => {
    const run = () =>
      inFloat64(() =>
        minimize(sumOfSquares(findFunction('Rosenbrock')), vector([-1.2, 1]), {
          method,
          recordPath: true,
          maxIterations: 200,
        }),
      )
    const { path = [], iterations } = run()
    expect(path).toHaveLength(iterations + 1)
    path.slice(1).forEach(({ value }, index) => {
      expect(value).toBeLessThan(path[index]!.value)
    })
    expect(run().path?.map(({ x }) => [...x.data()])).toEqual(path.map(({ x }) => [...x.data()]))
  })

  it('turns back from where the function is not finite', () => {
    const fn = (x: Tensor) => sum(sub(x, log(x)))
    const { x } = inFloat64(() => minimize(fn, vector([0.01, 4]), { method }))
    for (const value of x.data()) expect(value).toBeCloseTo(1, 6)
  })

  it('takes a tree of tensors of odd shapes', () => {
    const fn = ({ a, b }: { a: Tensor; b: readonly Tensor[] }) =>
      add(
        sum(square(sub(a, 3))),
        b.reduce((total, each) => add(total, sum(square(add(each, 1)))), sum(mul(a, 0))),
      )
    const { x } = inFloat64(() =>
      minimize(
        fn,
        { a: tensor(0), b: [tensor([[1, 2, 3]]), tensor(new Float64Array(0), [0, 2])] },
        { method },
      ),
    )
    expect(x.a.item()).toBeCloseTo(3, 7)
    expect(x.b.map(({ shape }) => shape)).toEqual([
      [1, 3],
      [0, 2],
    ])
    for (const value of x.b[0]!.data()) expect(value).toBeCloseTo(-1, 7)
  })

  it('stays at a minimum, and on nothing at all', () => {
    const still = inFloat64(() => minimize((x: Tensor) => sum(square(x)), vector([0, 0]), { method }))
    expect([still.iterations, still.reason, still.evaluations.function]).toEqual([0, 'gradientTolerance', 1])
    expect(minimize((x: Tensor) => sum(x), vector([]), { method }).reason).toBe('gradientTolerance')
  })
})

describe('when it ends', () => {
  const fn = sumOfSquares(findFunction('Rosenbrock'))
  const run = (options: Parameters<typeof minimize>[2]) =>
    inFloat64(() => minimize(fn, vector([-1.2, 1]), options))

  it('is named by the limit that was reached', () => {
    expect(run({ maxIterations: 3 })).toMatchObject({ reason: 'maxIterations', iterations: 3 })
    expect(run({ gradientTolerance: 1 }).gradientNorm).toBeLessThanOrEqual(1)
    expect(run({ stepTolerance: 0.1 }).reason).toBe('stepTolerance')
    expect(run({ valueTolerance: 0.5, method: 'gradientDescent' }).reason).toBe('valueTolerance')
    expect(run({ gradientTolerance: 0, method: 'bfgs' }).value).toBeLessThan(1e-25)
    const flat = inFloat64(() =>
      minimize((x: Tensor) => sum(add(square(x), 1e6)), vector([1e-4]), { gradientTolerance: 0 }),
    )
    expect(['noDecrease', 'gradientTolerance']).toContain(flat.reason)
  })

  it('counts what was computed', () => {
    const { evaluations, iterations } = run({ method: 'newton' })
    expect(evaluations.hessian).toBe(iterations)
    expect(evaluations.gradient).toBeGreaterThan(iterations)
    expect(run({ method: 'lBfgs' }).evaluations.hessian).toBe(0)
  })
})

describe('what cannot be meant', () => {
  const start = () => tensor([1, 2])
  it.each([
    ['not-scalar', () => minimize((x: Tensor) => square(x), start())],
    ['not-differentiable', () => minimize((x: Tensor) => sum(x), tensor([1], [1], 'int32'), {})],
    ['start-not-finite', () => minimize((x: Tensor) => sum(log(sub(x, 5))), start())],
    ['start-not-finite', () => minimize((x: Tensor) => sum(x), tensor([Number.NaN]))],
    ['start-not-finite', () => leastSquares((x: Tensor) => log(sub(x, 5)), start())],
    ['bad-option', () => minimize((x: Tensor) => sum(x), start(), { gradientTolerance: -1 })],
    ['bad-option', () => minimize((x: Tensor) => sum(x), start(), { maxIterations: 0 })],
    ['bad-option', () => leastSquares((x: Tensor) => x, start(), { stepTolerance: Number.NaN })],
    ['bad-option', () => leastSquares((x: Tensor) => x, start(), { damping: 0 })],
    [
      'needs-outputs',
      () => minimize((x: Tensor) => sum(square(x)), start(), { method: levenbergMarquardt() }),
    ],
    ['needs-outputs', () => minimize((x: Tensor) => sum(square(x)), start(), { method: gaussNewton() })],
    ['technique-option', () => lBfgs({ memory: 0 })],
    ['technique-option', () => bfgs({ curvature: 1 })],
    ['technique-option', () => newton({ sufficientDecrease: 0.5, curvature: 0.4 })],
    ['technique-option', () => lBfgs.fromSettings({ weightDecay: { decoupled: 0.1 } })],
    ['unknown-option', () => lBfgs.fromSettings({ learningRate: 0.1 })],
  ])('%s', (code, run) => {
    expect(codeOf(run)).toBe(code)
  })

  it('a float32 start runs on the reference backend in float64', () => {
    const start = withBackend(wasmBackend, () => tensor([0.5]))
    expect(minimize((x: Tensor) => sum(square(x)), start, float64).x.dtype).toBe('float64')
  })
})

describe('least squares', () => {
  it('solves a linear problem in one step, more equations than unknowns or fewer', () => {
    for (const [rows, columns] of [
      [7, 3],
      [3, 7],
      [1, 1],
    ] as const) {
      const drawn = numbers(rows, rows * columns + rows)
      const result = inFloat64(() => {
        const matrix = tensor(drawn.subarray(0, rows * columns), [rows, columns])
        const right = tensor(drawn.subarray(rows * columns), [rows, 1])
        return leastSquares(
          (x: Tensor) => sub(matmul(matrix, x), right),
          tensor(new Float64Array(columns), [columns, 1]),
          {
            method: 'gaussNewton',
          },
        )
      })
      expect(result.iterations).toBeLessThanOrEqual(2)
      expect(result.gradientNorm).toBeLessThan(1e-12)
      if (rows <= columns) expect(result.value).toBeLessThan(1e-24)
      expect(Number.isNaN(result.standardErrors.data()[0])).toBe(rows <= columns)
    }
  })

  it('gives the standard errors of a straight line', () => {
    const [x, y] = [
      [1, 2, 3, 4, 5],
      [1.1, 1.9, 3.2, 3.9, 5.1],
    ]
    const fit = inFloat64(() =>
      leastSquares(
        ({ slope, height }: { slope: Tensor; height: Tensor }) =>
          sub(add(mul(vector(x), slope), height), vector(y)),
        {
          slope: tensor(0),
          height: tensor(0),
        },
      ),
    )
    const middle = 3
    const spread = x.reduce((total, value) => total + (value - middle) ** 2, 0)
    const variance = fit.value / 3
    expect(fit.standardErrors.slope.item()).toBeCloseTo(Math.sqrt(variance / spread), 12)
    expect(fit.standardErrors.height.item()).toBeCloseTo(
      Math.sqrt(variance * (1 / 5 + middle ** 2 / spread)),
      12,
    )
  })
})

it('O28: on logistic regression Newton needs fewer iterations than gradient descent, at any size', () => {
  for (const size of [10, 40]) {
    const [inputs, targets] = [numbers(size, 200 * size), numbers(1, 200)]
    const count = (method: MinimizeMethod) =>
      inFloat64(() => {
        const x = tensor(inputs, [200, size])
        const sign = tensor(
          targets.map((u) => (u < 0 ? -1 : 1)),
          [200, 1],
        )
        const fn = (w: Tensor) => add(mean(log1p(exp(mul(matmul(x, w), sign)))), mul(sum(square(w)), 0.005))
        return minimize(fn, tensor(new Float64Array(size), [size, 1]), { method })
      }).iterations
    expect(count('newton')).toBeLessThan(count('gradientDescent') / 2)
  }
})
