/** NaN, infinities, signed zeros and subnormal numbers: values and gradients as PyTorch has them, or a reason. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  abs,
  clamp,
  div,
  erf,
  exp,
  expm1,
  floor,
  gradient,
  log,
  log1p,
  logSumExp,
  max,
  maximum,
  mean,
  min,
  minimum,
  type Operand,
  pow,
  sigmoid,
  sign,
  sqrt,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
  withBackend,
} from '../../src/engine/index.ts'
import { backends, flat, type Numbers } from '../nn/helpers.ts'

interface Row {
  readonly name: string
  readonly operands: readonly Numbers[]
  readonly value: Numbers
  readonly gradients: readonly Numbers[]
}

const { rows }: { readonly rows: readonly Row[] } = JSON.parse(
  readFileSync(new URL('../fixtures/extremes.json', import.meta.url), 'utf8'),
)

const unary = { abs, erf, exp, expm1, floor, log, log1p, sigmoid, sign, sqrt, square, tanh } as const
const binary = { div, maximum, minimum, pow } as const
const reductions = { logSumExp, max, mean, min, sum } as const

function functionOf(name: string): (a: Tensor, b: Operand) => Tensor {
  const tables: { readonly [name: string]: (a: Tensor, b: Operand) => Tensor } = {
    ...unary,
    ...binary,
    ...Object.fromEntries(Object.entries(reductions).map(([key, reduce]) => [key, (x: Tensor) => reduce(x)])),
    clamp: (x) => clamp(x, -1, 1),
  }
  const found = tables[name]
  if (!found) throw new Error(`no function ${name}`)
  return found
}

/** What is ours instead: of the result (0) or of the gradient of an operand (1, 2), at a place. */
type Difference = readonly [of: number, place: number, ours: number]
const differences: { readonly [name: string]: readonly Difference[] } = {
  // What is made of NaN is NaN; PyTorch's sign of NaN is 0.
  sign: [[0, 0, Number.NaN]],
  abs: [[1, 0, Number.NaN]],
  // NaN is not outside the bounds.
  clamp: [[1, 0, 1]],
  // As JavaScript's Math.pow; C's pow makes 1 of 1 to the power of NaN.
  pow: [
    [0, 1, Number.NaN],
    [2, 1, Number.NaN],
  ],
}

const near = (found: number, expected: number, tolerance: number) =>
  Object.is(found, expected) ||
  found === expected ||
  Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected))

describe.each(backends)('$name', ({ backend, tolerance }) => {
  it.each(rows)('$name $operands', (row) => {
    withBackend(backend, () => {
      const fn = functionOf(row.name)
      const operands = row.operands.map((numbers) => tensor(flat(numbers)))
      const apply = ([a, b]: readonly Tensor[]) => fn(a ?? tensor(0), b ?? 0)
      const slopes = gradient((given: readonly Tensor[]) => sum(apply(given)), operands)
      const found = [apply(operands), ...slopes]
      const wrong: unknown[] = []
      for (const [of, expected] of [row.value, ...row.gradients].entries()) {
        const numbers = flat(expected)
        for (const [which, place, ours] of differences[row.name] ?? [])
          if (of === which) numbers[place] = ours
        const values = found[of]?.data() ?? []
        const round = backend.floatType === 'float32' ? Math.fround : Number
        numbers.map(round).forEach((number, place) => {
          if (!near(values[place] ?? 0, number, tolerance))
            wrong.push({ of, place, ours: values[place], number })
        })
      }
      expect(wrong).toEqual([])
    })
  })
})
