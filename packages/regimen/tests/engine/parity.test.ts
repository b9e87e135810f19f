/** Every primitive on the wasm backend against the reference, eager and compiled, forward and gradient. */
import { describe, expect, it } from 'vitest'
import {
  type Backend,
  compile,
  createWasmBackend,
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
import { drawOperand, type PrimitiveCase, primitiveCases } from './primitive-cases.ts'

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

describe.each([false, true])('wasm (deterministic: %s) against reference', (deterministic) => {
  const wasm = createWasmBackend({ deterministic })
  for (const name of names) {
    it(`${name}: eager and compiled`, () => {
      for (const each of primitiveCases[name]) {
        const expected = withBackend(referenceBackend, () => each.run(operandsOf(each, referenceBackend)))
        withBackend(wasm, () => {
          const operands = operandsOf(each, wasm)
          expectClose(each.run(operands), expected, each.name)
          expectClose(compile((xs: Tensor[]) => each.run(xs))(operands), expected, `${each.name} compiled`)
        })
      }
    })

    it(`${name}: gradient`, () => {
      for (const each of primitiveCases[name]) {
        const gradients = (backend: Backend, compiled: boolean) =>
          withBackend(backend, () => {
            const operands = operandsOf(each, backend)
            const places = operands.flatMap((operand, place) =>
              operand.dtype === backend.floatType ? [place] : [],
            )
            if (places.length === 0 || each.run(operands).dtype !== backend.floatType) return []
            const floats = (xs: Tensor[]) => {
              const merged = operands.map((operand, place) => xs[places.indexOf(place)] ?? operand)
              const output = each.run(merged)
              return sum(mul(output, tensor(RandomKey.fromSeed(5).uniform(output.size), output.shape)))
            }
            const differentiate = (xs: Tensor[]) => gradient(floats, xs)
            return (compiled ? compile(differentiate) : differentiate)(
              places.map((place) => operands[place]!),
            )
          })
        const expected = gradients(referenceBackend, false)
        for (const compiled of [false, true]) {
          gradients(wasm, compiled).forEach((actual, place) => {
            expectClose(
              actual,
              expected[place]!,
              `${each.name}, gradient ${place}${compiled ? ' compiled' : ''}`,
            )
          })
        }
      }
    })
  }
})
