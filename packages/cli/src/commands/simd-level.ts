/** Which vector instructions this engine's WebAssembly has. */

/** `strict`: 128-bit vectors (WebAssembly 2.0). `relaxed`: also relaxed vectors, with fused multiply-add (3.0). */
export type SimdLevel = 'none' | 'strict' | 'relaxed'

const [vectorPrefix, drop, end] = [0xfd, 0x1a, 0x0b]
const vectorConstant = [vectorPrefix, 0x0c, ...new Array<number>(16).fill(0)]
const relaxedMultiplyAdd = [vectorPrefix, 0x85, 0x02]

export function simdLevel(): SimdLevel {
  if (!compiles(vectorConstant)) return 'none'
  const operands = [...vectorConstant, ...vectorConstant, ...vectorConstant]
  return compiles([...operands, ...relaxedMultiplyAdd]) ? 'relaxed' : 'strict'
}

/** True for code that leaves one value. */
function compiles(code: readonly number[]): boolean {
  const body = [0x00, ...code, drop, end]
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
  const type = [0x01, 0x04, 0x01, 0x60, 0x00, 0x00]
  const functions = [0x03, 0x02, 0x01, 0x00]
  const bodies = [0x0a, body.length + 2, 0x01, body.length, ...body]
  return WebAssembly.validate(Uint8Array.from([...header, ...type, ...functions, ...bodies]))
}
