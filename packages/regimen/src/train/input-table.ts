/** The inputs of a data set as a table in the backend's memory, from which steps pick rows by number. */
import type { Dataset } from '../data/dataset.ts'
import type { Program, Tables } from '../engine/program.ts'
import type { Tensor } from '../engine/tensor.ts'
import { type FloatType, sizeOf, type TensorType } from '../engine/types.ts'

/** What fills tables. */
export type TableProgram = Pick<Program<unknown>, 'fill'>

/** Inputs of at most so many bytes are kept in the backend's memory, a second time: MNIST has 188 million. */
const largestTable = 2 ** 28
/** Rows come into the table when they are first needed, with their neighbours: together they are copied faster. */
const blockBytes = 2 ** 16
const tableName = 'inputs'

/** Whether the inputs, as float32, take at most so many bytes. Default 256 MiB. */
export function fitsTable(dataset: Dataset, largest: number = largestTable): boolean {
  return dataset.size * rowBytes(dataset) <= largest
}

const rowBytes = ({ inputShape }: Dataset) => sizeOf(inputShape) * Float32Array.BYTES_PER_ELEMENT

export class InputTable {
  /** Tables that the program must have. */
  readonly types: Readonly<Record<string, TensorType>>
  readonly #dataset: Dataset
  readonly #blockRows: number
  readonly #filled: Uint8Array

  constructor(dataset: Dataset, floatType: FloatType) {
    this.#dataset = dataset
    this.types = { [tableName]: { dtype: floatType, shape: [dataset.size, ...dataset.inputShape] } }
    this.#blockRows = Math.max(1, Math.floor(blockBytes / Math.max(1, rowBytes(dataset))))
    this.#filled = new Uint8Array(Math.ceil(dataset.size / this.#blockRows))
  }

  /** [size, ...inputShape], inside a step. */
  in(tables: Tables): Tensor {
    const table = tables[tableName]
    if (!table) throw new RangeError('the program lacks the table of inputs')
    return table
  }

  /** Sees to it that these rows are in the table. */
  bring(rows: Int32Array, program: TableProgram): void {
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
