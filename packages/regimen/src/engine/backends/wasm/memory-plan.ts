/**
 * Places buffers in one arena so that those which are never alive together share addresses.
 * Greedy by size, first fit (Pisarchyk & Lee 2020, "Efficient memory management for deep neural net
 * inference", arXiv:2001.03288): largest first, each at the lowest address that is free for its whole life.
 */

/** A buffer of `size` bytes that is alive from step `first` to step `last`, both included. */
export interface Lifetime {
  readonly size: number
  readonly first: number
  readonly last: number
}

export interface Placement {
  /** Byte offset of each buffer, in the order given; multiples of the alignment. */
  readonly offsets: readonly number[]
  /** Bytes of the whole arena. */
  readonly total: number
}

interface Placed extends Lifetime {
  readonly offset: number
}

export function placeBuffers(buffers: readonly Lifetime[], alignment = 64): Placement {
  const offsets = new Array<number>(buffers.length).fill(0)
  const order = buffers
    .map((buffer, index) => ({ ...buffer, size: alignUp(buffer.size, alignment), index }))
    .sort((a, b) => b.size - a.size || a.first - b.first || a.index - b.index)
  // Sorted by offset, so that one walk from below finds the first gap.
  const placed: Placed[] = []
  let total = 0
  for (const { index, size, first, last } of order) {
    if (size === 0) continue
    const offset = firstGap(placed, { size, first, last })
    offsets[index] = offset
    total = Math.max(total, offset + size)
    const at = placed.findIndex((other) => other.offset > offset)
    placed.splice(at < 0 ? placed.length : at, 0, { size, first, last, offset })
  }
  return { offsets, total }
}

export function alignUp(size: number, alignment: number): number {
  return Math.ceil(size / alignment) * alignment
}

function firstGap(placed: readonly Placed[], { size, first, last }: Lifetime): number {
  let offset = 0
  for (const other of placed) {
    if (other.first > last || first > other.last) continue
    if (offset + size <= other.offset) return offset
    offset = Math.max(offset, other.offset + other.size)
  }
  return offset
}
