/** Instructions on 64-bit integers. */
import { writeSigned } from '../leb128.ts'
import { constant, instruction, scalarBinary, scalarTest } from './code.ts'

const literal = (value: bigint) =>
  constant('i64', (bytes) => {
    bytes.push(0x42)
    writeSigned(bytes, value)
  })

export { literal as const }
export const add = scalarBinary('i64', 0x7c)
export const sub = scalarBinary('i64', 0x7d)
export const mul = scalarBinary('i64', 0x7e)
export const and = scalarBinary('i64', 0x83)
export const or = scalarBinary('i64', 0x84)
export const shl = scalarBinary('i64', 0x86)
export const shrU = scalarBinary('i64', 0x88)
export const ltU = scalarTest('i64', 0x54)
/** `a` where the condition is not 0, else `b`. */
export const select = instruction(['i64', 'i64', 'i32'], 'i64', [0x1b])
export const reinterpretF64 = instruction(['f64'], 'i64', [0xbd])
