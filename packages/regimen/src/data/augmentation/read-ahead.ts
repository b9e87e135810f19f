/**
 * Rows changed on another thread while a training step runs. Which thread changes a row makes no difference to it: it
 * depends on seed, epoch and row alone. What is not ready when it is wanted, both threads finish together; where no
 * thread can be had, or the step's own threads fill all cores, the calling one does it all.
 */
import { maySleep, sharingPossible } from '../../engine/backends/wasm/threads/sharing.ts'
import { cores } from '../../engine/backends/wasm/threads/thread-count.ts'
import type { RandomKey } from '../../engine/random.ts'
import type { Dataset } from '../dataset.ts'
import type { Augmentation } from './augmentation.ts'
import { type AugmentedRows, Augmenter, type MixedTargets } from './augmenter.ts'
import { isKnown } from './index.ts'
import {
  makeReading,
  publishOrder,
  type ReadingTask,
  type SharedReading,
  sharedInputs,
  takePart,
  words,
} from './shared-reading.ts'
import { type Reader, spawnReader } from './spawn-reader.ts'

/** Inputs are copied to where threads share them, if they are no larger. */
const largestInputs = 2 ** 28
/** So long the calling thread has changed rows itself before it asks for help: a short run is over by then. */
const startMilliseconds = 100
/** A thread that has not finished its handful of rows by then never will. */
const patienceMilliseconds = 2000
/** For so long it is looked for before the calling thread sleeps. */
const spinMilliseconds = 0.1

/** The options of `readAhead`. */
export interface ReadAheadOptions {
  /** Most rows of a batch. */
  readonly batchSize: number
  /** Threads that compute the training step. The other thread is only started where a core is left for it. Default 1. */
  readonly busyThreads?: number
  /** Milliseconds of augmentation after which the thread is started. Default 100. */
  readonly startAfter?: number
}

/** As an `Augmenter`; on two threads where that is possible. @throws RegimenError as `Augmenter` */
export function readAhead(
  augmentations: readonly Augmentation[],
  dataset: Dataset,
  key: RandomKey,
  { batchSize, busyThreads = 1, startAfter = startMilliseconds }: ReadAheadOptions,
): AugmentedRows {
  const augmenter = new Augmenter(augmentations, dataset, key)
  const possible = sharingPossible() && busyThreads < cores()
  const shareable = possible && dataset.inputs.byteLength <= largestInputs && augmentations.every(isKnown)
  if (!shareable) return augmenter
  const begin = (onEnd: () => void) => {
    const reading = makeReading(dataset, batchSize)
    const task: ReadingTask = {
      reading,
      dataset: { ...dataset, inputs: sharedInputs(dataset) },
      augmentations: augmentations.map(({ name, settings }) => ({ name, settings })),
      key: { word0: key.word0, word1: key.word1 },
    }
    return { reading, reader: spawnReader(task, onEnd) }
  }
  return new ReadAhead(augmenter, batchSize, startAfter, begin)
}

interface Help {
  readonly reading: SharedReading
  readonly reader: Reader
}

/** @internal */
export class ReadAhead implements AugmentedRows {
  readonly mixes: boolean
  /** Rows that the other thread has changed so far. */
  readElsewhere = 0
  readonly #augmenter: Augmenter
  readonly #capacity: number
  readonly #begin: (onEnd: () => void) => Help
  readonly #sleeps = maySleep()
  /** Milliseconds left until help is asked for; infinite once it was lost. */
  #untilHelp: number
  #help: Help | undefined
  /** The order that was placed and not yet read. */
  #ordered: { readonly rows: Int32Array; readonly epoch: number } | undefined

  constructor(
    augmenter: Augmenter,
    capacity: number,
    startAfter: number,
    begin: (onEnd: () => void) => Help,
  ) {
    this.mixes = augmenter.mixes
    this.#augmenter = augmenter
    this.#capacity = capacity
    this.#untilHelp = startAfter
    this.#begin = begin
  }

  expect(rows: Int32Array, epoch: number): void {
    if (this.#untilHelp <= 0) this.#startHelp()
    if (!this.#help || rows.length > this.#capacity) return
    // An order that nobody has read is finished first: its rows may still be being written.
    if (this.#ordered && !this.#finish(this.#help.reading, this.#ordered.rows.length)) return
    publishOrder(this.#help.reading, rows, epoch)
    this.#ordered = { rows, epoch }
  }

  read(rows: Int32Array, epoch: number, inputs: Float32Array, mixed?: MixedTargets): void {
    const ordered = this.#ordered
    const { reading } = this.#help ?? {}
    if (ordered && reading && ordered.epoch === epoch && sameRows(ordered.rows, rows)) {
      this.#ordered = undefined
      if (this.#finish(reading, rows.length)) {
        copyFirst(reading.inputs, inputs, (reading.inputs.length / this.#capacity) * rows.length)
        if (mixed) copyFirst(reading.mixed.partners, mixed.partners, rows.length)
        if (mixed) copyFirst(reading.mixed.shares, mixed.shares, rows.length)
        return
      }
    }
    const start = performance.now()
    this.#augmenter.read(rows, epoch, inputs, mixed)
    this.#untilHelp -= performance.now() - start
  }

  close(): void {
    this.#help?.reader.end()
    this.#help = undefined
    this.#ordered = undefined
    this.#untilHelp = Number.POSITIVE_INFINITY
  }

  /** Takes part in the order until all of it is done. False when the other thread does not finish its share. */
  #finish(reading: SharedReading, count: number): boolean {
    const own = takePart(reading, this.#augmenter)
    const { control } = reading
    const begin = performance.now()
    for (;;) {
      const done = Atomics.load(control, words.done)
      if (done >= count) {
        this.readElsewhere += count - own
        return true
      }
      const waited = performance.now() - begin
      if (!this.#help || waited > patienceMilliseconds) break
      if (this.#sleeps && waited > spinMilliseconds) {
        Atomics.wait(control, words.done, done, patienceMilliseconds - waited)
      }
    }
    this.close()
    return false
  }

  #startHelp(): void {
    this.#untilHelp = Number.POSITIVE_INFINITY
    try {
      this.#help = this.#begin(() => this.close())
    } catch {
      // No memory or no thread to be had: everything goes on as it did.
    }
  }
}

function sameRows(first: Int32Array, second: Int32Array): boolean {
  if (first === second) return true
  return first.length === second.length && first.every((row, index) => row === second[index])
}

/** A view is made only where less than all is wanted: in the last batch of an epoch. */
function copyFirst(from: ArrayLike<number> & Readable, into: Writable, count: number): void {
  into.set(from.length === count ? from : from.subarray(0, count))
}

type Readable = { subarray(start: number, end: number): ArrayLike<number> }
type Writable = { set(values: ArrayLike<number>): void }
