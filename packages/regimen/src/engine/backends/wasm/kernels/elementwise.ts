/**
 * Elementwise kernels: for each, the code that turns vectors of operands into the vector of results. It
 * knows nothing of loops and memory, so that several can be chained in one loop. float32 and int32 lanes
 * hold themselves; bool lanes hold 0 or −1, so that a comparison's result selects lanes as it is.
 */
import type { ElementwiseName } from '../../../fusion/fused-plan.ts'
import type { ElementaryName } from '../../../primitives/attributes.ts'
import type { DType } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, f32x4, i32, i32x4, v128 } from '../instructions.ts'
import type { Vector } from '../loops.ts'
import { at } from '../lowering.ts'
import { cos, exp, log, type MathFunction, signBit, sin } from '../math.ts'
import { broughtFunction } from './brought.ts'

/** Element types of the last operand and of the result. */
export interface ElementTypes {
  readonly input: DType
  readonly output: DType
}

type Emitter = (f: FunctionBuilder, operands: readonly Vector[], types: ElementTypes) => Code<'v128'>

type Unary = (x: Code<'v128'>) => Code<'v128'>
type Binary = (a: Code<'v128'>, b: Code<'v128'>) => Code<'v128'>

const one = f32x4.const(1)
const zero = f32x4.const(0)

const float = (compute: MathFunction): Emitter => {
  return (f, operands) => compute(f, at(operands, 0))
}
const unary = (float: Unary, integer: Unary): Emitter => {
  return (_, operands, { input }) => (input === 'float32' ? float : integer)(at(operands, 0))
}
const binary = (float: Binary, integer: Binary): Emitter => {
  return (_, operands, { input }) => (input === 'float32' ? float : integer)(at(operands, 0), at(operands, 1))
}
const same: Unary = (x) => x

/** −1, 0 or 1: the sign bit on 1, except where x is ±0 or NaN and stays itself. */
const floatSign: Unary = (x) => {
  const signed = v128.or(v128.and(x, signBit), one)
  return v128.bitselect(signed, x, f32x4.gt(f32x4.abs(x), zero))
}
/** Comparisons give −1 for true. */
const integerSign: Unary = (x) => i32x4.sub(i32x4.lt(x, i32x4.const(0)), i32x4.gt(x, i32x4.const(0)))

const notZero: Unary = (x) => i32x4.ne(x, i32x4.const(0))

/** By the types from which and to which; float64 does not exist here, and never gets this far. */
const casts: Record<DType, Record<DType, Unary>> = {
  float32: {
    float32: same,
    float64: same,
    int32: i32x4.truncateF32x4,
    bool: (x) => f32x4.ne(x, zero),
  },
  float64: { float32: same, float64: same, int32: same, bool: same },
  int32: { float32: f32x4.convertI32x4, float64: same, int32: same, bool: notZero },
  bool: { float32: (x) => v128.and(x, one), float64: same, int32: i32x4.neg, bool: same },
}

/** The functions that operations bring are looked up when they are needed. */
const brought = (name: ElementaryName): Emitter => {
  return (f, operands) => broughtFunction(name)(f, ...operands)
}

const emitters: Record<ElementwiseName, Emitter> = {
  neg: unary(f32x4.neg, i32x4.neg),
  abs: unary(f32x4.abs, i32x4.abs),
  sign: unary(floatSign, integerSign),
  floor: unary(f32x4.floor, same),
  exp: float(exp),
  expm1: brought('expm1'),
  log: float(log),
  log1p: brought('log1p'),
  sqrt: float((_, x) => f32x4.sqrt(x)),
  sin: float(sin),
  cos: float(cos),
  tanh: brought('tanh'),
  sigmoid: brought('sigmoid'),
  erf: brought('erf'),
  not: unary(v128.not, v128.not),
  copy: unary(same, same),
  cast: (_, operands, { input, output }) => casts[input][output](at(operands, 0)),
  bitsToUnit: (_, operands) => {
    const high = i32x4.shrU(at(operands, 0), i32.const(8))
    return f32x4.mul(f32x4.convertI32x4(high), f32x4.const(2 ** -24))
  },
  add: binary(f32x4.add, i32x4.add),
  sub: binary(f32x4.sub, i32x4.sub),
  mul: binary(f32x4.mul, i32x4.mul),
  div: (_, operands) => f32x4.div(at(operands, 0), at(operands, 1)),
  pow: brought('pow'),
  maximum: binary(f32x4.max, i32x4.max),
  minimum: binary(f32x4.min, i32x4.min),
  equal: binary(f32x4.eq, i32x4.eq),
  notEqual: binary(f32x4.ne, i32x4.ne),
  less: binary(f32x4.lt, i32x4.lt),
  lessEqual: binary(f32x4.le, i32x4.le),
  and: binary(v128.and, v128.and),
  or: binary(v128.or, v128.or),
  select: (_, operands) => v128.bitselect(at(operands, 1), at(operands, 2), at(operands, 0)),
}

/** The vector of results of one elementwise primitive. */
export function emitElementwise(
  f: FunctionBuilder,
  primitive: ElementwiseName,
  operands: readonly Vector[],
  types: ElementTypes,
): Code<'v128'> {
  return emitters[primitive](f, operands, types)
}
