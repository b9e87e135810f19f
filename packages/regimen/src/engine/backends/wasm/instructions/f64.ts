/** Instructions on 64-bit floats. */
import { appendAll } from '../leb128.ts'
import { bytesOf, constant, instruction, scalarBinary, scalarTest, scalarUnary } from './code.ts'

const literal = (value: number) =>
  constant('f64', (bytes) => {
    bytes.push(0x44)
    appendAll(bytes, bytesOf(Float64Array.of(value)))
  })

export { literal as const }
export const lt = scalarTest('f64', 0x63)
export const abs = scalarUnary('f64', 0x99)
export const mul = scalarBinary('f64', 0xa2)
/** The size of the first with the sign of the second. */
export const copySign = scalarBinary('f64', 0xa6)
export const convertI64 = instruction(['i64'], 'f64', [0xb9])
