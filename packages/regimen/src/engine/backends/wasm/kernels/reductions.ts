/**
 * Sums and maxima over any axes. The order of additions is fixed by shape and layout alone. Sums of
 * float32 are carried in float64 and rounded once: a million addends keep all 24 bits.
 */
import type { DType } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { collapse, type Dimension } from '../collapse.ts'
import { type Code, f32x4, f64x2, i32x4, v128 } from '../instructions.ts'
import {
  elementBytes,
  loadVector,
  move,
  nest,
  type Pointer,
  storeLanes,
  type Vector,
  vectorBytes,
  vectorLanes,
} from '../loops.ts'
import { at, type KernelSpecification, type Lowering, type LoweringTable } from '../lowering.ts'

/** Folds vectors of elements into a few locals, the state. */
interface Reducer {
  /** What the state's locals start from; their number is that of the state's locals. */
  readonly initial: readonly Code<'v128'>[]
  step(f: FunctionBuilder, state: readonly Vector[], elements: Vector): void
  /** Four results, one for each lane that went in. */
  lanes(state: readonly Vector[]): Code<'v128'>
  /** All lanes of several states in one result, in lane 0. */
  total(f: FunctionBuilder, states: readonly (readonly Vector[])[]): Code<'v128'>
  /** One element as a vector that may be folded in: the other lanes must not count. */
  single(pointer: Pointer): Code<'v128'>
}

type Combine = (a: Code<'v128'>, b: Code<'v128'>) => Code<'v128'>

/** A reducer whose state is one vector: combining in any grouping is exact. */
function laneReducer(initial: Code<'v128'>, combine: Combine, single: Reducer['single']): Reducer {
  return {
    initial: [initial],
    step: (f, state, elements) => f.set(at(state, 0), combine(at(state, 0), elements)),
    lanes: (state) => at(state, 0),
    total: (f, states) => {
      const all = f.let(states.map((state): Code<'v128'> => at(state, 0)).reduce((a, b) => combine(a, b)))
      const halves = f.let(combine(all, v128.shuffle32(all, all, [2, 3, 2, 3])))
      return combine(halves, v128.shuffle32(halves, halves, [1, 1, 1, 1]))
    },
    single,
  }
}

/** The state is the lower and the upper pair of lanes, in float64. */
const floatSum: Reducer = {
  initial: [f64x2.const(0), f64x2.const(0)],
  step: (f, state, elements) => {
    const [low, high] = [at(state, 0), at(state, 1)]
    const upper = v128.shuffle32(elements, elements, [2, 3, 2, 3])
    f.set(low, f64x2.add(low, f64x2.promoteLowF32x4(elements)))
    f.set(high, f64x2.add(high, f64x2.promoteLowF32x4(upper)))
  },
  lanes: (state) =>
    v128.shuffle32(f32x4.demoteF64x2(at(state, 0)), f32x4.demoteF64x2(at(state, 1)), [0, 1, 4, 5]),
  total: (f, states) => {
    const pairs: Code<'v128'>[] = states.map((state) => f64x2.add(at(state, 0), at(state, 1)))
    const all = f.let(pairs.reduce((a, b) => f64x2.add(a, b)))
    return f32x4.demoteF64x2(f64x2.add(all, v128.shuffle32(all, all, [2, 3, 2, 3])))
  },
  single: (pointer) => v128.load32Zero(pointer),
}

const splat = (pointer: Pointer) => v128.load32Splat(pointer)
const reducers = {
  sum: {
    float: floatSum,
    integer: laneReducer(i32x4.const(0), i32x4.add, (pointer) => v128.load32Zero(pointer)),
  },
  max: {
    float: laneReducer(f32x4.const(Number.NEGATIVE_INFINITY), f32x4.max, splat),
    integer: laneReducer(i32x4.const(-(2 ** 31)), i32x4.max, splat),
  },
} as const

function reducerOf(name: 'sum' | 'max', dtype: DType): Reducer {
  return reducers[name][dtype === 'float32' ? 'float' : 'integer']
}

interface Reduction {
  readonly reducer: Reducer
  /** Strides of the input and of the output. */
  readonly kept: readonly Dimension[]
  /** Strides of the input. */
  readonly reduced: readonly Dimension[]
  readonly input: Pointer
  readonly output: Pointer
}

/** The result's dimensions in its order; the reduced ones with the nearest neighbours innermost. */
function splitDimensions(kernel: KernelSpecification<'sum' | 'max'>) {
  const { shape, strides } = at(kernel.inputs, 0)
  const { axes } = kernel.attributes
  const dimensions = shape.map((size, axis) => ({ size, stride: strides[axis] ?? 0 }))
  const kept = dimensions.filter((_, axis) => !axes.includes(axis))
  const reduced = dimensions
    .filter((_, axis) => axes.includes(axis))
    .sort((a, b) => b.stride - a.stride || a.size - b.size)
  const sizes = (group: typeof kept) => group.map(({ size }) => size)
  const stridesOf = (group: typeof kept) => group.map(({ stride }) => stride)
  const outputStrides = stridesOf(kept)
  let next = 1
  for (let axis = kept.length - 1; axis >= 0; axis--) {
    outputStrides[axis] = next
    next *= kept[axis]?.size ?? 1
  }
  return {
    kept: collapse(sizes(kept), [stridesOf(kept), outputStrides]),
    reduced: collapse(sizes(reduced), [stridesOf(reduced)]),
  }
}

const reduce: Lowering<'sum' | 'max'> = {
  emit: (f, kernel, { inputs, output }) => {
    const dimensions = splitDimensions(kernel)
    const reducer = reducerOf(kernel.primitive, kernel.output.dtype)
    const reduction = { ...dimensions, reducer, input: at(inputs, 0), output }
    const keptStride = dimensions.kept[dimensions.kept.length - 1]?.strides[0]
    const reducedStride = dimensions.reduced[dimensions.reduced.length - 1]?.strides[0]
    if (keptStride === 1 && reducedStride !== 1) reduceColumns(f, reduction)
    else reduceRows(f, reduction)
  },
}

function start(f: FunctionBuilder, { initial }: Reducer): Vector[] {
  return initial.map((value) => f.let(value))
}

/** A kept dimension is adjacent in memory: neighbouring results go down their columns side by side. */
function reduceColumns(f: FunctionBuilder, { reducer, kept, reduced, input, output }: Reduction): void {
  const columns = kept[kept.length - 1]?.size ?? 1
  const pointers = [input, output]
  const block = (vectors: number, lanes: number) => {
    const states = Array.from({ length: vectors }, () => start(f, reducer))
    nest(f, reduced, [input], () => {
      states.forEach((state, index) => {
        reducer.step(f, state, f.let(v128.load(input, index * vectorBytes)))
      })
    })
    for (const state of states) {
      storeLanes(f, output, reducer.lanes(state), lanes)
      f.advance(output, lanes * elementBytes)
    }
    f.advance(input, vectors * lanes * elementBytes)
  }
  // A cache line, 16 columns, at a time as long as there are so many.
  const wide = 4
  const vectors = Math.floor(columns / vectorLanes)
  nest(f, kept.slice(0, -1), pointers, () => {
    f.repeat(Math.floor(vectors / wide), () => block(wide, vectorLanes))
    f.repeat(vectors % wide, () => block(1, vectorLanes))
    if (columns % vectorLanes > 0) block(1, columns % vectorLanes)
    move(f, pointers, [1, 1], -columns * elementBytes)
  })
}

/** Each result by itself, along the reduced dimensions, eight elements in flight. */
function reduceRows(f: FunctionBuilder, { reducer, kept, reduced, input, output }: Reduction): void {
  const { size, strides } = reduced[reduced.length - 1] ?? { size: 1, strides: [1] }
  const stride = strides[0] ?? 0
  const vectors = Math.floor(size / vectorLanes)
  const forward = (elements: number) => f.advance(input, elements * stride * elementBytes)
  nest(f, kept, [input, output], () => {
    const states = [start(f, reducer), start(f, reducer)]
    const stepWith = (count: number) => {
      for (const state of states.slice(0, count)) {
        reducer.step(f, state, f.let(loadVector(input, stride)))
        forward(vectorLanes)
      }
    }
    nest(f, reduced.slice(0, -1), [input], () => {
      f.repeat(vectors >> 1, () => stepWith(2))
      f.repeat(vectors & 1, () => stepWith(1))
      f.repeat(size % vectorLanes, () => {
        reducer.step(f, at(states, 0), f.let(reducer.single(input)))
        forward(1)
      })
      forward(-size)
    })
    f.do(v128.store32Lane(output, reducer.total(f, states), 0))
  })
}

export const reductionLowerings: LoweringTable<'sum' | 'max'> = { sum: reduce, max: reduce }
