/** Instructions on 32-bit floats. */
import { appendAll } from '../leb128.ts'
import { bytesOf, constant, loading, scalarBinary, scalarTest, scalarUnary, storing } from './code.ts'

const literal = (value: number) =>
  constant('f32', (bytes) => {
    bytes.push(0x43)
    appendAll(bytes, bytesOf(Float32Array.of(value)))
  })

export { literal as const }
export const load = loading('f32', [0x2a])
export const store = storing('f32', [0x38])
export const eq = scalarTest('f32', 0x5b)
export const le = scalarTest('f32', 0x5f)
export const add = scalarBinary('f32', 0x92)
export const sqrt = scalarUnary('f32', 0x91)
