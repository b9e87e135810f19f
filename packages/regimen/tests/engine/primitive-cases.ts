/**
 * Examples of every primitive over the shape classes that break kernels: scalar, 1, 3, 10, 125, 128, matrices,
 * broadcast, strided and empty. A primitive without a row does not type-check. The tests of every backend,
 * forward and gradient, iterate over this table.
 */
import './bring-all.ts'
import { apply } from '../../src/engine/execute.ts'
import {
  concatenate,
  type DType,
  gather,
  iota,
  matmul,
  max,
  pad,
  RandomKey,
  reshape,
  type Shape,
  scatterAdd,
  select,
  slice,
  sum,
  type Tensor,
  tensor,
  transpose,
} from '../../src/engine/index.ts'
import { sampleImages } from '../../src/engine/ops/sample-images.ts'
import type {
  BinaryName,
  PrimitiveAttributes,
  PrimitiveName,
  UnaryName,
} from '../../src/engine/primitives/attributes.ts'
import { convolutions, pools } from './window-cases.ts'

/** How an operand is drawn. `float` is the backend's float type. */
export interface OperandSpec {
  readonly shape: Shape
  readonly kind: 'float' | 'int32' | 'bool'
  readonly low: number
  readonly high: number
  /** Transposed before use, so that the kernel sees strides. */
  readonly transposed: boolean
}

export interface PrimitiveCase {
  readonly name: string
  readonly operands: readonly OperandSpec[]
  readonly run: (operands: readonly Tensor[]) => Tensor
}

const spec = (shape: Shape, low = -2, high = 2, kind: OperandSpec['kind'] = 'float'): OperandSpec => ({
  shape,
  kind,
  low,
  high,
  transposed: false,
})
const strided = (operand: OperandSpec): OperandSpec => ({ ...operand, transposed: true })

/** The operand's values for a backend: the same numbers, rounded to float32 so that all backends agree on them. */
export function drawOperand(operand: OperandSpec, floatType: DType, name: string): Tensor {
  const size = operand.shape.reduce((product, dimension) => product * dimension, 1)
  const uniform = RandomKey.fromSeed(11).child(name).uniform(size)
  const draw: Record<OperandSpec['kind'], (u: number) => number> = {
    float: (u) => Math.fround(operand.low + u * (operand.high - operand.low)),
    int32: (u) => Math.floor(operand.low + u * (operand.high - operand.low)),
    bool: (u) => (u < 0.5 ? 1 : 0),
  }
  const values = uniform.map(draw[operand.kind])
  const dtype = operand.kind === 'float' ? floatType : operand.kind
  const drawn = tensor(values, operand.shape, dtype)
  return operand.transposed ? transpose(drawn) : drawn
}

const elementwiseShapes: readonly Shape[] = [
  [],
  [1],
  [3],
  [10],
  [125],
  [128],
  [3, 10],
  [2, 3, 5],
  [0],
  [2, 0, 3],
]
const broadcastShapes: readonly (readonly [Shape, Shape])[] = [
  [[3, 10], [10]],
  [
    [3, 1],
    [1, 10],
  ],
  [[], [125]],
  [
    [2, 1, 5],
    [3, 1],
  ],
  [[1], [0]],
]

const at = (operands: readonly Tensor[], place: number): Tensor => {
  const operand = operands[place]
  if (!operand) throw new Error(`the case has no operand ${place}`)
  return operand
}

function unary<N extends UnaryName>(
  name: N,
  attributes: PrimitiveAttributes[N],
  low = -2,
  high = 2,
  kind: OperandSpec['kind'] = 'float',
): PrimitiveCase[] {
  const run = (operands: readonly Tensor[]) => apply(name, operands, attributes)
  const plain = elementwiseShapes.map((shape) => spec(shape, low, high, kind))
  return [...plain, strided(spec([5, 7], low, high, kind))].map((operand) => ({
    name: `${name} [${operand.shape}]${operand.transposed ? ' transposed' : ''}`,
    operands: [operand],
    run,
  }))
}

function binary<N extends BinaryName>(
  name: N,
  first: readonly [number, number] = [-2, 2],
  second: readonly [number, number] = first,
  kind: OperandSpec['kind'] = 'float',
): PrimitiveCase[] {
  const run = (operands: readonly Tensor[]) => apply(name, operands, {})
  const equalShapes = elementwiseShapes.map((shape) => [shape, shape] as const)
  const cases = [...equalShapes, ...broadcastShapes].map(([a, b]) => ({
    name: `${name} [${a}] [${b}]`,
    operands: [spec(a, ...first, kind), spec(b, ...second, kind)],
    run,
  }))
  const transposed = [strided(spec([5, 7], ...first, kind)), spec([7, 5], ...second, kind)]
  return [...cases, { name: `${name} transposed`, operands: transposed, run }]
}

const both = (cases: (kind: OperandSpec['kind']) => PrimitiveCase[]) => [
  ...cases('float'),
  ...cases('int32').map((each) => ({ ...each, name: `${each.name} int32` })),
]

const one = (name: string, operands: readonly OperandSpec[], run: PrimitiveCase['run']): PrimitiveCase => ({
  name,
  operands,
  run,
})

const reductionInputs: readonly (readonly [Shape, readonly number[]])[] = [
  [[1], [0]],
  [[125], [0]],
  [[3, 10], [0]],
  [[3, 10], [1]],
  [
    [10, 128],
    [0, 1],
  ],
  [[2, 3, 5], [1]],
  [
    [2, 3, 5],
    [0, 2],
  ],
  [[0, 3], [0]],
  [[3, 0], [0]],
]

function reductions(
  name: 'sum' | 'max',
  reduce: typeof sum,
  kind: OperandSpec['kind'] = 'float',
): PrimitiveCase[] {
  return reductionInputs.flatMap(([shape, axes]) => [
    one(`${name} [${shape}] over ${axes} ${kind}`, [spec(shape, -9, 9, kind)], (o) =>
      reduce(at(o, 0), { axes }),
    ),
    one(`${name} [${shape}] over ${axes} ${kind} kept, strided`, [strided(spec(shape, -9, 9, kind))], (o) =>
      reduce(at(o, 0), { axes, keepDims: true }),
    ),
  ])
}

const products: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [3, 10, 1],
  [1, 125, 3],
  [10, 3, 125],
  [17, 9, 13],
  [128, 10, 10],
  [3, 0, 5],
  [0, 4, 2],
]

/** A name, the operands and the attributes of each convolution, and of each pool. */
const convolutionCases = (
  name: 'conv2d' | 'conv2dInputGradient' | 'conv2dWeightGradient',
  operands: readonly ('x' | 'w' | 'y')[],
): PrimitiveCase[] =>
  convolutions.map((each) => {
    const attributes = {
      ...each.attributes,
      inputSize: [each.x[1] ?? 0, each.x[2] ?? 0] as const,
      kernelSize: [each.w[0] ?? 0, each.w[1] ?? 0] as const,
    }
    const described = `${name} [${each.x}] [${each.w}] ${JSON.stringify(each.attributes)}`
    const run: PrimitiveCase['run'] = (o) => apply(name, o, attributes)
    return one(
      described,
      operands.map((operand) => spec(each[operand])),
      run,
    )
  })

const poolCases = (
  name: 'maxPool2d' | 'maxPool2dGradient' | 'sumPool2d' | 'sumPool2dGradient',
  operands: readonly ('x' | 'y')[],
): PrimitiveCase[] =>
  pools.map((each) => {
    const attributes = { ...each.attributes, inputSize: [each.x[1] ?? 0, each.x[2] ?? 0] as const }
    const described = `${name} [${each.x}] ${JSON.stringify(each.attributes)}`
    const run: PrimitiveCase['run'] = (o) => apply(name, o, attributes)
    return one(
      described,
      operands.map((operand) => spec(each[operand])),
      run,
    )
  })

export const primitiveCases: { readonly [N in PrimitiveName]: readonly PrimitiveCase[] } = {
  neg: both((kind) => unary('neg', {}, -9, 9, kind)),
  abs: [...unary('abs', {}, 0.1, 9), ...unary('abs', {}, -9, -0.1)],
  sign: both((kind) => unary('sign', {}, -9, 9, kind)),
  floor: unary('floor', {}, -9.3, 9.2),
  exp: unary('exp', {}, -9, 9),
  expm1: unary('expm1', {}, -2, 2),
  log: unary('log', {}, 0.01, 90),
  log1p: unary('log1p', {}, -0.9, 9),
  sqrt: unary('sqrt', {}, 0.05, 90),
  sin: unary('sin', {}, -30, 30),
  cos: unary('cos', {}, -30, 30),
  tanh: unary('tanh', {}, -5, 5),
  sigmoid: unary('sigmoid', {}, -9, 9),
  erf: unary('erf', {}, -3, 3),
  not: unary('not', {}, 0, 1, 'bool'),
  copy: both((kind) => unary('copy', {}, -9, 9, kind)),
  cast: [
    ...unary('cast', { dtype: 'int32' }, -9.5, 9.5),
    ...unary('cast', { dtype: 'bool' }, 0, 2, 'int32'),
    ...unary('cast', { dtype: 'float32' }, -9, 9, 'int32'),
  ],
  bitsToUnit: unary('bitsToUnit', { dtype: 'float32' }, -(2 ** 31), 2 ** 31, 'int32'),
  add: both((kind) => binary('add', [-9, 9], [-9, 9], kind)),
  sub: both((kind) => binary('sub', [-9, 9], [-9, 9], kind)),
  mul: both((kind) => binary('mul', [-9, 9], [-9, 9], kind)),
  div: binary('div', [-9, 9], [0.5, 9]),
  pow: binary('pow', [0.2, 3], [-2, 3]),
  maximum: both((kind) => binary('maximum', [-9, 9], [-9, 9], kind)),
  minimum: both((kind) => binary('minimum', [-9, 9], [-9, 9], kind)),
  equal: binary('equal', [0, 3], [0, 3], 'int32'),
  notEqual: binary('notEqual', [0, 3], [0, 3], 'int32'),
  less: both((kind) => binary('less', [0, 3], [0, 3], kind)),
  lessEqual: both((kind) => binary('lessEqual', [0, 3], [0, 3], kind)),
  and: binary('and', [0, 1], [0, 1], 'bool'),
  or: binary('or', [0, 1], [0, 1], 'bool'),
  select: [
    [[125], [125], [125]],
    [[3, 1], [3, 10], [10]],
    [[], [3], []],
    [[0], [0], []],
  ].map(([condition = [], a = [], b = []]) =>
    one(`select [${condition}] [${a}] [${b}]`, [spec(condition, 0, 1, 'bool'), spec(a), spec(b)], (o) =>
      select(at(o, 0), at(o, 1), at(o, 2)),
    ),
  ),
  sum: [...reductions('sum', sum), ...reductions('sum', sum, 'int32')],
  max: [...reductions('max', max), ...reductions('max', max, 'int32')],
  argMax: [
    [[3, 10], 1],
    [[3, 10], 0],
    [[2, 125, 3], 1],
    [[1], 0],
  ].map(([shape, axis]) =>
    one(`argMax [${shape}] ${axis}`, [spec(shape as Shape, -9, 9)], (o) =>
      apply('argMax', o, { axis: axis as number }),
    ),
  ),
  matmul: [
    ...products.flatMap(([m, k, n]) =>
      [false, true].flatMap((transposeA) =>
        [false, true].map((transposeB) =>
          one(
            `matmul ${m}×${k}×${n} ${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`,
            [spec(transposeA ? [k, m] : [m, k]), spec(transposeB ? [n, k] : [k, n])],
            (o) => matmul(at(o, 0), at(o, 1), { transposeA, transposeB }),
          ),
        ),
      ),
    ),
    one('matmul batched', [spec([2, 3, 4]), spec([2, 4, 5])], (o) => matmul(at(o, 0), at(o, 1))),
    one('matmul broadcast batch', [spec([2, 3, 4]), spec([4, 5])], (o) => matmul(at(o, 0), at(o, 1))),
  ],
  conv2d: convolutionCases('conv2d', ['x', 'w']),
  conv2dInputGradient: convolutionCases('conv2dInputGradient', ['y', 'w']),
  conv2dWeightGradient: convolutionCases('conv2dWeightGradient', ['x', 'y']),
  maxPool2d: poolCases('maxPool2d', ['x', 'x']),
  maxPool2dGradient: poolCases('maxPool2dGradient', ['x', 'y']),
  sumPool2d: poolCases('sumPool2d', ['x']),
  sumPool2dGradient: poolCases('sumPool2dGradient', ['y']),
  sampleImages: [
    [4, 3, 5, 1],
    [3, 10, 1, 3],
    [5, 8, 8, 1],
    [2, 0, 3, 1],
  ].map((shape) =>
    one(`sampleImages [${shape}]`, [spec(shape), spec([10], -1, 5, 'int32'), spec([10, 6])], (o) =>
      sampleImages(at(o, 0), at(o, 1), at(o, 2), 0.5),
    ),
  ),
  gather: [
    one('gather rows', [spec([10, 3]), spec([125], 0, 10, 'int32')], (o) => gather(at(o, 0), at(o, 1))),
    one('gather columns by a matrix', [spec([3, 10]), spec([2, 5], 0, 10, 'int32')], (o) =>
      gather(at(o, 0), at(o, 1), 1),
    ),
    one('gather nothing', [spec([10, 3]), spec([0], 0, 10, 'int32')], (o) => gather(at(o, 0), at(o, 1))),
  ],
  scatterAdd: [
    one('scatterAdd rows', [spec([125, 3]), spec([125], 0, 10, 'int32')], (o) =>
      scatterAdd(at(o, 0), at(o, 1), 10),
    ),
    one('scatterAdd columns, some out of range', [spec([3, 2, 5]), spec([2, 5], -2, 12, 'int32')], (o) =>
      scatterAdd(at(o, 0), at(o, 1), 10, 1),
    ),
  ],
  pad: [
    one('pad matrix', [spec([3, 5])], (o) => pad(at(o, 0), [1, 0], [2, 3])),
    one('pad interior', [spec([3, 5])], (o) =>
      apply('pad', o, { low: [0, 1], high: [1, 0], interior: [2, 1] }),
    ),
    one('pad empty', [spec([0, 5])], (o) => pad(at(o, 0), [1, 0], [2, 3])),
  ],
  concatenate: [
    one('concatenate rows', [spec([3, 10]), spec([1, 10]), spec([0, 10])], (o) => concatenate(o)),
    one('concatenate columns', [spec([3, 10]), strided(spec([125, 3]))], (o) => concatenate(o, 1)),
  ],
  iota: [
    one('iota rows', [], () => iota([3, 10], 0)),
    one('iota columns', [], () => iota([3, 125], 1)),
    one('iota empty', [], () => iota([0, 3], 1)),
  ],
  randomBits: [[1], [3], [10], [125], [128], [3, 5], [0]].map((shape) =>
    one(`randomBits [${shape}]`, [spec([2], -(2 ** 31), 2 ** 31, 'int32')], (o) =>
      apply('randomBits', o, { shape, stream: 7 }),
    ),
  ),
  reshape: [
    one('reshape', [spec([3, 10])], (o) => reshape(at(o, 0), [5, 6])),
    one('reshape strided', [strided(spec([3, 10]))], (o) => reshape(at(o, 0), [-1])),
    one('reshape empty', [spec([0, 3])], (o) => reshape(at(o, 0), [3, 0])),
  ],
  transpose: [
    one('transpose', [spec([3, 10])], (o) => transpose(at(o, 0))),
    one('transpose three axes', [spec([2, 3, 5])], (o) => transpose(at(o, 0), [2, 0, 1])),
  ],
  broadcastTo: [
    one('broadcastTo row', [spec([10])], (o) => apply('broadcastTo', o, { shape: [3, 10] })),
    one('broadcastTo scalar', [spec([])], (o) => apply('broadcastTo', o, { shape: [125] })),
    one('broadcastTo column', [spec([3, 1])], (o) => apply('broadcastTo', o, { shape: [2, 3, 10] })),
  ],
  slice: [
    one('slice', [spec([3, 10])], (o) => slice(at(o, 0), [1, 2], [2, 5])),
    one('slice with steps', [spec([10, 10])], (o) => slice(at(o, 0), [1, 0], [3, 4], [3, 2])),
    one('slice empty', [spec([3, 10])], (o) => slice(at(o, 0), [1, 10], [2, 0])),
  ],
  stopGradient: [one('stopGradient', [spec([3, 10])], (o) => apply('stopGradient', o, {}))],
}
