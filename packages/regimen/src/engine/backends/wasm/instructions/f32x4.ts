/** Instructions on vectors of four 32-bit floats. */
import { encode, instruction, vectorBinary, vectorConstant, vectorPrefix, vectorUnary } from './code.ts'

const literal = (value: number) => vectorConstant(new Float32Array(4).fill(value))

export { literal as const }
export const splat = instruction(['f32'], 'v128', encode(0x13, vectorPrefix))
export const eq = vectorBinary(0x41)
export const ne = vectorBinary(0x42)
export const lt = vectorBinary(0x43)
export const gt = vectorBinary(0x44)
export const le = vectorBinary(0x45)
export const ge = vectorBinary(0x46)
export const floor = vectorUnary(0x68)
export const truncate = vectorUnary(0x69)
export const nearest = vectorUnary(0x6a)
export const abs = vectorUnary(0xe0)
export const neg = vectorUnary(0xe1)
export const sqrt = vectorUnary(0xe3)
export const add = vectorBinary(0xe4)
export const sub = vectorBinary(0xe5)
export const mul = vectorBinary(0xe6)
export const div = vectorBinary(0xe7)
/** NaN if either is NaN; −0 counts as smaller than 0. */
export const min = vectorBinary(0xe8)
export const max = vectorBinary(0xe9)
/** `b` where b < a, else `a`: one instruction on x86-64, where min takes several. */
export const pseudoMin = vectorBinary(0xea)
/** `b` where a < b, else `a`. */
export const pseudoMax = vectorBinary(0xeb)
/** a·b + c, rounded once or twice, as the machine likes: needs relaxed vectors (see relaxedVectors). */
export const relaxedMultiplyAdd = instruction(['v128', 'v128', 'v128'], 'v128', encode(0x105, vectorPrefix))
export const convertI32x4 = vectorUnary(0xfa)
/** Two float64 lanes to the lower two float32 lanes; the upper two become 0. */
export const demoteF64x2 = vectorUnary(0x5e)
