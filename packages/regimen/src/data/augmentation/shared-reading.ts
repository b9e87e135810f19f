/**
 * What a host thread and the one that reads rows ahead for it share: the rows that are wanted, where they are
 * written, and the words by which both take some of them until none is left.
 */
import type { RandomKey } from '../../engine/random.ts'
import { sizeOf } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import type { Dataset } from '../dataset.ts'
import type { Augmenter, MixedTargets } from './augmenter.ts'

/** The words; those that one side waits for lie in different cache lines. */
export const words = {
  /** How many rows of the order nobody has taken yet: they are taken from the end. */
  left: 0,
  /** How many are written. */
  done: 16,
  /** Counts the orders. */
  order: 32,
  epoch: 48,
  size: 64,
} as const

/** Rows that are taken at once. */
const handful = 4

/** Room for one order of up to so many rows. */
export interface SharedReading {
  readonly control: Int32Array<SharedArrayBuffer>
  readonly rows: Int32Array<SharedArrayBuffer>
  readonly inputs: Float32Array<SharedArrayBuffer>
  readonly mixed: MixedTargets & {
    readonly partners: Int32Array | Float32Array
    readonly shares: Float32Array
  }
}

/** What the thread is told once. Its augmenter gives the same bits as the host's. */
export interface ReadingTask {
  readonly reading: SharedReading
  /** Its inputs are shared. */
  readonly dataset: Dataset
  readonly augmentations: readonly { readonly name: string; readonly settings: Settings }[]
  readonly key: Pick<RandomKey, 'word0' | 'word1'>
}

export function makeReading({ inputShape, targets }: Dataset, capacity: number): SharedReading {
  const floats = (count: number) => new Float32Array(new SharedArrayBuffer(4 * count))
  const integers = (count: number) => new Int32Array(new SharedArrayBuffer(4 * count))
  return {
    control: integers(words.size),
    rows: integers(capacity),
    inputs: floats(capacity * sizeOf(inputShape)),
    mixed: {
      partners: targets instanceof Int32Array ? integers(capacity) : floats(capacity),
      shares: floats(capacity),
    },
  }
}

/** The numbers of a data set where other threads see them, too. */
export function sharedInputs({ inputs }: Dataset): Float32Array<SharedArrayBuffer> {
  const { buffer } = inputs
  if (buffer instanceof SharedArrayBuffer) {
    return new Float32Array(buffer, inputs.byteOffset, inputs.length)
  }
  const shared = new Float32Array(new SharedArrayBuffer(inputs.byteLength))
  shared.set(inputs)
  return shared
}

/** Writes what an order is; from now on rows may be taken. All of the order before must be done. */
export function publishOrder({ control, rows }: SharedReading, wanted: Int32Array, epoch: number): void {
  rows.set(wanted)
  control[words.epoch] = epoch
  Atomics.store(control, words.done, 0)
  Atomics.store(control, words.left, wanted.length)
  Atomics.add(control, words.order, 1)
  Atomics.notify(control, words.order)
}

/** Takes rows and writes them until none is left; gives how many that were. */
export function takePart({ control, rows, inputs, mixed }: SharedReading, augmenter: Augmenter): number {
  for (let taken = 0; ; ) {
    // One number says both whether rows are left and which: whoever comes late takes those of the next order.
    const end = Atomics.sub(control, words.left, handful)
    if (end <= 0) return taken
    const start = Math.max(0, end - handful)
    augmenter.read(rows, control[words.epoch] ?? 0, inputs, mixed, start, end)
    taken += end - start
    Atomics.add(control, words.done, end - start)
    Atomics.notify(control, words.done)
  }
}
