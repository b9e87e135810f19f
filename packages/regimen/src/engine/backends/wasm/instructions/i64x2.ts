/** Instructions on vectors of two 64-bit integers. */
import { vectorBinary, vectorConstant, vectorShift } from './code.ts'

const literal = (value: bigint) => vectorConstant(new BigInt64Array(2).fill(value))

export { literal as const }
export const shl = vectorShift(0xcb)
export const shrS = vectorShift(0xcc)
export const add = vectorBinary(0xce)
export const sub = vectorBinary(0xd1)
