/**
 * How the rows of a batch reach a compiled step. Where the data set is small enough, its inputs are kept in the
 * backend's memory as a table and the step is given row numbers: its threads share the gathering of the rows, and
 * no row is copied twice. Else the host copies the rows, one thread for all of them.
 */
import { gatherBatch } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { gatherRows } from '../engine/ops/gather-rows.ts'
import type { Tables } from '../engine/program.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { type FloatType, sizeOf, type TensorType } from '../engine/types.ts'
import type { Batch } from './batch.ts'
import { floatArray, targetArray } from './batch-arrays.ts'
import { fitsTable, InputTable, type TableProgram } from './input-table.ts'

/** What a step is given of its batch. */
export interface BatchInputs {
  /** Row numbers, int32 [examples], or the rows themselves. */
  readonly rows: Tensor
  readonly targets: Tensor
  /** Through which the images of these rows are seen, floats [examples, 6]. */
  readonly maps?: Tensor
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
  slot(examples: number, program: TableProgram): BatchSlot
  /** The batch inside the step; to be traced. */
  batch(inputs: BatchInputs, tables: Tables): Batch
  /** Whether the next rows can be prepared during a step. */
  readonly looksAhead?: boolean
  /** Says which rows will be loaded next, for sources that prepare them while the step runs. */
  expect?(rows: Int32Array, epoch: number): void
  /** Gives back what was held for that. */
  close?(): void
}

export interface BatchSourceOptions {
  /** Bytes, as float32, up to which inputs become a table. Default 256 MiB. */
  readonly largest?: number
}

export function batchSource(
  dataset: Dataset,
  floatType: FloatType,
  { largest }: BatchSourceOptions = {},
): BatchSource {
  return fitsTable(dataset, largest)
    ? new TableSource(dataset, floatType)
    : new CopyingSource(dataset, floatType)
}

class TableSource implements BatchSource {
  readonly #dataset: Dataset
  readonly #floatType: FloatType
  readonly #table: InputTable

  constructor(dataset: Dataset, floatType: FloatType) {
    this.#dataset = dataset
    this.#floatType = floatType
    this.#table = new InputTable(dataset, floatType)
  }

  get tables() {
    return this.#table.types
  }

  slot(examples: number, program: TableProgram): BatchSlot {
    const rows = new Int32Array(examples)
    const targets = targetArray(this.#dataset, examples, this.#floatType)
    return {
      inputs: { rows: fromData('int32', [examples], rows), targets: targets.tensor },
      load: (next) => {
        rows.set(next)
        targets.load(next)
        this.#table.bring(next, program)
      },
    }
  }

  batch({ rows, targets }: BatchInputs, tables: Tables): Batch {
    return { inputs: gatherRows(this.#table.in(tables), rows), targets }
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
