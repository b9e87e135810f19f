/** Instructions on vectors of two 64-bit floats. */
import { extracting, replacing, vectorBinary, vectorConstant, vectorUnary } from './code.ts'

const literal = (value: number) => vectorConstant(new Float64Array(2).fill(value))

export { literal as const }
export const eq = vectorBinary(0x47)
export const lt = vectorBinary(0x49)
export const gt = vectorBinary(0x4a)
export const extract = extracting('f64', 0x21)
export const replace = replacing('f64', 0x22)
export const nearest = vectorUnary(0x94)
export const abs = vectorUnary(0xec)
export const add = vectorBinary(0xf0)
export const sub = vectorBinary(0xf1)
export const mul = vectorBinary(0xf2)
export const div = vectorBinary(0xf3)
export const min = vectorBinary(0xf4)
export const max = vectorBinary(0xf5)
/** The lower two float32 lanes to two float64 lanes. */
export const promoteLowF32x4 = vectorUnary(0x5f)
