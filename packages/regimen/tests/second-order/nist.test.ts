/** Nonlinear regression against the certified values of NIST. */
import { describe, expect, it } from 'vitest'
import {
  leastSquares,
  minimize,
  mul,
  referenceBackend,
  square,
  sum,
  type Tensor,
  withBackend,
} from '../../src/index.ts'
import { digitsOf, nistProblems, residualsOf } from './nist-problems.ts'
import { vector } from './support.ts'

/** Where L-BFGS ends on a plateau or in another valley: the first starts are far off on purpose. */
const otherValleys = [
  'Lanczos3 from start 1',
  'Lanczos2 from start 1',
  'MGH17 from start 1',
  'Eckerle4 from start 1',
]

const inFloat64 = <T>(run: () => T): T => withBackend(referenceBackend, run)

describe.each(nistProblems)('$name ($level)', (problem) => {
  const { name, certified, starts, residualSum, deviations } = problem

  it('has the data of the certified sum of squares', () => {
    const found = inFloat64(() => residualsOf(problem)(vector(certified)).data())
    const total = Array.from(found).reduce((squares, residual) => squares + residual ** 2, 0)
    expect(Math.abs(total / residualSum - 1)).toBeLessThan(5e-11)
  })

  it.each([1, 2] as const)('Levenberg–Marquardt from start %d', (number) => {
    const fitted = inFloat64(() => leastSquares(residualsOf(problem), vector(starts[number - 1]!)))
    expect(digitsOf(fitted.x.data(), certified)).toBeGreaterThanOrEqual(6)
    expect(Math.abs(fitted.value / residualSum - 1)).toBeLessThan(1e-9)
    if (deviations) expect(digitsOf(fitted.standardErrors.data(), deviations)).toBeGreaterThanOrEqual(5)
  })

  it.each([1, 2] as const)('L-BFGS from start %d, in units of the start', (number) => {
    const start = starts[number - 1]!
    const found = inFloat64(() => {
      const [units, residuals] = [vector(start), residualsOf(problem)]
      const fn = (scaled: Tensor) => sum(square(residuals(mul(scaled, units))))
      const { x } = minimize(fn, vector(start.map(() => 1)), { method: 'lBfgs', gradientTolerance: 0 })
      return mul(x, units).data()
    })
    const reached = digitsOf(found, certified) >= 4
    expect(reached).toBe(!otherValleys.includes(`${name} from start ${number}`))
  })
})

it('Gauss–Newton from the near starts', () => {
  const digits = nistProblems.map((problem) => {
    const { x } = inFloat64(() =>
      leastSquares(residualsOf(problem), vector(problem.starts[1]), { method: 'gaussNewton' }),
    )
    return digitsOf(x.data(), problem.certified)
  })
  expect(Math.min(...digits)).toBeGreaterThanOrEqual(6)
})
