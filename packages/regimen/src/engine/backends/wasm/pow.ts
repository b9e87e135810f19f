/**
 * a^b on float32 lanes, computed as 2^(b·log₂|a|) in float64: an exponent up to 128 multiplies the
 * logarithm's error, which float32 could not afford. Special values as ECMAScript's Math.pow.
 */
import type { FunctionBuilder } from './assembler.ts'
import { type Code, f32x4, f64x2, i32, i64x2, v128 } from './instructions.ts'
import type { Vector } from './loops.ts'
import { signBit } from './math.ts'

/** Adding it to an integer below 2⁵¹ in size puts the integer into the low bits of the float64. */
const integerShift = 1.5 * 2 ** 52
const sqrtHalfBits = 0x3fe6a09e667f3bcdn
const integerShiftBits = 0x4338000000000000n

/** Horner's rule in float64; coefficients from the highest power down. */
function polynomial(x: Vector, coefficients: readonly number[]): Code<'v128'> {
  const [first = 0, ...others] = coefficients
  return others.reduce<Code<'v128'>>(
    (sum, coefficient) => f64x2.add(f64x2.mul(sum, x), f64x2.const(coefficient)),
    f64x2.const(first),
  )
}

// log₂ m = 2/ln 2 · artanh(s), s = (m − 1)/(m + 1): the series up to s¹⁷ errs by less than 10⁻¹⁴ here.
const artanhCoefficients = [17, 15, 13, 11, 9, 7, 5, 3, 1].map((power) => 2 / (power * Math.LN2))

/** log₂ of two numbers ≥ 0; −∞ at 0. */
function log2(f: FunctionBuilder, x: Vector): Code<'v128'> {
  const k = f.let(i64x2.shrS(i64x2.sub(x, i64x2.const(sqrtHalfBits)), i32.const(52)))
  const m = f.let(i64x2.sub(x, i64x2.shl(k, i32.const(52))))
  const one = f64x2.const(1)
  const s = f.let(f64x2.div(f64x2.sub(m, one), f64x2.add(m, one)))
  const square = f.let(f64x2.mul(s, s))
  const exponent = f64x2.sub(i64x2.add(k, i64x2.const(integerShiftBits)), f64x2.const(integerShift))
  const finite = f64x2.add(exponent, f64x2.mul(s, polynomial(square, artanhCoefficients)))
  const atLeastInfinity = v128.bitselect(finite, x, f64x2.lt(x, f64x2.const(Number.POSITIVE_INFINITY)))
  return v128.bitselect(f64x2.const(Number.NEGATIVE_INFINITY), atLeastInfinity, f64x2.eq(x, f64x2.const(0)))
}

// 2^t = e^(t·ln 2), Taylor up to the tenth power: below 10⁻¹² for |t| ≤ ½.
const exp2Coefficients = Array.from({ length: 11 }, (_, index) => {
  const power = 10 - index
  let coefficient = 1
  for (let factor = 1; factor <= power; factor++) coefficient *= Math.LN2 / factor
  return coefficient
})

/** 2^x of two numbers, limited to what float32 can tell from 0 and ∞. */
function exp2(f: FunctionBuilder, x: Code<'v128'>): Code<'v128'> {
  const clamped = f.let(f64x2.max(f64x2.min(x, f64x2.const(512)), f64x2.const(-512)))
  const n = f.let(f64x2.nearest(clamped))
  const fraction = f.let(f64x2.sub(clamped, n))
  const power = i64x2.shl(f64x2.add(n, f64x2.const(integerShift)), i32.const(52))
  const result = f.let(i64x2.add(polynomial(fraction, exp2Coefficients), power))
  // The integer arithmetic on exponents would turn a NaN into a number.
  return v128.bitselect(result, clamped, f64x2.eq(clamped, clamped))
}

function powerOfHalf(f: FunctionBuilder, size: Code<'v128'>, exponent: Code<'v128'>): Vector {
  const base = f.let(f64x2.promoteLowF32x4(size))
  const product = f64x2.mul(log2(f, base), f64x2.promoteLowF32x4(exponent))
  return f.let(f32x4.demoteF64x2(exp2(f, f.let(product))))
}

export function pow(f: FunctionBuilder, a: Vector, b: Vector): Code<'v128'> {
  const size = f.let(f32x4.abs(a))
  const low = powerOfHalf(f, size, b)
  const upper = (x: Vector) => v128.shuffle32(x, x, [2, 3, 2, 3])
  const high = powerOfHalf(f, upper(size), upper(b))
  const magnitude = v128.shuffle32(low, high, [0, 1, 4, 5])
  const zero = f32x4.const(0)
  const half = f.let(f32x4.mul(b, f32x4.const(0.5)))
  const integer = f.let(f32x4.eq(f32x4.truncate(b), b))
  const odd = v128.and(integer, f32x4.ne(f32x4.truncate(half), half))
  const signed = f.let(v128.or(magnitude, v128.and(v128.and(a, signBit), odd)))
  const negative = v128.and(f32x4.lt(a, zero), f32x4.gt(a, f32x4.const(Number.NEGATIVE_INFINITY)))
  const undefinedRoot = f.let(v128.andnot(negative, integer))
  const real = v128.bitselect(f32x4.const(Number.NaN), signed, undefinedRoot)
  return v128.bitselect(f32x4.const(1), real, f32x4.eq(b, zero))
}
