import { describe, expect, it } from 'vitest'
import {
  add,
  all,
  any,
  arange,
  argMax,
  cast,
  clamp,
  concatenate,
  div,
  full,
  gather,
  isNan,
  less,
  logSumExp,
  matmul,
  max,
  mean,
  min,
  mul,
  oneHot,
  pow,
  reshape,
  select,
  slice,
  sliceAxis,
  stack,
  sum,
  tensor,
  transpose,
  variance,
  zeros,
} from '../../src/engine/index.ts'
import { RegimenError } from '../../src/errors.ts'

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof RegimenError) return error.code
    throw error
  }
  return 'nothing thrown'
}

describe('tensors', () => {
  it('take nested and flat values', () => {
    expect(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).shape,
    ).toEqual([2, 3])
    expect(tensor(7).item()).toBe(7)
    expect(tensor([], [0, 3]).size).toBe(0)
    expect(tensor([1, 0, 2], [3], 'bool').toArray()).toEqual([1, 0, 1])
    expect(codeOf(() => tensor([[1, 2], [3]]))).toBe('bad-attribute')
    expect(codeOf(() => tensor([1, 2, 3], [2, 2]))).toBe('bad-attribute')
  })

  it('do not share the array they were made from', () => {
    const values = Float32Array.of(1, 2)
    const made = tensor(values, [2])
    values[0] = 9
    expect(made.toArray()).toEqual([1, 2])
  })

  it('are seen through views without copying', () => {
    const matrix = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(transpose(matrix).toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    expect(reshape(transpose(matrix), [6]).toArray()).toEqual([1, 4, 2, 5, 3, 6])
    expect(slice(matrix, [0, 1], [2, 2]).toArray()).toEqual([
      [2, 3],
      [5, 6],
    ])
    expect(sliceAxis(matrix, -1, -2).toArray()).toEqual([
      [2, 3],
      [5, 6],
    ])
    expect(full([2, 2], 3).toArray()).toEqual([
      [3, 3],
      [3, 3],
    ])
    // A view of a view: the last column of the transpose, that is the last row.
    expect(sliceAxis(transpose(matrix), 1, 1).toArray()).toEqual([[4], [5], [6]])
  })

  it('broadcast as NumPy does', () => {
    expect(add(tensor([[1], [2]]), tensor([10, 20])).toArray()).toEqual([
      [11, 21],
      [12, 22],
    ])
    expect(mul(tensor([1, 2]), 3).toArray()).toEqual([3, 6])
    expect(div(1, tensor([2, 4])).toArray()).toEqual([0.5, 0.25])
    expect(add(zeros([0, 3]), tensor([1, 2, 3])).shape).toEqual([0, 3])
  })

  it('reduce, compare and choose', () => {
    const matrix = tensor([
      [1, 5, 2],
      [7, 0, 3],
    ])
    expect(sum(matrix).item()).toBe(18)
    expect(sum(matrix, { axes: 0 }).toArray()).toEqual([8, 5, 5])
    expect(mean(matrix, { axes: -1, keepDims: true }).shape).toEqual([2, 1])
    expect(max(matrix, { axes: 1 }).toArray()).toEqual([5, 7])
    expect(min(matrix).item()).toBe(0)
    expect(argMax(matrix).toArray()).toEqual([1, 0])
    expect(variance(tensor([1, 2, 3, 4])).item()).toBeCloseTo(1.25, 6)
    expect(variance(tensor([1, 2, 3, 4]), { correction: 1 }).item()).toBeCloseTo(5 / 3, 6)
    expect(select(less(matrix, 3), matrix, 0).toArray()).toEqual([
      [1, 0, 2],
      [0, 0, 0],
    ])
    expect(clamp(tensor([-5, 0.5, 9, Number.NaN]), 0, 1).toArray()).toEqual([0, 0.5, 1, Number.NaN])
    expect(max(zeros([0])).item()).toBe(Number.NEGATIVE_INFINITY)
    expect(sum(zeros([3, 0]), { axes: 1 }).toArray()).toEqual([0, 0, 0])
    // Over nothing as over the truth of no statement.
    expect(any(less(zeros([0]), 1)).item()).toBe(0)
    expect(all(less(zeros([0]), 1)).item()).toBe(1)
    expect(any(less(matrix, 1), { axes: 1 }).toArray()).toEqual([0, 1])
    expect(all(less(matrix, 6), { axes: 1 }).toArray()).toEqual([1, 0])
  })

  it('propagate NaN through everything that depends on it', () => {
    const x = tensor([1, Number.NaN, 3])
    expect(sum(x).item()).toBeNaN()
    expect(max(x).item()).toBeNaN()
    expect(pow(x, 2).toArray()).toEqual([1, Number.NaN, 9])
    expect(isNan(x).toArray()).toEqual([0, 1, 0])
    expect(argMax(x).item()).toBe(1)
  })

  it('compute log-sum-exp without overflow', () => {
    expect(logSumExp(tensor([1000, 1000])).item()).toBeCloseTo(1000 + Math.LN2, 3)
    expect(logSumExp(tensor([-1000, -1000])).item()).toBeCloseTo(-1000 + Math.LN2, 3)
    expect(logSumExp(tensor([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).item()).toBe(
      Number.NEGATIVE_INFINITY,
    )
    expect(
      logSumExp(
        tensor([
          [0, 0],
          [1, 1],
        ]),
        { axes: 1 },
      ).toArray(),
    ).toEqual([expect.closeTo(Math.LN2, 6), expect.closeTo(1 + Math.LN2, 6)])
  })

  it('gather, join and encode', () => {
    const rows = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(gather(rows, tensor([2, 0], [2], 'int32')).toArray()).toEqual([
      [5, 6],
      [1, 2],
    ])
    expect(gather(rows, tensor([3, -1], [2], 'int32')).toArray()).toEqual([
      [Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN],
    ])
    expect(concatenate([rows, rows], 1).shape).toEqual([3, 4])
    expect(stack([tensor([1, 2]), tensor([3, 4])]).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(oneHot(tensor([1, 0, 5], [3], 'int32'), 2).toArray()).toEqual([
      [0, 1],
      [1, 0],
      [0, 0],
    ])
    expect(cast(tensor([1.9, -1.9]), 'int32').toArray()).toEqual([1, -1])
    expect(arange(3).toArray()).toEqual([0, 1, 2])
  })

  it('complain about what does not fit, naming the operation and the shapes', () => {
    expect(() => add(zeros([2, 3]), zeros([2]))).toThrow('add: the shapes [2, 3] and [2] do not fit')
    expect(() => matmul(zeros([2, 3]), zeros([2, 3]))).toThrow('matmul: the shapes [2, 3] and [2, 3]')
    expect(codeOf(() => add(zeros([2]), zeros([2], 'int32')))).toBe('dtype-mismatch')
    expect(codeOf(() => sum(zeros([2]), { axes: 1 }))).toBe('bad-axis')
    expect(codeOf(() => reshape(zeros([6]), [4]))).toBe('shape-mismatch')
    expect(codeOf(() => slice(zeros([6]), [4], [3]))).toBe('bad-attribute')
    expect(codeOf(() => zeros([2, 2]).item())).toBe('not-scalar')
    expect(codeOf(() => concatenate([]))).toBe('bad-attribute')
    expect(codeOf(() => argMax(zeros([3, 0])))).toBe('shape-mismatch')
  })
})
