/**
 * Elementwise functions. Two operands broadcast as in NumPy; a number stands for a scalar of the other
 * operand's element type. Errors: `shape-mismatch`, `dtype-mismatch`.
 */
import { bringFunction, type VectorFunction } from '../backends/wasm/kernels/brought.ts'
import * as vectors from '../backends/wasm/math.ts'
import { pow as vectorPow } from '../backends/wasm/pow.ts'
import { apply } from '../execute.ts'
import type { BinaryName, ElementaryName, None, UnaryAttributes } from '../primitives/attributes.ts'
import type { Tensor } from '../tensor.ts'
import type { DType } from '../types.ts'
import { type Operand, pair, scalar } from './operands.ts'

type Unary = (x: Tensor) => Tensor
type Binary = (a: Operand, b: Operand) => Tensor
/** The unary primitives that need nothing but their operand. */
type PlainUnaryName = {
  [N in keyof UnaryAttributes]: None extends UnaryAttributes[N] ? N : never
}[keyof UnaryAttributes]

const unary =
  (name: PlainUnaryName): Unary =>
  (x) =>
    apply(name, [x], {})

/** A function that brings its code along. */
const elementary =
  (name: ElementaryName & PlainUnaryName, code: VectorFunction): Unary =>
  (x) => {
    bringFunction(name, code)
    return apply(name, [x], {})
  }

const binary =
  (name: BinaryName): Binary =>
  (a, b) =>
    apply(name, pair(name, a, b), {})

/** −x. */
export const neg: Unary = unary('neg')
/** |x|; its gradient at 0 is 0. */
export const abs: Unary = unary('abs')
/** −1, 0 or 1; its gradient is 0. */
export const sign: Unary = unary('sign')
/** Gradient 0. */
export const floor: Unary = unary('floor')
/** eˣ. */
export const exp: Unary = unary('exp')
/** eˣ − 1, exact for small x. */
export const expm1: Unary = /* @__PURE__ */ elementary('expm1', vectors.expm1)
/** Natural logarithm. */
export const log: Unary = unary('log')
/** ln(1 + x), exact for small x. */
export const log1p: Unary = /* @__PURE__ */ elementary('log1p', vectors.log1p)
/** √x; NaN below 0. */
export const sqrt: Unary = unary('sqrt')
/** Radians. */
export const sin: Unary = unary('sin')
/** Radians. */
export const cos: Unary = unary('cos')
export const tanh: Unary = /* @__PURE__ */ elementary('tanh', vectors.tanh)
/** 1 / (1 + e⁻ˣ), without overflow for any x. */
export const sigmoid: Unary = /* @__PURE__ */ elementary('sigmoid', vectors.sigmoid)
/** The error function 2/√π ∫₀ˣ e^(−t²) dt; ½(1 + erf(x/√2)) is the standard normal distribution. */
export const erf: Unary = /* @__PURE__ */ elementary('erf', vectors.erf)
/** Logical negation of a bool tensor. */
export const not: Unary = unary('not')
/** x². */
export const square: Unary = (x) => mul(x, x)

/** a + b. */
export const add: Binary = binary('add')
/** a − b. */
export const sub: Binary = binary('sub')
/** a · b. */
export const mul: Binary = binary('mul')
/** Floats only; division by zero gives ±Infinity or NaN. */
export const div: Binary = binary('div')
/** aᵇ; floats only. */
export const pow: Binary = (a, b) => {
  bringFunction('pow', vectorPow)
  return apply('pow', pair('pow', a, b), {})
}
/** The larger; NaN if either is NaN. Where both are equal each gets half the gradient. */
export const maximum: Binary = binary('maximum')
/** The smaller; NaN if either is NaN. Where both are equal each gets half the gradient. */
export const minimum: Binary = binary('minimum')

/** a = b, as bool; false with NaN. */
export const equal: Binary = binary('equal')
/** a ≠ b, as bool; true with NaN. */
export const notEqual: Binary = binary('notEqual')
/** a < b, as bool; false with NaN. */
export const less: Binary = binary('less')
/** a ≤ b, as bool; false with NaN. */
export const lessEqual: Binary = binary('lessEqual')
/** a > b, as bool; false with NaN. */
export const greater: Binary = (a, b) => less(b, a)
/** a ≥ b, as bool; false with NaN. */
export const greaterEqual: Binary = (a, b) => lessEqual(b, a)
/** Of two bool tensors. */
export const and: Binary = binary('and')
/** Of two bool tensors. */
export const or: Binary = binary('or')
/** True where x is NaN. */
export const isNan: Unary = (x) => notEqual(x, x)
/** True where x is neither NaN nor infinite. */
export const isFiniteValue: Unary = (x) => less(abs(x), Number.POSITIVE_INFINITY)

/** `a` where the condition (bool) holds, else `b`; the three broadcast. One of `a`, `b` may be a number. */
export function select(condition: Tensor, a: Operand, b: Operand): Tensor {
  return apply('select', [condition, ...pair('select', a, b)], {})
}

/** The same values in another element type: float to int32 truncates, anything to bool is `≠ 0`. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply('cast', [x], { dtype })
}

/** Limits values to [low, high]; NaN stays NaN. The gradient is 0 outside. */
export function clamp(x: Tensor, low: number, high: number): Tensor {
  const raised = select(less(x, low), scalar(low, x.dtype), x)
  return select(less(scalar(high, x.dtype), raised), scalar(high, x.dtype), raised)
}
