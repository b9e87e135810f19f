/** Programs around matrix products, in every way in which operands may lie and terms may follow, at odd sizes. */
import {
  add,
  type Backend,
  broadcastTo,
  cast,
  greater,
  matmul,
  mul,
  Program,
  RandomKey,
  select,
  slice,
  sum,
  type Tensor,
  transpose,
  withBackend,
} from '../../../src/engine/index.ts'
import { fromData } from '../../../src/engine/tensor.ts'
import { type Shape, sizeOf, toData } from '../../../src/engine/types.ts'

export interface ProductProgram {
  readonly name: string
  /** Shapes of what `step` gets. */
  readonly shapes: readonly Shape[]
  readonly step: (operands: Iterable<Tensor>) => readonly Tensor[]
  /** False where an operand lies as CBLAS cannot take it. */
  readonly external: boolean
}

const relu = (x: Tensor) => select(greater(x, 0), x, 0)

type Sizes = readonly [m: number, n: number, k: number]

const oddSizes: readonly Sizes[] = [
  [1, 1, 1],
  [3, 10, 125],
  [10, 3, 1],
  [125, 1, 10],
  [1, 125, 3],
  [33, 35, 41],
  [35, 130, 7],
]

/** Operands as they are and transposed. */
function transposed([m, n, k]: Sizes): ProductProgram[] {
  const as = [
    { shapeA: [m, k], turnA: (a: Tensor) => a, mark: '' },
    { shapeA: [k, m], turnA: (a: Tensor) => transpose(a), mark: 'ᵀ' },
  ]
  const bs = [
    { shapeB: [k, n], turnB: (b: Tensor) => b, mark: '' },
    { shapeB: [n, k], turnB: (b: Tensor) => transpose(b), mark: 'ᵀ' },
  ]
  return as.flatMap(({ shapeA, turnA, mark }) =>
    bs.map(({ shapeB, turnB, mark: markB }) => ({
      name: `${m}×${k}${mark} · ${k}×${n}${markB}`,
      shapes: [shapeA, shapeB],
      step: ([a, b]: Iterable<Tensor>) => (a && b ? [matmul(turnA(a), turnB(b))] : []),
      external: true,
    })),
  )
}

/** A dense layer, its activation, and what its gradient needs: one product, several results. */
function layers([m, n, k]: Sizes): ProductProgram[] {
  const shapes = [[m, k], [k, n], [n], [m, n], [m, 1]]
  const around = (
    name: string,
    terms: (product: Tensor, bias: Tensor, full: Tensor, column: Tensor) => readonly Tensor[],
  ): ProductProgram => ({
    name: `${name}, ${m}×${k} · ${k}×${n}`,
    shapes,
    step: ([x, weights, bias, full, column]) =>
      x && weights && bias && full && column ? terms(matmul(x, weights), bias, full, column) : [],
    external: true,
  })
  return [
    around('with bias and activation', (product, bias) => [relu(add(product, bias))]),
    around('kept and activated', (product, bias) => [product, relu(add(product, bias))]),
    around('activated and kept', (product, bias) => [relu(add(product, bias)), product]),
    around('masked', (product, bias, full) => [select(greater(full, 0), mul(product, bias), 0)]),
    around('scaled by rows and summed', (product, _, full, column) => [
      sum(mul(product, column), { axes: 0 }),
      add(product, full),
    ]),
    around('compared', (product, bias) => [
      cast(greater(product, bias), product.dtype),
      mul(product, product),
    ]),
  ]
}

const views: readonly ProductProgram[] = [
  {
    name: 'parts of larger matrices',
    shapes: [
      [40, 50],
      [60, 45],
    ],
    step: ([a, b]) => (a && b ? [matmul(slice(a, [3, 5], [30, 33]), slice(b, [7, 9], [33, 21]))] : []),
    external: true,
  },
  {
    name: 'parts of transposed matrices',
    shapes: [
      [40, 50],
      [60, 45],
    ],
    step: ([a, b]) =>
      a && b ? [matmul(slice(transpose(a), [3, 5], [30, 33]), slice(transpose(b), [7, 9], [33, 21]))] : [],
    external: true,
  },
  {
    name: 'a row repeated',
    shapes: [
      [1, 33],
      [33, 21],
    ],
    step: ([a, b]) => (a && b ? [matmul(broadcastTo(a, [30, 33]), b)] : []),
    external: false,
  },
  {
    name: 'every second column',
    shapes: [
      [30, 66],
      [33, 21],
    ],
    step: ([a, b]) => (a && b ? [matmul(slice(a, [0, 0], [30, 33], [1, 2]), b)] : []),
    external: false,
  },
  {
    name: 'several matrices',
    shapes: [
      [5, 3, 17, 33],
      [5, 3, 33, 21],
    ],
    step: ([a, b]) => (a && b ? [relu(matmul(a, b))] : []),
    external: true,
  },
  {
    name: 'several matrices by one, transposed',
    shapes: [
      [5, 17, 33],
      [41, 33],
      [5, 17, 1],
    ],
    step: ([a, b, c]) => (a && b && c ? [add(matmul(a, transpose(b)), c)] : []),
    external: true,
  },
]

export const productPrograms: readonly ProductProgram[] = [
  ...oddSizes.flatMap(transposed),
  ...layers([33, 35, 41]),
  ...layers([35, 21, 10]),
  ...layers([125, 10, 3]),
  ...views,
]

/** What the program gives for drawn operands, as one plan. */
export function resultsOf({ shapes, step }: ProductProgram, backend: Backend, rounds = 1): Tensor[] {
  return withBackend(backend, () => {
    const operands = shapes.map((shape, place) => {
      const uniform = RandomKey.fromSeed(3).child(`${place} ${shape}`).uniform(sizeOf(shape))
      const values = uniform.map((u) => Math.fround(2 * u - 1))
      return fromData(backend.floatType, shape, toData(backend.floatType, values))
    })
    const program = new Program({}, { backend })
    const run = program.compile((_: object, inputs: readonly Tensor[]) => ({ result: step(inputs) }))
    let results: readonly Tensor[] = []
    for (let round = 0; round < rounds; round++) results = run(operands)
    return [...results]
  })
}

/** The largest difference of any element, as a share of the largest value of its tensor (at least 1). */
export function worstDifference(actual: readonly Tensor[], expected: readonly Tensor[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  const differences = expected.map((tensor, place) => {
    const [truth, found] = [[...tensor.data()], [...(actual[place]?.data() ?? [])]]
    if (found.length !== truth.length) return Number.POSITIVE_INFINITY
    const scale = truth.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
    return Math.max(0, ...truth.map((value, index) => Math.abs(value - (found[index] ?? Number.NaN)) / scale))
  })
  return Math.max(0, ...differences)
}
