/**
 * How vectors of elements are folded into sums and maxima. Sums of float32 are carried in float64 and
 * rounded once: a million addends keep all 24 bits.
 */
import type { ReductionName } from '../../../fusion/fused-plan.ts'
import type { DType } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, f32x4, f64x2, i32x4, v128 } from '../instructions.ts'
import { type Vector, vectorLanes } from '../loops.ts'
import { at } from '../lowering.ts'

export interface Reducer {
  /** What the state's locals start from; their number is that of the state's locals. */
  readonly initial: readonly Code<'v128'>[]
  step(f: FunctionBuilder, state: readonly Vector[], elements: Vector): void
  /** Takes in what another state of its own has gathered. */
  merge(f: FunctionBuilder, state: readonly Vector[], other: readonly Code<'v128'>[]): void
  /** Four results, one for each lane that went in. */
  lanes(state: readonly Vector[]): Code<'v128'>
  /** All lanes of several states in one result, in every lane. */
  total(f: FunctionBuilder, states: readonly (readonly Vector[])[]): Code<'v128'>
  /** The elements, those beyond the first `lanes` replaced by what does not count. */
  masked(elements: Vector, lanes: number): Code<'v128'>
}

type Combine = (a: Code<'v128'>, b: Code<'v128'>) => Code<'v128'>

function laneMask(lanes: number): Code<'v128'> {
  const mask = (lane: number) => (lane < lanes ? -1 : 0)
  return i32x4.lanes(mask(0), mask(1), mask(2), mask(3))
}

const keepZero = (elements: Vector, lanes: number) =>
  lanes === vectorLanes ? elements : v128.and(elements, laneMask(lanes))

/** A reducer whose state is one vector: combining in any grouping is exact. */
function laneReducer(initial: Code<'v128'>, combine: Combine, masked: Reducer['masked']): Reducer {
  return {
    initial: [initial],
    step: (f, state, elements) => f.set(at(state, 0), combine(at(state, 0), elements)),
    merge: (f, state, other) => f.set(at(state, 0), combine(at(state, 0), at(other, 0))),
    lanes: (state) => at(state, 0),
    total: (f, states) => {
      const all = f.let(states.map((state): Code<'v128'> => at(state, 0)).reduce((a, b) => combine(a, b)))
      const halves = f.let(combine(all, v128.shuffle32(all, all, [2, 3, 0, 1])))
      return combine(halves, v128.shuffle32(halves, halves, [1, 0, 3, 2]))
    },
    masked,
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
  merge: (f, state, other) => {
    state.forEach((pair, index) => {
      f.set(pair, f64x2.add(pair, at(other, index)))
    })
  },
  lanes: (state) =>
    v128.shuffle32(f32x4.demoteF64x2(at(state, 0)), f32x4.demoteF64x2(at(state, 1)), [0, 1, 4, 5]),
  total: (f, states) => {
    const pairs: Code<'v128'>[] = states.map((state) => f64x2.add(at(state, 0), at(state, 1)))
    const all = f.let(pairs.reduce((a, b) => f64x2.add(a, b)))
    const sum = f.let(f32x4.demoteF64x2(f64x2.add(all, v128.shuffle32(all, all, [2, 3, 0, 1]))))
    return v128.shuffle32(sum, sum, [0, 0, 0, 0])
  },
  masked: keepZero,
}

function laneMaximum(least: Code<'v128'>, combine: Combine): Reducer {
  return laneReducer(least, combine, (elements, lanes) =>
    lanes === vectorLanes ? elements : v128.bitselect(elements, least, laneMask(lanes)),
  )
}

const reducers = {
  sum: { float: floatSum, integer: laneReducer(i32x4.const(0), i32x4.add, keepZero) },
  max: {
    float: laneMaximum(f32x4.const(Number.NEGATIVE_INFINITY), f32x4.max),
    integer: laneMaximum(i32x4.const(-(2 ** 31)), i32x4.max),
  },
} as const

export function reducerOf(name: ReductionName, dtype: DType): Reducer {
  return reducers[name][dtype === 'float32' ? 'float' : 'integer']
}

export function startState(f: FunctionBuilder, { initial }: Reducer): Vector[] {
  return initial.map((value) => f.let(value))
}
