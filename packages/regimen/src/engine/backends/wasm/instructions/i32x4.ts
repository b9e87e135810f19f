/** Instructions on vectors of four 32-bit integers. */
import {
  encode,
  extracting,
  instruction,
  vectorBinary,
  vectorConstant,
  vectorPrefix,
  vectorShift,
  vectorUnary,
} from './code.ts'

const literal = (value: number) => vectorConstant(new Int32Array(4).fill(value))

export { literal as const }
export const lanes = (a: number, b: number, c: number, d: number) => vectorConstant(Int32Array.of(a, b, c, d))
export const splat = instruction(['i32'], 'v128', encode(0x11, vectorPrefix))
export const extract = extracting('i32', 0x1b)
export const eq = vectorBinary(0x37)
export const ne = vectorBinary(0x38)
export const lt = vectorBinary(0x39)
export const gt = vectorBinary(0x3b)
export const le = vectorBinary(0x3d)
export const abs = vectorUnary(0xa0)
export const neg = vectorUnary(0xa1)
export const shl = vectorShift(0xab)
export const shrS = vectorShift(0xac)
export const shrU = vectorShift(0xad)
export const add = vectorBinary(0xae)
export const sub = vectorBinary(0xb1)
export const mul = vectorBinary(0xb5)
export const min = vectorBinary(0xb6)
export const max = vectorBinary(0xb8)
/** Truncates; beyond the range of int32 it saturates, NaN gives 0. */
export const truncateF32x4 = vectorUnary(0xf8)
