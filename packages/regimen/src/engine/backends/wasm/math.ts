/**
 * Elementary functions on four float32 lanes, of our own, so that every runtime computes the same bits.
 * Errors are a few units in the last place; tests compare with float64. Polynomials: Cephes
 * Mathematical Library, single precision (Moshier 1992, netlib.org/cephes).
 *
 * Each function takes its argument in a local and gives code for the result; it may write statements.
 */

import { reduceAngle } from './angle.ts'
import type { FunctionBuilder } from './assembler.ts'
import { type Code, f32x4, i32, i32x4, v128 } from './instructions.ts'
import type { Vector } from './loops.ts'

export type MathFunction = (f: FunctionBuilder, x: Vector) => Code<'v128'>

export const signBit = i32x4.const(-(2 ** 31))
const one = f32x4.const(1)
const infinity = f32x4.const(Number.POSITIVE_INFINITY)

/** Horner's rule; coefficients from the highest power down. */
export function polynomial(x: Vector, coefficients: readonly number[]): Code<'v128'> {
  const [first = 0, ...others] = coefficients
  return others.reduce<Code<'v128'>>(
    (sum, coefficient) => f32x4.add(f32x4.mul(sum, x), f32x4.const(coefficient)),
    f32x4.const(first),
  )
}

// ln 2 in two parts: products of the first with small integers are exact (Cody & Waite 1980).
const ln2High = 0.693359375
const ln2Low = -2.1219444e-4
const expCoefficients = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]

/** Adding it rounds a small number to an integer, which then stands in the low bits. */
const integerShift = 1.5 * 2 ** 23
const integerShiftBits = 0x4b400000

/** x between two bounds; a NaN stays. */
function clamp(x: Vector, low: number, high: number): Code<'v128'> {
  return f32x4.pseudoMax(f32x4.pseudoMin(x, f32x4.const(high)), f32x4.const(low))
}

/** x = n·ln 2 + r with |r| ≤ ln 2 / 2. Returns n (as int32 lanes) and e^r − 1. */
function reduceExp(f: FunctionBuilder, x: Vector): { power: Vector; expm1: Vector } {
  const shifted = f.let(f32x4.add(f32x4.mul(x, f32x4.const(Math.LOG2E)), f32x4.const(integerShift)))
  const n = f.let(f32x4.sub(shifted, f32x4.const(integerShift)))
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.const(ln2High)))
  const r = f.let(f32x4.sub(high, f32x4.mul(n, f32x4.const(ln2Low))))
  const tail = f32x4.mul(f32x4.mul(r, r), polynomial(r, expCoefficients))
  const power = f.let(i32x4.sub(shifted, i32x4.const(integerShiftBits)))
  return { power, expm1: f.let(f32x4.add(tail, r)) }
}

/** 2ⁿ for integers (as int32 lanes) from −126 to 127, by writing the exponent. */
function powerOfTwo(n: Code<'v128'>): Code<'v128'> {
  return i32x4.shl(i32x4.add(n, i32x4.const(127)), i32.const(23))
}

/** Results below the smallest normal number are 0: denormals slow the kernels behind a hundredfold. */
export const exp: MathFunction = (f, x) => {
  const { power, expm1 } = reduceExp(f, f.let(clamp(x, -88, 89)))
  // 2¹²⁸ is not representable, so the power comes in two factors.
  const half = f.let(i32x4.shrS(power, i32.const(1)))
  const scaled = f32x4.mul(f32x4.add(expm1, one), powerOfTwo(half))
  const result = f32x4.mul(scaled, powerOfTwo(i32x4.sub(power, half)))
  return v128.andnot(result, f32x4.lt(x, f32x4.const(-87.33654)))
}

/** The same bits as `exp` for x ≤ 0, where the power of two fits in one factor. */
const expOfNegative: MathFunction = (f, x) => {
  const { power, expm1 } = reduceExp(f, f.let(f32x4.pseudoMax(x, f32x4.const(-88))))
  const result = f32x4.mul(f32x4.add(expm1, one), powerOfTwo(power))
  return v128.andnot(result, f32x4.lt(x, f32x4.const(-87.33654)))
}

/** Arguments so small that the function is the argument: keeps −0 and denormals. */
function keepTiny(x: Vector, result: Code<'v128'>): Code<'v128'> {
  return v128.bitselect(x, result, f32x4.lt(f32x4.abs(x), f32x4.const(2 ** -25)))
}

export const expm1: MathFunction = (f, x) => {
  const { power, expm1 } = reduceExp(f, f.let(clamp(x, -30, 89)))
  // 2ⁿ·(e^r − 1) + (2ⁿ − 1), everything halved until the end so that n = 128 does not overflow early.
  const half = f.let(powerOfTwo(i32x4.sub(power, i32x4.const(1))))
  const sum = f.let(f32x4.add(f32x4.mul(half, expm1), f32x4.sub(half, f32x4.const(0.5))))
  return keepTiny(x, f32x4.add(sum, sum))
}

const sqrtHalfBits = 0x3f3504f3
const logCoefficients = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]

/** ln(m + 1) + k·ln 2 for m in [√½ − 1, √2 − 1) and k as float lanes. */
function logarithm(f: FunctionBuilder, m: Vector, k: Vector): Code<'v128'> {
  const square = f.let(f32x4.mul(m, m))
  const cubic = f32x4.mul(f32x4.mul(square, m), polynomial(m, logCoefficients))
  const low = f32x4.add(cubic, f32x4.mul(k, f32x4.const(ln2Low)))
  const corrected = f32x4.add(m, f32x4.sub(low, f32x4.mul(square, f32x4.const(0.5))))
  return f32x4.add(corrected, f32x4.mul(k, f32x4.const(ln2High)))
}

/** The logarithm of x where x lies in (0, ∞); else of 0 it is −∞, of negative numbers NaN, of ∞ and NaN themselves. */
function logOrLimit(f: FunctionBuilder, x: Vector, inside: Code<'v128'>): Code<'v128'> {
  const zero = f32x4.const(0)
  const notPositive = v128.bitselect(
    f32x4.const(Number.NEGATIVE_INFINITY),
    f32x4.const(Number.NaN),
    f32x4.eq(x, zero),
  )
  const outside = f.let(v128.bitselect(notPositive, x, f32x4.le(x, zero)))
  return v128.bitselect(inside, outside, v128.and(f32x4.gt(x, zero), f32x4.lt(x, infinity)))
}

/** x = (m + 1)·2ᵏ with m + 1 in [√½, √2): around 1, k is 0 and m is exact. k as int32 lanes. */
function splitExponent(f: FunctionBuilder, x: Vector): { k: Vector; m: Code<'v128'> } {
  const k = f.let(i32x4.shrS(i32x4.sub(x, i32x4.const(sqrtHalfBits)), i32.const(23)))
  return { k, m: f32x4.sub(i32x4.sub(x, i32x4.shl(k, i32.const(23))), one) }
}

export const log: MathFunction = (f, x) => {
  const tiny = f.let(f32x4.lt(x, f32x4.const(2 ** -126)))
  const normal = f.let(v128.bitselect(f32x4.mul(x, f32x4.const(2 ** 24)), x, tiny))
  const { k, m } = splitExponent(f, normal)
  const scaledBack = v128.and(i32x4.const(24), tiny)
  const exponent = f.let(f32x4.convertI32x4(i32x4.sub(k, scaledBack)))
  return logOrLimit(f, x, logarithm(f, f.let(m), exponent))
}

/** As log(u) for u = 1 + x, with what rounding took from u put back into m (Higham 2002, section 1.14.1). */
export const log1p: MathFunction = (f, x) => {
  const u = f.let(f32x4.add(x, one))
  const lost = f32x4.sub(x, f32x4.sub(u, one))
  const { k, m } = splitExponent(f, u)
  // 2⁻ᵏ, as far as it matters: of a large u nothing is lost that could be seen.
  const scale = powerOfTwo(i32x4.sub(i32x4.const(0), i32x4.min(k, i32x4.const(100))))
  const whole = f.let(f32x4.add(m, f32x4.mul(lost, scale)))
  const exponent = f.let(f32x4.convertI32x4(k))
  return keepTiny(x, logOrLimit(f, u, logarithm(f, whole, exponent)))
}

const sinCoefficients = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]
const cosCoefficients = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]

/** sin(x + turns·π/2). */
function sine(f: FunctionBuilder, x: Vector, turns: 0 | 1): Code<'v128'> {
  const { quarters, rest: r } = reduceAngle(f, x)
  const quadrant = f.let(i32x4.add(quarters, i32x4.const(turns)))
  const square = f.let(f32x4.mul(r, r))
  const sinTail = f32x4.mul(f32x4.mul(square, r), polynomial(square, sinCoefficients))
  const sin = f32x4.add(sinTail, r)
  const cosTail = f32x4.mul(f32x4.mul(square, square), polynomial(square, cosCoefficients))
  const cos = f32x4.add(f32x4.sub(cosTail, f32x4.mul(square, f32x4.const(0.5))), one)
  const odd = i32x4.ne(v128.and(quadrant, i32x4.const(1)), i32x4.const(0))
  const flip = i32x4.shl(v128.and(quadrant, i32x4.const(2)), i32.const(30))
  return v128.xor(v128.bitselect(cos, sin, odd), flip)
}

export const sin: MathFunction = (f, x) => keepTiny(x, sine(f, x, 0))
export const cos: MathFunction = (f, x) => sine(f, x, 1)

/** e^2|x| − 1 over that plus 2. Beyond 10 the result is 1, and the power stays in range. */
export const tanh: MathFunction = (f, x) => {
  const size = f.let(f32x4.pseudoMin(f32x4.abs(x), f32x4.const(10)))
  const { power, expm1 } = reduceExp(f, f.let(f32x4.add(size, size)))
  const scale = f.let(powerOfTwo(power))
  const grown = f.let(f32x4.add(f32x4.mul(scale, expm1), f32x4.sub(scale, one)))
  const ratio = f32x4.div(grown, f32x4.add(grown, f32x4.const(2)))
  return v128.bitselect(x, ratio, signBit)
}

/** 1 / (1 + e^−|x|), or e^−|x| times that for negative x: never overflows, and keeps small values exact. */
export const sigmoid: MathFunction = (f, x) => {
  const e = f.let(expOfNegative(f, f.let(v128.or(x, signBit))))
  const numerator = v128.bitselect(e, one, f32x4.lt(x, f32x4.const(0)))
  return f32x4.div(numerator, f32x4.add(e, one))
}

/** (erf(x) / x − 1) in x² for |x| < 0.92, and ln(1 − erf(x)) / x in x up to 4; minimax, fitted for this file. */
const erfSmall = [-5.999446e-4, 4.99484e-3, -2.6767729e-2, 1.12818465e-1, -3.7612498e-1, 1.2837915e-1]
const erfLarge = [2.1398503e-4, -3.2149563e-3, 2.2889966e-2, -1.0526185e-1, -6.357183e-1, -1.1285144]

export const erf: MathFunction = (f, x) => {
  const square = f.let(f32x4.mul(x, x))
  const small = f.let(f32x4.add(f32x4.mul(polynomial(square, erfSmall), x), x))
  // Beyond 4 the result rounds to 1.
  const size = f.let(f32x4.pseudoMin(f32x4.abs(x), f32x4.const(4)))
  const logarithm = f.let(f32x4.mul(polynomial(size, erfLarge), size))
  const large = f32x4.sub(one, exp(f, logarithm))
  const either = v128.bitselect(small, large, f32x4.lt(size, f32x4.const(0.92)))
  return v128.bitselect(x, either, signBit)
}
