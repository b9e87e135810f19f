/**
 * Counter-based random numbers (Threefry-2x32 with 20 rounds; Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3"). A number depends only on its key and its counter, never on the order
 * in which numbers are drawn. The `randomBits` primitive draws the same bits inside compiled programs.
 */

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const
const parity = 0x1bd11bda

/** One block: 64 bits of key and 64 of counter to 64 random bits, written to `out[at]` and `out[at + 1]`. */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Int32Array | Uint32Array,
  at: number,
): void {
  // The key's words take turns: what `next` and `after` hold is added after each group of rounds.
  let [held, next, after] = [key0, key1, key0 ^ key1 ^ parity]
  let x0 = (counter0 + key0) | 0
  let x1 = (counter1 + key1) | 0
  for (let group = 0; group < 5; group++) {
    for (let round = 0; round < 4; round++) {
      const rotation = rotations[((group & 1) << 2) | round] ?? 0
      x0 = (x0 + x1) | 0
      x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0
    }
    x0 = (x0 + next) | 0
    x1 = (x1 + after + group + 1) | 0
    const first = held
    held = next
    next = after
    after = first
  }
  out[at] = x0
  out[at + 1] = x1
}

/** 32-bit FNV-1a hash of a name: turns paths such as `layers.0.weight` into counter words. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  }
  return hash | 0
}

/** 64 bits from which independent streams of numbers grow, named by what they are for. */
export class RandomKey {
  readonly word0: number
  readonly word1: number

  private constructor(word0: number, word1: number) {
    this.word0 = word0
    this.word1 = word1
  }

  /** The key of a seed: any integer up to 2⁵³ in size. */
  static fromSeed(seed: number): RandomKey {
    return new RandomKey(seed | 0, Math.floor(seed / 2 ** 32) | 0)
  }

  /** The key of these two words: one that came from another thread or a file. */
  static fromWords(word0: number, word1: number): RandomKey {
    return new RandomKey(word0 | 0, word1 | 0)
  }

  /** An independent key for a part: a name (`'dropout.1'`) or a number (a step, an epoch, a trial). */
  child(part: string | number): RandomKey {
    const words = new Int32Array(2)
    this.writeChild(part, words)
    return new RandomKey(words[0] ?? 0, words[1] ?? 0)
  }

  /** The two words of `child(part)`, into an array that was there before. */
  writeChild(part: string | number, words: Int32Array): void {
    // Names and numbers use different second counter words, so that '3' and 3 do not collide.
    const isName = typeof part === 'string'
    const low = isName ? hashName(part) : part | 0
    const high = isName ? 0x6e616d65 : Math.floor(part / 2 ** 32) | 0
    threefry2x32(this.word0, this.word1, low, high, words, 0)
  }

  /** `count` random 32-bit words, the same that the `randomBits` primitive gives for stream 0. */
  bits(count: number): Int32Array {
    const words = new Int32Array(count + (count & 1))
    for (let index = 0; index < count; index += 2) {
      threefry2x32(this.word0, this.word1, index >>> 1, 0, words, index)
    }
    return words.subarray(0, count)
  }

  /** `count` numbers, uniform in [0, 1) with 24 random bits each. */
  uniform(count: number): Float64Array {
    return Float64Array.from(this.bits(count), (word) => (word >>> 8) * 2 ** -24)
  }

  /** The numbers 0 … count − 1 in random order (Fisher–Yates). */
  permutation(count: number): Int32Array {
    const order = new Int32Array(count)
    for (let index = 0; index < count; index++) order[index] = index
    const words = this.bits(count)
    for (let index = count - 1; index > 0; index--) {
      const other = Math.floor(((words[index] ?? 0) >>> 0) * 2 ** -32 * (index + 1))
      const kept = order[index] ?? 0
      order[index] = order[other] ?? 0
      order[other] = kept
    }
    return order
  }
}
