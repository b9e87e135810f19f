/** NaN, infinities, −0 and denormals go through fused kernels as through the float64 reference, one kernel at a time. */
import { describe, expect, it } from 'vitest'
import {
  add,
  compile,
  createWasmBackend,
  div,
  equal,
  exp,
  isFiniteValue,
  lessEqual,
  matmul,
  max,
  mul,
  referenceBackend,
  select,
  sub,
  sum,
  type Tensor,
  tensor,
  wasmBackend,
  withBackend,
} from '../../../src/engine/index.ts'

const inf = Number.POSITIVE_INFINITY
const special = [1, -2, Number.NaN, 0.5, inf, -0, -inf, 3, 1e-42, 88, -104]

/** A matrix in which each row but the first holds one special value, at places that move through vectors and tails. */
function spoiled(rows: number, columns: number): number[] {
  const values = Array.from({ length: rows * columns }, (_, index) => ((index * 7) % 11) / 4 - 1)
  for (let row = 1; row < rows; row++)
    values[row * columns + ((row * 3) % columns)] = special[row % special.length] ?? 0
  return values
}

const programs: Record<string, (x: Tensor, w: Tensor) => Tensor[]> = {
  relu: (x) => [select(lessEqual(x, 0), 0, x)],
  softmax: (x) => {
    const powers = exp(sub(x, max(x, { axes: 1, keepDims: true })))
    return [div(powers, sum(powers, { axes: 1, keepDims: true }))]
  },
  'columns: sum and maximum': (x) => [sum(mul(x, 2), { axes: 0 }), max(add(x, 1), { axes: 0 })],
  'product, bias, mask': (x, w) => {
    const y = add(matmul(x, w), 1)
    return [select(equal(y, y), y, -1)]
  },
  guard: (x) => {
    const total = sum(x)
    return [select(isFiniteValue(total), x, 0), total]
  },
}

describe.each([
  [1, 1],
  [3, 10],
  [10, 3],
  [11, 125],
  [125, 33],
])('special values in [%d, %d]', (rows, columns) => {
  it.each(Object.entries(programs))('%s', (_, program) => {
    const run = (backend: typeof wasmBackend | typeof referenceBackend) =>
      withBackend(backend, () => {
        const x = tensor(spoiled(rows, columns), [rows, columns])
        const w = tensor(
          Array.from({ length: columns * 9 }, (_, index) => (index % 5) - 2),
          [columns, 9],
        )
        return compile((a: Tensor, b: Tensor) => program(a, b))(x, w).map((each) => Array.from(each.data()))
      })
    const expected = run(referenceBackend)
    for (const backend of [wasmBackend, createWasmBackend({ threads: 1, deterministic: true })]) {
      run(backend).forEach((values, place) => {
        values.forEach((value, index) => {
          const truth = expected[place]?.[index] ?? 0
          const close =
            Object.is(value, truth) || Math.abs(value - truth) <= 1e-5 * Math.max(1, Math.abs(truth))
          expect(close, `value ${place}, element ${index}: ${value} instead of ${truth}`).toBe(true)
        })
      })
    }
  })
})
