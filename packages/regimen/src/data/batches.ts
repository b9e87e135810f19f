/**
 * The order in which rows are seen, as a function of seed and position: a run that is resumed at
 * `{ epoch, batch }` continues with exactly the rows that an uninterrupted one would have seen next.
 */
import type { RandomKey } from '../engine/random.ts'
import { sizeOf } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'
import { requireOption } from '../nn/options.ts'
import type { Dataset } from './dataset.ts'
import { WeightedRows } from './weighted-rows.ts'

/** Where a loader stands: the next batch to be read. `{ epoch: 0, batch: 0 }` is the start. */
export interface LoaderPosition {
  readonly epoch: number
  readonly batch: number
}

/** The options of a `BatchLoader`. */
export interface LoaderOptions {
  readonly batchSize: number
  readonly key: RandomKey
  /**
   * - 'epochs' (default): every row once in each epoch.
   * - 'withReplacement': every batch is drawn from all rows anew; batch number i depends on key and i only.
   */
  readonly sampling?: 'epochs' | 'withReplacement'
  /** With replacement: how often each row is drawn in relation to the others, [size]. Default: all alike. */
  readonly sampleWeights?: ArrayLike<number>
  /** A new order in every epoch. Default: true. No effect with replacement. */
  readonly shuffle?: boolean
  /** Leave out a last batch that is smaller than the others. Default: false. No effect with replacement. */
  readonly dropLast?: boolean
}

/** The rows 0 … size − 1 as epoch `epoch` sees them; depends on the key and the epoch only. */
export function batchOrder(key: RandomKey, epoch: number, size: number, shuffle = true): Int32Array {
  if (!shuffle) return Int32Array.from({ length: size }, (_, row) => row)
  return key.child('shuffle').child(epoch).permutation(size)
}

/** `count` rows drawn from `size` with replacement; depends on the key and the batch's number only. */
export function sampleRows(key: RandomKey, batch: number, size: number, count: number): Int32Array {
  const words = key.child('sample').child(batch).bits(count)
  return words.map((word) => Math.floor((word >>> 0) * 2 ** -32 * size))
}

/** Below this many features a plain loop is faster than a view for each row. */
const smallRow = 32

/**
 * Copies rows into the first places of arrays that were allocated once.
 *
 * @param rows row numbers within `dataset`, `[batch]`
 * @param inputs room for `[batch, ...inputShape]`
 * @param targets room for `[batch]`
 * @throws RegimenError `batch-array` when an array is too small, `dataset-bad-row`
 */
export function gatherBatch(
  dataset: Dataset,
  rows: Int32Array,
  inputs: Float32Array | Float64Array,
  targets: Int32Array | Float32Array | Float64Array,
): void {
  const features = sizeOf(dataset.inputShape)
  checkRoom('inputs', rows.length * features, inputs.length)
  checkRoom('targets', rows.length, targets.length)
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0
    if (row < 0 || row >= dataset.size) {
      throw new RegimenError('dataset-bad-row', { dataset: dataset.name, row, size: dataset.size })
    }
    targets[index] = dataset.targets[row] ?? 0
    const from = row * features
    const to = index * features
    if (features >= smallRow) {
      inputs.set(dataset.inputs.subarray(from, from + features), to)
    } else {
      for (let feature = 0; feature < features; feature++)
        inputs[to + feature] = dataset.inputs[from + feature] ?? 0
    }
  }
}

function checkRoom(what: 'inputs' | 'targets', needed: number, actual: number): void {
  if (actual < needed) throw new RegimenError('batch-array', { what, needed, actual })
}

/** Reads the batches of one data set by position. Holds no state but the order of the epoch it read last. */
export class BatchLoader {
  readonly dataset: Dataset
  readonly batchSize: number
  /** With replacement: as many whole batches as fit into the rows, at least one. */
  readonly batchesPerEpoch: number
  readonly #options: Required<Omit<LoaderOptions, 'sampleWeights'>>
  readonly #weighted: WeightedRows | undefined
  #order: { readonly epoch: number; readonly rows: Int32Array } | undefined

  /**
   * @throws RegimenError `batch-size`, `batch-none` when an epoch would have no batch, `technique-option` for
   * weights that are none.
   */
  constructor(dataset: Dataset, options: LoaderOptions) {
    const { batchSize } = options
    if (!Number.isInteger(batchSize) || batchSize < 1) throw new RegimenError('batch-size', { batchSize })
    this.#options = { sampling: 'epochs', shuffle: true, dropLast: false, ...options }
    this.dataset = dataset
    this.batchSize = batchSize
    this.#weighted = weightedRows(dataset, options)
    this.batchesPerEpoch = this.#countBatches()
    if (this.batchesPerEpoch === 0) {
      throw new RegimenError('batch-none', { dataset: dataset.name, size: dataset.size, batchSize })
    }
  }

  /** Number of rows in a batch of an epoch: the batch size, or what the last batch has left. */
  sizeOfBatch(batch: number): number {
    if (this.#options.sampling === 'withReplacement') return this.batchSize
    return Math.min(this.batchSize, this.dataset.size - batch * this.batchSize)
  }

  /** The rows of a batch, by number within the data set. */
  rowsAt({ epoch, batch }: LoaderPosition): Int32Array {
    const { key, sampling, shuffle } = this.#options
    if (sampling === 'withReplacement') {
      const number = epoch * this.batchesPerEpoch + batch
      if (this.#weighted) return this.#weighted.draw(key, number, this.batchSize)
      return sampleRows(key, number, this.dataset.size, this.batchSize)
    }
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, rows: batchOrder(key, epoch, this.dataset.size, shuffle) }
    }
    const start = batch * this.batchSize
    return this.#order.rows.subarray(start, start + this.sizeOfBatch(batch))
  }

  /** The position after `position`. */
  next({ epoch, batch }: LoaderPosition): LoaderPosition {
    return batch + 1 < this.batchesPerEpoch ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 }
  }

  /** Copies the batch at a position into `inputs` and `targets`; returns its number of rows. */
  read(position: LoaderPosition, inputs: Float32Array, targets: Int32Array | Float32Array): number {
    const rows = this.rowsAt(position)
    gatherBatch(this.dataset, rows, inputs, targets)
    return rows.length
  }

  /** Positions and rows from `start` on, epoch after epoch, without end. */
  *positions(
    start: LoaderPosition = { epoch: 0, batch: 0 },
  ): Generator<LoaderPosition & { rows: Int32Array }> {
    for (let position = start; ; position = this.next(position)) {
      yield { ...position, rows: this.rowsAt(position) }
    }
  }

  #countBatches(): number {
    const { size } = this.dataset
    if (size === 0) return 0
    const whole = Math.floor(size / this.batchSize)
    if (this.#options.sampling === 'withReplacement') return Math.max(1, whole)
    return this.#options.dropLast ? whole : Math.ceil(size / this.batchSize)
  }
}

function weightedRows({ size }: Dataset, { sampleWeights }: LoaderOptions): WeightedRows | undefined {
  if (!sampleWeights) return undefined
  const { length } = sampleWeights
  requireOption(
    'weightedSampling',
    'weights',
    `for ${length} rows`,
    length === size,
    `one for each of ${size} rows`,
  )
  return new WeightedRows(sampleWeights)
}
