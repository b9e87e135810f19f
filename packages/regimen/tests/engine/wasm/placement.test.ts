/** Joined buffers: parts written where they stand, and panels packed once. */
import '../bring-all.ts'
import { describe, expect, it } from 'vitest'
import {
  add,
  compile,
  concatenate,
  exp,
  gradient,
  matmul,
  neg,
  Program,
  type ProgramReport,
  referenceBackend,
  sliceAxis,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  wasmBackend,
  withBackend,
  zeros,
} from '../../../src/engine/index.ts'

// What explains plans comes with the threads, which Node has from the start.
import '../../../src/node.ts'

function report(
  shape: readonly number[],
  fn: (x: Tensor, w: Tensor) => Tensor | readonly Tensor[],
): ProgramReport {
  return withBackend(wasmBackend, () =>
    new Program({}).explain((_, { x, w }: { x: Tensor; w: Tensor }) => ({ result: fn(x, w) }), {
      x: zeros(shape),
      w: zeros([shape.at(-1)!, shape.at(-1)!]),
    }),
  )
}

const count = ({ kernels }: ProgramReport, part: string) =>
  kernels.filter(({ parts }) => parts.includes(part)).length

describe('parts of a joined buffer', () => {
  it('are written in place', () => {
    const { kernels } = report([4, 16], (x) => exp(concatenate([tanh(transpose(x)), neg(transpose(x))])))
    expect(kernels.map(({ parts }) => parts)).toEqual([['tanh'], ['neg'], ['exp']])
    const [first, second, third] = kernels
    const a = first!.writes[0]!.address!
    expect(second!.writes[0]!.address).toBe(a + 16 * 4 * 4)
    expect(third!.reads[0]!.address).toBe(a)
  })

  it('are copied where they would not begin at a cache line, or stand elsewhere already', () => {
    expect(
      count(
        report([5, 3], (x) => exp(concatenate([tanh(x), neg(x)]))),
        'concatenate',
      ),
    ).toBe(1)
    expect(
      count(
        report([16, 16], (x) => exp(concatenate([x, tanh(x)]))),
        'concatenate',
      ),
    ).toBe(1)
    const twice = report([16, 16], (x) => {
      const y = tanh(x)
      return exp(concatenate([y, y]))
    })
    expect(count(twice, 'concatenate')).toBe(1)
  })

  it('need not be joined again when they follow each other already', () => {
    const { kernels } = report([16, 16], (x) => {
      const parts = [tanh(x), exp(x), neg(x)]
      return [sum(square(concatenate(parts))), sum(exp(concatenate(parts.slice(1))))]
    })
    expect(kernels.some(({ parts }) => parts.includes('concatenate'))).toBe(false)
  })
})

describe('pieces that are joined side by side', () => {
  const gates = (x: Tensor) => [tanh(x), exp(x), neg(x)]
  const joined = (parts: readonly Tensor[]) => concatenate(parts, 1)

  const gram = (all: Tensor) => matmul(transpose(all), all)

  it('are written into the rows of the whole', () => {
    expect(
      count(
        report([5, 3], (x) => gram(joined(gates(x)))),
        'concatenate',
      ),
    ).toBe(0)
  })

  it('are copied where no loop makes them', () => {
    expect(
      count(
        report([5, 3], (x) => gram(joined([x, tanh(x)]))),
        'concatenate',
      ),
    ).toBe(1)
    expect(
      count(
        report([5, 3], (x, w) => gram(joined([tanh(x), matmul(x, w)]))),
        'concatenate',
      ),
    ).toBe(1)
  })

  it.each([
    [1, 1],
    [3, 1],
    [5, 3],
    [1, 7],
    [10, 16],
    [125, 3],
  ])('give the same numbers as the reference, [%i, %i]', (rows, columns) => {
    const numbers = Array.from({ length: rows * columns }, (_, index) => Math.sin(index))
    const compute = () => {
      const program = compile((x: Tensor) => {
        const [a = x, b = x, c = x] = gates(x)
        const all = joined([a, b, c, b])
        return [matmul(transpose(all), joined([b, a])), sum(all, { axes: 0 }), b]
      })
      return program(tensor(numbers, [rows, columns])).map((each) => [...each.data()])
    }
    const expected = withBackend(referenceBackend, compute)
    withBackend(wasmBackend, compute).forEach((values, result) => {
      values.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[result]?.[index] ?? Number.NaN, 3)
      })
    })
  })
})

describe('a recurrence', () => {
  const times = 6
  const step = (x: Tensor, w: Tensor) =>
    gradient((weight: Tensor) => {
      let state = sliceAxis(x, 0, 0, 32)
      for (let time = 1; time < times; time++) {
        const drive = sliceAxis(x, 0, 32 * time, 32 * (time + 1))
        state = tanh(add(drive, matmul(state, weight)))
      }
      return sum(state)
    }, w)

  it('runs a kernel for each time and direction, and one product for its weights', () => {
    const found = report([32 * times, 16], step)
    expect(count(found, 'tanh')).toBe(times - 1)
    expect(count(found, 'matmul')).toBe(times - 1 + times - 2 + 1)
    // All states but the first, which is a part of x, are written where they are joined.
    expect(count(found, 'concatenate')).toBe(1)
  })

  it('packs its weights once', () => {
    // wᵀ for the way back, and both operands of the weights' gradient.
    const packs = report([32 * times, 16], step).kernels.filter(({ parts }) => parts.includes('pack'))
    expect(packs.flatMap(({ reads }) => reads).length).toBeLessThanOrEqual(3)
  })
})
