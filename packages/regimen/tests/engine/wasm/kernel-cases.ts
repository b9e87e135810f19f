/** Examples of every kernel over shapes and layouts that break loops. A kernel without a row does not type-check. */
import {
  broadcastLayout,
  contiguousLayout,
  type Layout,
  sliceLayout,
  transposeLayout,
} from '../../../src/engine/layout.ts'
import type {
  BinaryName,
  KernelName,
  PrimitiveAttributes,
  UnaryName,
} from '../../../src/engine/primitives/attributes.ts'
import type { DType, Shape } from '../../../src/engine/types.ts'
import { convolutions, pools, wideConvolutions } from '../window-cases.ts'
import { drawn, type KernelCase, type OperandCase, plain, values } from './one-kernel.ts'

const transposed = (shape: Shape, permutation: readonly number[]): Layout =>
  transposeLayout(contiguousLayout(shape), permutation)
const sliced = (shape: Shape, starts: Shape, sizes: Shape, steps: Shape): Layout =>
  sliceLayout(contiguousLayout(shape), starts, sizes, steps)

/** Contiguous shapes, then views: transposed, cut out, every other element, repeated, empty. */
const layouts: readonly Layout[] = [
  ...[[], [1], [3], [4], [10], [125], [128], [3, 10], [2, 3, 5], [0], [2, 0, 3]].map(contiguousLayout),
  transposed([5, 7], [1, 0]),
  transposed([2, 3, 5], [2, 0, 1]),
  transposed([3, 2, 8], [1, 0, 2]),
  sliced([6, 9], [1, 2], [4, 5], [1, 1]),
  sliced([6, 9], [0, 1], [3, 4], [2, 2]),
  sliced([40], [3], [13], [2]),
  sliced([40], [5], [30], [1]),
  broadcastLayout(contiguousLayout([3, 1]), [2, 3, 6]),
  broadcastLayout(contiguousLayout([6]), [5, 6]),
  broadcastLayout(contiguousLayout([]), [7]),
]

const pairs: readonly (readonly [Layout, Layout])[] = [
  ...layouts.map((layout) => [layout, contiguousLayout(layout.shape)] as const),
  [contiguousLayout([3, 10]), contiguousLayout([10])],
  [contiguousLayout([3, 1]), contiguousLayout([1, 10])],
  [contiguousLayout([]), contiguousLayout([125])],
  [contiguousLayout([2, 1, 5]), contiguousLayout([3, 1])],
  [contiguousLayout([128, 8]), contiguousLayout([128, 1])],
  [contiguousLayout([1]), contiguousLayout([0])],
  [transposed([4, 6], [1, 0]), contiguousLayout([4])],
]

type Cases<N extends KernelName> = readonly KernelCase<N>[]

/** `range`: from where float operands are drawn. */
function unary<N extends UnaryName>(
  primitive: N,
  attributes: PrimitiveAttributes[N],
  {
    dtypes = ['float32'],
    low = -2,
    high = 2,
  }: { dtypes?: readonly DType[]; low?: number; high?: number } = {},
): Cases<N> {
  return dtypes.flatMap((dtype) =>
    layouts.map((layout) => ({ primitive, attributes, operands: [drawn(layout, dtype, low, high)] })),
  )
}

function binary<N extends BinaryName>(
  primitive: N,
  attributes: PrimitiveAttributes[N],
  dtypes: readonly DType[],
  low = -2,
): Cases<N> {
  return dtypes.flatMap((dtype) =>
    pairs.map(([a, b]) => ({
      primitive,
      attributes,
      operands: [drawn(a, dtype, low), drawn(b, dtype, -3, 3)],
    })),
  )
}

const numbers: readonly DType[] = ['float32', 'int32']
const integers = { dtypes: numbers, low: -9, high: 9 }
const anyType: readonly DType[] = ['float32', 'int32', 'bool']
const bits = { dtypes: ['int32'], low: -(2 ** 31), high: 2 ** 31 } as const

const reductions: readonly (readonly [Layout, readonly number[]])[] = [
  [contiguousLayout([]), []],
  ...[1, 3, 10, 125, 128].map((size) => [contiguousLayout([size]), [0]] as const),
  ...[[], [0], [1], [0, 1]].map((axes) => [contiguousLayout([3, 10]), axes] as const),
  ...[[0], [1], [2], [0, 2], [1, 2], [0, 1], [0, 1, 2]].flatMap((axes) => [
    [contiguousLayout([5, 4, 21]), axes] as const,
    [transposed([4, 21, 5], [2, 0, 1]), axes] as const,
    [broadcastLayout(contiguousLayout([4, 1]), [3, 4, 9]), axes] as const,
    [sliced([7, 8, 24], [1, 0, 3], [3, 4, 10], [2, 2, 2]), axes] as const,
  ]),
  [contiguousLayout([9, 70]), [0]],
  [contiguousLayout([0]), [0]],
  [contiguousLayout([3, 0]), [1]],
  [contiguousLayout([0, 3]), [1]],
]

function reduction<N extends 'sum' | 'max'>(primitive: N): Cases<N> {
  return numbers.flatMap((dtype) =>
    reductions.flatMap(([layout, axes]) =>
      [false, true].map((keepDims) => ({
        primitive,
        attributes: { axes, keepDims } as PrimitiveAttributes[N],
        operands: [drawn(layout, dtype, -50, 50)],
      })),
    ),
  )
}

const indices = (...elements: number[]): OperandCase => values('int32', ...elements)
const layoutOf = (shape: Shape, operand: OperandCase): OperandCase => ({
  ...operand,
  layout: contiguousLayout(shape),
})

function gathers(dtype: DType): Cases<'gather'> {
  const rows: readonly (readonly [Layout, number, OperandCase])[] = [
    [contiguousLayout([5]), 0, indices(4, 0, 2)],
    [contiguousLayout([5]), 0, indices(-1, 5, 3, 2 ** 31 - 1, -(2 ** 31))],
    [contiguousLayout([5, 6]), 0, layoutOf([2, 2], indices(1, 0, 7, 4))],
    [contiguousLayout([5, 6]), 1, layoutOf([2, 2], indices(1, 0, -3, 5))],
    [transposed([6, 5], [1, 0]), 0, indices(2, 2, 9)],
    [contiguousLayout([3, 4, 5]), 1, layoutOf([], indices(2))],
    [contiguousLayout([4, 7]), 0, layoutOf([0], indices())],
    [contiguousLayout([0, 3]), 0, indices(0, 1)],
    [contiguousLayout([9, 1500]), 0, indices(3, 8, -2, 0, 9)],
  ]
  return rows.map(([layout, axis, chosen]) => ({
    primitive: 'gather',
    attributes: { axis },
    operands: [drawn(layout, dtype, -9, 9), chosen],
  }))
}

function scatters(dtype: DType): Cases<'scatterAdd'> {
  const rows: readonly (readonly [Layout, number, number, OperandCase])[] = [
    [contiguousLayout([3]), 0, 5, indices(4, 0, 4)],
    [contiguousLayout([4]), 0, 5, indices(-1, 5, 3, -(2 ** 31))],
    [contiguousLayout([2, 2, 6]), 0, 5, layoutOf([2, 2], indices(1, 1, 7, 4))],
    [contiguousLayout([5, 2, 2]), 1, 3, layoutOf([2, 2], indices(1, 0, -3, 2))],
    [transposed([6, 3], [1, 0]), 0, 4, indices(2, 2, 9)],
    [contiguousLayout([3, 5]), 1, 4, layoutOf([], indices(2))],
    [contiguousLayout([0, 3]), 0, 2, layoutOf([0], indices())],
    [contiguousLayout([5, 1500]), 0, 7, indices(6, 0, 6, 3, -1)],
  ]
  return rows.map(([layout, axis, size, chosen]) => {
    const shape = layout.shape
    const rank = chosen.layout.shape.length
    // The updates hold the indices' shape from the axis on; a scalar index stands for no axis at all.
    const updates = rank === 0 ? contiguousLayout(shape.filter((_, index) => index !== axis)) : layout
    return {
      primitive: 'scatterAdd',
      attributes: { axis, size },
      operands: [drawn(updates, dtype, -9, 9), chosen],
    }
  })
}

const pads: readonly (readonly [Layout, readonly number[], readonly number[], readonly number[]])[] = [
  [contiguousLayout([3]), [2], [1], [0]],
  [contiguousLayout([5]), [0], [3], [2]],
  [contiguousLayout([3, 10]), [1, 2], [0, 3], [0, 0]],
  [transposed([4, 6], [1, 0]), [1, 1], [1, 1], [1, 3]],
  [contiguousLayout([]), [], [], []],
  [contiguousLayout([0, 2]), [2, 1], [1, 0], [0, 0]],
  [contiguousLayout([70, 90]), [1, 0], [0, 7], [0, 0]],
  [contiguousLayout([2500]), [3], [5], [1]],
]

const joins: readonly (readonly [number, readonly Layout[]])[] = [
  [0, [contiguousLayout([3])]],
  [0, [contiguousLayout([3]), contiguousLayout([5]), contiguousLayout([0])]],
  [1, [contiguousLayout([4, 3]), transposed([5, 4], [1, 0]), contiguousLayout([4, 1])]],
  [1, [contiguousLayout([2, 1, 3]), contiguousLayout([2, 2, 3])]],
  [0, [contiguousLayout([2100]), contiguousLayout([1024]), contiguousLayout([7])]],
  [1, [contiguousLayout([3, 1100]), transposed([1030, 3], [1, 0])]],
]

const products: readonly (readonly [Layout, Layout])[] = [
  ...[
    [1, 1, 1],
    [3, 10, 5],
    [4, 8, 4],
    [8, 16, 5],
    [7, 9, 3],
    [1, 17, 33],
    [125, 1, 10],
    [13, 20, 300],
    [100, 10, 40],
  ].flatMap(([m = 1, n = 1, k = 1]) => [
    [contiguousLayout([m, k]), contiguousLayout([k, n])] as const,
    [transposed([k, m], [1, 0]), transposed([n, k], [1, 0])] as const,
  ]),
  [contiguousLayout([2, 3, 4, 5]), contiguousLayout([2, 3, 5, 7])],
  [broadcastLayout(contiguousLayout([4, 5]), [3, 4, 5]), transposed([5, 7, 3], [2, 0, 1])],
  [sliced([9, 12], [1, 0], [4, 6], [2, 2]), sliced([6, 20], [0, 3], [6, 5], [1, 3])],
  [contiguousLayout([3, 0]), contiguousLayout([0, 4])],
  [contiguousLayout([0, 3]), contiguousLayout([3, 4])],
]

/** Ways to lay out four dimensions: contiguous; with channels apart; cut out of more; repeated from one row. */
const imageLayouts: readonly ((shape: Shape) => Layout)[] = [
  contiguousLayout,
  ([b = 1, h = 1, w = 1, c = 1]) => transposed([b, c, w, h], [0, 3, 2, 1]),
  (shape) =>
    sliced(
      shape.map((size) => size * 2 + 3),
      [1, 2, 1, 3],
      shape,
      [1, 2, 2, 1],
    ),
  ([b = 1, h = 1, w = 1, c = 1]) => broadcastLayout(contiguousLayout([w, c]), [b, h, w, c]),
]

function convolved<N extends 'conv2d' | 'conv2dInputGradient' | 'conv2dWeightGradient'>(
  primitive: N,
  names: readonly ('x' | 'w' | 'y')[],
): Cases<N> {
  return [...convolutions, ...wideConvolutions].flatMap((each) =>
    imageLayouts.map((layout) => ({
      primitive,
      attributes: {
        ...each.attributes,
        inputSize: [each.x[1] ?? 0, each.x[2] ?? 0],
        kernelSize: [each.w[0] ?? 0, each.w[1] ?? 0],
      } as unknown as PrimitiveAttributes[N],
      operands: names.map((name) => drawn(layout(each[name]))),
    })),
  )
}

function pooled<N extends 'maxPool2d' | 'maxPool2dGradient' | 'sumPool2d' | 'sumPool2dGradient'>(
  primitive: N,
  names: readonly ('x' | 'y')[],
): Cases<N> {
  return pools.flatMap((each) =>
    imageLayouts.map((layout) => ({
      primitive,
      attributes: {
        ...each.attributes,
        inputSize: [each.x[1] ?? 0, each.x[2] ?? 0],
      } as PrimitiveAttributes[N],
      operands: names.map((name) => drawn(layout(each[name]))),
    })),
  )
}

/** Quarters: all arithmetic of places is exact, so that what is compared are the pixels. */
const quarterMaps = (batch: number): OperandCase =>
  layoutOf(
    [batch, 6],
    values(
      'float32',
      ...Array.from(
        { length: 6 * batch },
        (_, index) => ((index * 7) % 11) / 4 - 1 + (index % 6 === 2 ? 2 : 0),
      ),
    ),
  )

/** [images, height, width, channels], and the rows that are read, some of which are none. */
const sampled: readonly (readonly [Shape, OperandCase])[] = [
  [[1, 1, 1, 1], indices(0)],
  [[3, 1, 10, 1], indices(2, 0, 2)],
  [[4, 10, 3, 1], indices(3, -1, 4, 0, 2 ** 31 - 1, -(2 ** 31))],
  [[5, 8, 8, 1], indices(...Array.from({ length: 40 }, (_, index) => (index * 3) % 5))],
  [[3, 5, 7, 3], indices(1, 2)],
  [[2, 4, 6, 4], indices(1, 0, 1)],
  [[2, 3, 4, 10], indices(1, 0, 7)],
  [[2, 3, 4, 1], layoutOf([0], indices())],
]

const samplings: Cases<'sampleImages'> = sampled.flatMap(([shape, rows]) =>
  imageLayouts.map((layout, index) => ({
    primitive: 'sampleImages',
    attributes: { fill: index / 2 - 0.5 },
    operands: [drawn(layout(shape)), rows, quarterMaps(rows.layout.shape[0] ?? 0)],
  })),
)

export const kernelCases: { readonly [N in KernelName]: Cases<N> } = {
  neg: unary('neg', {}, integers),
  abs: unary('abs', {}, integers),
  sign: unary('sign', {}, integers),
  floor: unary('floor', {}),
  exp: unary('exp', {}),
  expm1: unary('expm1', {}),
  log: unary('log', {}, { low: 0, high: 5 }),
  log1p: unary('log1p', {}, { low: -1, high: 5 }),
  sqrt: unary('sqrt', {}, { low: 0, high: 5 }),
  sin: unary('sin', {}, { low: -9, high: 9 }),
  cos: unary('cos', {}, { low: -9, high: 9 }),
  tanh: unary('tanh', {}),
  sigmoid: unary('sigmoid', {}),
  erf: unary('erf', {}),
  not: unary('not', {}, { dtypes: ['bool'] }),
  cast: anyType.flatMap((dtype) => unary('cast', { dtype }, { dtypes: anyType, low: -3, high: 3 })),
  bitsToUnit: unary('bitsToUnit', { dtype: 'float32' }, bits),
  copy: unary('copy', {}, { dtypes: anyType }),
  add: binary('add', {}, numbers),
  sub: binary('sub', {}, numbers),
  mul: binary('mul', {}, numbers),
  div: binary('div', {}, ['float32']),
  pow: binary('pow', {}, ['float32'], 0),
  maximum: binary('maximum', {}, numbers),
  minimum: binary('minimum', {}, numbers),
  equal: binary('equal', {}, anyType),
  notEqual: binary('notEqual', {}, anyType),
  less: binary('less', {}, numbers),
  lessEqual: binary('lessEqual', {}, numbers),
  and: binary('and', {}, ['bool']),
  or: binary('or', {}, ['bool']),
  select: anyType.flatMap((dtype) =>
    pairs.map(([a, b]) => ({
      primitive: 'select' as const,
      attributes: {},
      operands: [drawn(a, 'bool'), drawn(b, dtype), plain([], dtype)],
    })),
  ),
  sum: reduction('sum'),
  max: reduction('max'),
  argMax: numbers.flatMap((dtype) =>
    reductions
      .filter(([layout, axes]) => axes.length === 1 && layout.shape[axes[0] ?? 0] !== 0)
      .map(([layout, [axis = 0]]) => ({
        primitive: 'argMax' as const,
        attributes: { axis },
        operands: [drawn(layout, dtype, -9, 9)],
      })),
  ),
  matmul: products.map(([a, b]) => ({
    primitive: 'matmul',
    attributes: {},
    operands: [drawn(a), drawn(b)],
  })),
  conv2d: convolved('conv2d', ['x', 'w']),
  conv2dInputGradient: convolved('conv2dInputGradient', ['y', 'w']),
  conv2dWeightGradient: convolved('conv2dWeightGradient', ['x', 'y']),
  maxPool2d: pooled('maxPool2d', ['x', 'x']),
  maxPool2dGradient: pooled('maxPool2dGradient', ['x', 'y']),
  sumPool2d: pooled('sumPool2d', ['x']),
  sumPool2dGradient: pooled('sumPool2dGradient', ['y']),
  sampleImages: samplings,
  gather: anyType.flatMap(gathers),
  scatterAdd: numbers.flatMap(scatters),
  pad: anyType.flatMap((dtype) =>
    pads.map(([layout, low, high, interior]) => ({
      primitive: 'pad' as const,
      attributes: { low, high, interior },
      operands: [drawn(layout, dtype, 1, 9)],
    })),
  ),
  concatenate: anyType.flatMap((dtype) =>
    joins.map(([axis, inputs]) => ({
      primitive: 'concatenate' as const,
      attributes: { axis },
      operands: inputs.map((layout) => drawn(layout, dtype, -9, 9)),
    })),
  ),
  iota: [[1], [3], [125], [2, 3, 5], [0]].flatMap((shape) =>
    shape.map((_, axis) => ({ primitive: 'iota' as const, attributes: { shape, axis }, operands: [] })),
  ),
  randomBits: [[], [1], [3], [8], [10], [125], [128], [3, 10], [0], [1001]].flatMap((shape) =>
    [0, 5, -3].map((stream) => ({
      primitive: 'randomBits' as const,
      attributes: { shape, stream },
      operands: [indices(123456789, -987654321)],
    })),
  ),
}
