/** Every primitive on every backend and number of threads against the reference, eager and compiled, forward and gradient. */
import { expect, it } from 'vitest'
import {
  type Backend,
  compile,
  gradient,
  mul,
  RandomKey,
  referenceBackend,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from '../../src/engine/index.ts'
import type { PrimitiveName } from '../../src/engine/primitives/attributes.ts'
import { type BackendRow, backendRows } from './backend-rows.ts'
import { drawOperand, type PrimitiveCase, primitiveCases } from './primitive-cases.ts'
import { pause } from './wasm/threads/certain-threads.ts'

const names = Object.keys(primitiveCases) as PrimitiveName[]

function operandsOf(each: PrimitiveCase, backend: Backend): Tensor[] {
  return each.operands.map((operand, place) =>
    drawOperand(operand, backend.floatType, `${each.name}/${place}`),
  )
}

/** Relative to the largest element: sums of many terms may cancel in single elements. */
function expectClose(actual: Tensor, expected: Tensor, what: string): void {
  expect(actual.shape, what).toEqual(expected.shape)
  const values = actual.data()
  const truth = expected.data()
  const scale = Math.max(1e-30, ...Array.from(truth, (x) => (Number.isFinite(x) ? Math.abs(x) : 0)))
  truth.forEach((value, index) => {
    const found = values[index]!
    const same = Object.is(found, value) || found === value || Math.abs(found - value) <= 1e-5 * scale
    expect(same, `${what}, element ${index}: ${found} instead of ${value}`).toBe(true)
  })
}

/** The gradients of a weighted sum of the output; none of what has no slope. */
function gradientsOf(each: PrimitiveCase, backend: Backend, compiled: boolean): Tensor[] {
  return withBackend(backend, () => {
    const operands = operandsOf(each, backend)
    const places = operands.flatMap((operand, place) => (operand.dtype === backend.floatType ? [place] : []))
    if (places.length === 0 || each.run(operands).dtype !== backend.floatType) return []
    const floats = (xs: Tensor[]) => {
      const merged = operands.map((operand, place) => xs[places.indexOf(place)] ?? operand)
      const output = each.run(merged)
      return sum(mul(output, tensor(RandomKey.fromSeed(5).uniform(output.size), output.shape)))
    }
    const differentiate = (xs: Tensor[]) => gradient(floats, xs)
    return (compiled ? compile(differentiate) : differentiate)(places.map((place) => operands[place]!))
  })
}

const casesOn = ({ takes }: BackendRow, name: PrimitiveName): readonly PrimitiveCase[] => {
  const cases = primitiveCases[name]
  return cases.filter((_, index) => takes(index, name, cases.length))
}

for (const row of backendRows) {
  row.describe(`${row.name}, against reference`, () => {
    it.each(names)('%s: eager and compiled', async (name) => {
      const { backend } = row.tested()
      for (const each of casesOn(row, name)) {
        const expected = withBackend(referenceBackend, () => each.run(operandsOf(each, referenceBackend)))
        withBackend(backend, () => {
          const operands = operandsOf(each, backend)
          expectClose(each.run(operands), expected, each.name)
          expectClose(compile((xs: Tensor[]) => each.run(xs))(operands), expected, `${each.name} compiled`)
        })
        await pause()
      }
    })

    it.each(names)('%s: gradient', async (name) => {
      const { backend } = row.tested()
      for (const each of casesOn(row, name)) {
        const expected = gradientsOf(each, referenceBackend, false)
        for (const compiled of [false, true]) {
          gradientsOf(each, backend, compiled).forEach((actual, place) => {
            const what = `${each.name}, gradient ${place}${compiled ? ' compiled' : ''}`
            expectClose(actual, expected[place]!, what)
          })
        }
        await pause()
      }
    })

    it('really is what it says', () => {
      const { runs, most, calls } = row.tested()
      if (runs) expect(runs()).toBeGreaterThan(300)
      if (most) expect(most()).toBe(row.threads)
      if (calls) expect(calls()).toBeGreaterThan(100)
    })
  })
}
