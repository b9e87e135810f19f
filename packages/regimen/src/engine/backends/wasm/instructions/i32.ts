/** Instructions on 32-bit integers. */
import { writeSigned32 } from '../leb128.ts'
import { constant, instruction, loading, scalarBinary, scalarTest, storing } from './code.ts'

const literal = (value: number) =>
  constant('i32', (bytes) => {
    bytes.push(0x41)
    writeSigned32(bytes, value)
  })

export { literal as const }
export const load = loading('i32', [0x28])
export const store = storing('i32', [0x36])
export const eq = scalarTest('i32', 0x46)
export const ltS = scalarTest('i32', 0x48)
export const ltU = scalarTest('i32', 0x49)
export const gtS = scalarTest('i32', 0x4a)
export const geU = scalarTest('i32', 0x4f)
export const add = scalarBinary('i32', 0x6a)
export const sub = scalarBinary('i32', 0x6b)
export const mul = scalarBinary('i32', 0x6c)
export const divU = scalarBinary('i32', 0x6e)
export const and = scalarBinary('i32', 0x71)
export const or = scalarBinary('i32', 0x72)
export const shl = scalarBinary('i32', 0x74)
export const shrU = scalarBinary('i32', 0x76)
export const eqz = instruction(['i32'], 'i32', [0x45])
/** `a` where the condition is not 0, else `b`. */
export const select = instruction(['i32', 'i32', 'i32'], 'i32', [0x1b])
