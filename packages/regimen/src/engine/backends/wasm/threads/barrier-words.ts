/** Where the words of the barrier lie. */

/** Indices of 32-bit words at the start of a shared memory; the polled one has a cache line of its own. */
export const barrierWords = {
  /** Threads that have arrived in this phase. */
  arrived: 0,
  /** Threads that sleep, and have to be woken. */
  sleepers: 1,
  /** The rank of the thread that failed, plus one; 0 as long as none did. */
  poison: 2,
  /** How many phases have ended. */
  phase: 16,
  /** Of the whole block. */
  size: 32,
} as const
