/** Instructions on the memory as a whole. */
import { instruction } from './code.ts'

/** (to, from, size): copies `size` bytes. */
export const copy = instruction(['i32', 'i32', 'i32'], 'none', [0xfc, 0x0a, 0x00, 0x00])
/** Fills `size` bytes from `address` on with the low byte of `value`. */
export const fill = instruction(['i32', 'i32', 'i32'], 'none', [0xfc, 0x0b, 0x00])
