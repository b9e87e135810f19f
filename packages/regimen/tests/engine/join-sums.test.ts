/** Sums that backpropagation leaves, joined; and masks read from what they made. */
import { describe, expect, it } from 'vitest'
import {
  add,
  compile,
  exp,
  type Graph,
  gradient,
  lessEqual,
  matmul,
  mul,
  neg,
  numericalGradient,
  Program,
  pad,
  referenceBackend,
  select,
  sliceAxis,
  square,
  sum,
  type Tensor,
  tensor,
  withBackend,
  zeros,
} from '../../src/engine/index.ts'

type Tensors = Readonly<Record<string, Tensor>>

function graphOf(inputs: Tensors, fn: (inputs: Tensors) => Tensor | readonly Tensor[]): Graph {
  return new Program({}).trace((_, given: Tensors) => ({ result: fn(given) }), inputs)
}

const operations = ({ nodes }: Graph) =>
  nodes.flatMap((node) => (node.kind === 'operation' ? [node.primitive] : []))

/** The gradient of Σ over pieces of x along an axis, each squared and weighted by its number from 1 on. */
const pieceGradient =
  (cuts: readonly (readonly [start: number, end: number])[], axis: number) => (x: Tensor) =>
    gradient(
      (given: Tensor) =>
        cuts
          .map(([start, end], place) => sum(mul(square(sliceAxis(given, axis, start, end)), place + 1)))
          .reduce((total, each) => add(total, each)),
      x,
    )

/** 2·x·Σ of the numbers of the pieces in which an entry lies. */
function expectedGradient(
  x: readonly number[],
  columns: number,
  cuts: readonly (readonly [number, number])[],
  axis: number,
) {
  return x.map((value, index) => {
    const at = axis === 0 ? Math.floor(index / columns) : index % columns
    const weight = cuts.reduce(
      (sum, [start, end], place) => sum + (start <= at && at < end ? place + 1 : 0),
      0,
    )
    return 2 * value * weight
  })
}

describe('gradients of pieces', () => {
  const x = zeros([6, 10])
  const whole = [
    [0, 2],
    [2, 3],
    [3, 6],
  ] as const
  const rows = {
    'that are all of a tensor': { cuts: whole, axis: 0, pads: 0, joins: 1 },
    'along the columns': { cuts: whole, axis: 1, pads: 1, joins: 1 },
    'in any order': { cuts: [whole[2], whole[0], whole[1]], axis: 0, pads: 0, joins: 1 },
    'with a gap': { cuts: [whole[0], whole[2]], axis: 0, pads: 2, joins: 0 },
    'two of which overlap': { cuts: [...whole, [1, 4] as const], axis: 0, pads: 1, joins: 1 },
    'of which one is there twice': { cuts: [whole[1], ...whole], axis: 0, pads: 1, joins: 1 },
  }

  it.each(Object.entries(rows))('%s are joined', (_, { cuts, axis, pads, joins }) => {
    const found = operations(graphOf({ x }, ({ x }) => pieceGradient(cuts, axis)(x!)))
    expect(found.filter((name) => name === 'pad').length).toBe(pads)
    expect(found.filter((name) => name === 'concatenate').length).toBe(joins)
    const values = Array.from({ length: 60 }, (_, index) => Math.sin(index))
    const actual = compile(pieceGradient(cuts, axis))(tensor(values, [6, 10])).data()
    expectedGradient(values, 10, cuts, axis).forEach((value, index) => {
      expect(actual[index]).toBeCloseTo(value, 5)
    })
  })

  it('are not joined when others read the sum so far, or when pads lie between elements', () => {
    const part = zeros([2, 3])
    const twice = graphOf({ part }, ({ part }) => {
      const first = add(pad(part!, [0, 0], [2, 0]), pad(neg(part!), [2, 0], [0, 0]))
      return [exp(first), add(first, pad(exp(part!), [1, 0], [1, 0]))]
    })
    expect(operations(twice)).toEqual(['neg', 'concatenate', 'exp', 'exp', 'pad', 'add'])
  })
})

describe('gradients of a weight that is used again and again', () => {
  const start = Array.from({ length: 12 }, (_, index) => Math.cos(index))
  const uses = (count: number, x: Tensor) => (w: Tensor) => {
    let state = x
    for (let use = 0; use < count; use++) state = matmul(state, w)
    return sum(state)
  }
  const products = (count: number) =>
    operations(
      graphOf({ w: zeros([4, 4]), x: zeros([3, 4]) }, ({ w, x }) => gradient(uses(count, x!), w!)),
    ).filter((name) => name === 'matmul').length

  it('are one product', () => {
    // The products forward but the last, whose value nobody asks for, those back to the first state, and one.
    expect(products(5)).toBe(4 + 4 + 1)
    // Few are left as they are.
    expect(products(3)).toBe(2 + 2 + 3)
  })

  it('are what they were', () => {
    // At w = c·I, where Σ x·wⁿ has the gradient n·cⁿ⁻¹·(sum of a column of x), the same in each row.
    const w = tensor(
      Array.from({ length: 16 }, (_, index) => (index % 5 === 0 ? 1.5 : 0)),
      [4, 4],
    )
    const found = compile((given: Tensor) => gradient(uses(6, tensor(start, [3, 4])), given))(w)
    const columns = [0, 1, 2, 3].map((column) =>
      [0, 4, 8].reduce((total, row) => total + (start[row + column] ?? 0), 0),
    )
    const expected = columns.flatMap((total) => Array.from({ length: 4 }, () => 6 * 1.5 ** 5 * total))
    expected.forEach((value, index) => {
      expect(found.data()[index]).toBeCloseTo(value, 4)
    })
  })
})

describe('gradients of a bias that is added again and again', () => {
  const uses = (count: number, x: Tensor) => (b: Tensor) => {
    let state = x
    for (let use = 0; use < count; use++) state = square(add(state, b))
    return sum(state)
  }
  const gradientOf = (count: number) => (given: Tensor) =>
    gradient(uses(count, tensor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [3, 2])), given)

  it('are one sum', () => {
    const sums = (count: number) =>
      operations(graphOf({ b: zeros([2]) }, ({ b }) => gradientOf(count)(b!))).filter(
        (name) => name === 'sum',
      )
    expect(sums(5).length).toBe(1)
    expect(sums(3).length).toBe(3)
  })

  it('are what they were', () => {
    const b = [0.25, -0.5]
    const expected = withBackend(referenceBackend, () =>
      numericalGradient(uses(5, tensor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [3, 2])), tensor(b)),
    )
    const found = compile(gradientOf(5))(tensor(b)).data()
    expected.data().forEach((value, index) => {
      expect(found[index]).toBeCloseTo(value, 4)
    })
  })
})

describe('the mask of a rectifier', () => {
  const rectified = (x: Tensor) => select(lessEqual(x, 0), 0, x)

  it('is read from its result', () => {
    const graph = graphOf({ x: zeros([3]), g: zeros([3]) }, ({ x, g }) => [
      rectified(x!),
      select(lessEqual(x!, 0), 0, g!),
    ])
    const masks = graph.nodes.flatMap((node) =>
      node.kind === 'operation' && node.primitive === 'lessEqual' ? [graph.nodes[node.inputs[0]!]] : [],
    )
    expect(masks.map((node) => (node?.kind === 'operation' ? node.primitive : node?.kind))).toEqual([
      'input',
      'select',
    ])
  })

  it('is the same for zeros, NaN and infinities', () => {
    const x = tensor([-1, -0, 0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    const slope = compile((given: Tensor) => gradient((each: Tensor) => sum(rectified(each)), given))(x)
    expect(slope.toArray()).toEqual([0, 0, 0, 1, 1, 1, 0])
  })
})
