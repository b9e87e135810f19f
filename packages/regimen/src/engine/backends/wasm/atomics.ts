/** Instructions on words that threads share. */
import { encode, instruction } from './instructions/code.ts'

/** Atomic accesses demand their natural alignment, here that of 32 bits (threads proposal, prefix 0xfe). */
const atomic = (opcode: number) => [...encode(opcode, 0xfe), 0x02, 0x00]

/** Sequentially consistent, at an address that is a multiple of 4. */
export const atomics = {
  load: instruction(['i32'], 'i32', atomic(0x10)),
  store: instruction(['i32', 'i32'], 'none', atomic(0x17)),
  /** Adds to the word at the address; gives what was there before. */
  add: instruction(['i32', 'i32'], 'i32', atomic(0x1e)),
  /** (address, expected, nanoseconds): sleeps while the word is as expected. 0 woken, 1 other word, 2 too late. */
  wait: instruction(['i32', 'i32', 'i64'], 'i32', atomic(0x01)),
  /** (address, count): wakes at most so many sleepers, gives their number. */
  notify: instruction(['i32', 'i32'], 'i32', atomic(0x00)),
} as const
