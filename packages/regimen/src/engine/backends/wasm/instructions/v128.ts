/** Instructions on vectors, whatever their lanes. */
import {
  type Code,
  encode,
  instruction,
  loading,
  onLane,
  storing,
  vectorBinary,
  vectorPrefix,
  vectorUnary,
} from './code.ts'

export const load = loading('v128', encode(0x00, vectorPrefix))
export const load32Splat = loading('v128', encode(0x09, vectorPrefix))
/** Loads 4 (8) bytes into the lowest lane; the others become 0. */
export const load32Zero = loading('v128', encode(0x5c, vectorPrefix))
export const load64Zero = loading('v128', encode(0x5d, vectorPrefix))
export const load32Lane = onLane('v128', 0x56)
export const load64Lane = onLane('v128', 0x57)
export const store = storing('v128', encode(0x0b, vectorPrefix))
export const store32Lane = onLane('none', 0x5a)
export const store64Lane = onLane('none', 0x5b)
export const not = vectorUnary(0x4d)
export const and = vectorBinary(0x4e)
/** `a` without the bits of `b`. */
export const andnot = vectorBinary(0x4f)
export const or = vectorBinary(0x50)
export const xor = vectorBinary(0x51)
/** Bits of `a` where the mask is 1, else of `b`. */
export const bitselect = instruction(['v128', 'v128', 'v128'], 'v128', encode(0x52, vectorPrefix))
export const anyTrue = instruction(['v128'], 'i32', encode(0x53, vectorPrefix))
/** 32-bit lanes of `a` (0 to 3) and `b` (4 to 7), four of them picked. */
export const shuffle32 = (
  a: Code<'v128'>,
  b: Code<'v128'>,
  lanes: readonly [number, number, number, number],
) => {
  const picked = lanes.flatMap((from) => [0, 1, 2, 3].map((byte) => from * 4 + byte))
  return instruction(['v128', 'v128'], 'v128', [...encode(0x0d, vectorPrefix), ...picked])(a, b)
}
