/**
 * How the rows of a batch reach a compiled step. Where the data set is small enough, its inputs are kept in the
 * backend's memory as a table and the step is given row numbers: its threads share the gathering of the rows, and
 * no row is copied twice. Else the host copies the rows, one thread for all of them.
 */
import { gatherBatch } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { gatherRows } from '../engine/ops/gather-rows.ts'
import type { Program, Tables } from '../engine/program.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { type FloatType, sizeOf, type TensorType } from '../engine/types.ts'
import type { Batch } from './batch.ts'
import { floatArray, targetArray } from './batch-arrays.ts'

/** What a step is given of its batch. */
export interface BatchInputs {
  /** Row numbers, int32 [examples], or the rows themselves. */
  readonly rows: Tensor
  readonly targets: Tensor
  readonly mixed?: NonNullable<Batch['mixed']>
}

/** The inputs of steps with one number of examples, over arrays of their own. */
export interface BatchSlot {
  readonly inputs: BatchInputs
  /** Makes the next run one over these rows of the data set, as many as there are examples, of an epoch (from 0). */
  load(rows: Int32Array, epoch: number): void
}

export interface BatchSource {
  /** Tables that the program must have. */
  readonly tables: Readonly<Record<string, TensorType>>
  slot(examples: number, program: Pick<Program<unknown>, 'fill'>): BatchSlot
  /** The batch inside the step; to be traced. */
  batch(inputs: BatchInputs, tables: Tables): Batch
  /** Says which rows will be loaded next, for sources that prepare them while the step runs. */
  expect?(rows: Int32Array, epoch: number): void
  /** Gives back what was held for that. */
  close?(): void
}

/** Inputs of at most so many bytes are kept in the backend's memory, a second time: MNIST has 188 million. */
const largestTable = 2 ** 28
/** Rows come into the table when they are first needed, with their neighbours: together they are copied faster. */
const blockBytes = 2 ** 16
const tableName = 'inputs'

export interface BatchSourceOptions {
  /** Bytes, as float32, up to which inputs become a table. Default 256 MiB. */
  readonly largest?: number
}

export function batchSource(
  dataset: Dataset,
  floatType: FloatType,
  { largest = largestTable }: BatchSourceOptions = {},
): BatchSource {
  const bytes = dataset.size * rowBytes(dataset)
  return bytes <= largest ? new TableSource(dataset, floatType) : new CopyingSource(dataset, floatType)
}

const rowBytes = ({ inputShape }: Dataset) => sizeOf(inputShape) * Float32Array.BYTES_PER_ELEMENT

class TableSource implements BatchSource {
  readonly tables: Readonly<Record<string, TensorType>>
  readonly #dataset: Dataset
  readonly #floatType: FloatType
  readonly #blockRows: number
  readonly #filled: Uint8Array

  constructor(dataset: Dataset, floatType: FloatType) {
    this.#dataset = dataset
    this.#floatType = floatType
    this.tables = { [tableName]: { dtype: floatType, shape: [dataset.size, ...dataset.inputShape] } }
    this.#blockRows = Math.max(1, Math.floor(blockBytes / Math.max(1, rowBytes(dataset))))
    this.#filled = new Uint8Array(Math.ceil(dataset.size / this.#blockRows))
  }

  slot(examples: number, program: Pick<Program<unknown>, 'fill'>): BatchSlot {
    const rows = new Int32Array(examples)
    const targets = targetArray(this.#dataset, examples, this.#floatType)
    return {
      inputs: { rows: fromData('int32', [examples], rows), targets: targets.tensor },
      load: (next) => {
        rows.set(next)
        targets.load(next)
        this.#fillBlocks(next, program)
      },
    }
  }

  batch({ rows, targets }: BatchInputs, tables: Tables): Batch {
    const table = tables[tableName]
    if (!table) throw new RangeError('the program lacks the table of inputs')
    return { inputs: gatherRows(table, rows), targets }
  }

  #fillBlocks(rows: Int32Array, program: Pick<Program<unknown>, 'fill'>): void {
    for (let index = 0; index < rows.length; index++) {
      const block = Math.floor((rows[index] ?? 0) / this.#blockRows)
      if (this.#filled[block] !== 0) continue
      const features = sizeOf(this.#dataset.inputShape)
      const start = block * this.#blockRows * features
      const end = Math.min(start + this.#blockRows * features, this.#dataset.size * features)
      program.fill(tableName, this.#dataset.inputs.subarray(start, end), start)
      this.#filled[block] = 1
    }
  }
}

class CopyingSource implements BatchSource {
  readonly tables = {}
  readonly #dataset: Dataset
  readonly #floatType: FloatType

  constructor(dataset: Dataset, floatType: FloatType) {
    this.#dataset = dataset
    this.#floatType = floatType
  }

  slot(examples: number): BatchSlot {
    const { inputShape } = this.#dataset
    const inputs = floatArray(this.#floatType, examples * sizeOf(inputShape))
    const targets = targetArray(this.#dataset, examples, this.#floatType)
    return {
      inputs: {
        rows: fromData(this.#floatType, [examples, ...inputShape], inputs),
        targets: targets.tensor,
      },
      load: (rows) => gatherBatch(this.#dataset, rows, inputs, targets.data),
    }
  }

  batch({ rows, targets }: BatchInputs): Batch {
    return { inputs: rows, targets }
  }
}
