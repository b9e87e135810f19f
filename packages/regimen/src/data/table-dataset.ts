/**
 * A table made ready for training. What is done about missing values:
 * - a missing number becomes the median of its column in the training part;
 * - a missing category is a category of its own;
 * - a row without a target is left out, and counted.
 */
import { createDataset, type Dataset, type Part, type PartName, type Split } from './dataset.ts'
import { type SplitOptions, splitRows } from './split.ts'
import { findColumn, type Table } from './table.ts'
import { TableEncoder } from './table-encoder.ts'
import { readTarget, type TargetOptions } from './table-target.ts'

/** The options of `splitTable`. */
export interface TableSplitOptions extends TargetOptions, SplitOptions {
  /** Columns, by name or number, that the model does not see. */
  readonly drop?: readonly (string | number)[]
}

/** A table as a data set in three parts, with what encoded it. */
export interface TableSplit {
  readonly split: Split
  /** Fitted on the training part; save it with the model, and encode new tables with it. */
  readonly encoder: TableEncoder
  /** Name of the target column. */
  readonly target: string
  /** Rows left out because their target is missing. */
  readonly droppedRows: number
  /** Missing numbers replaced by the training part's median, in all parts. */
  readonly filled: number
  /** Categories of validation and test rows that the training part does not have. */
  readonly unknownCategories: number
}

/**
 * Splits a table and encodes its parts: the target is read from the rows that have one, they are divided, medians
 * and categories are learnt from the training part, and all three parts are encoded with them. The parts' `rows`
 * are row numbers of the table; inputs are not scaled, regression targets neither.
 *
 * @throws RegimenError as `readTarget`, `splitDataset` and `TableEncoder.fit` do
 */
export function splitTable(table: Table, options: TableSplitOptions): TableSplit {
  const target = readTarget(table, options)
  const { source: name } = table
  const { task, targets } = target
  const parts = splitRows({ name, size: targets.length, task, targets }, options)
  const inTable = (rows: Int32Array) => rows.map((row) => target.rows[row] ?? 0)

  const drop = (options.drop ?? []).map((wanted) => findColumn(table.columns, wanted, name).index)
  const encoder = TableEncoder.fit(table, inTable(parts.train), target.column, drop)
  const { featureNames } = encoder

  let [filled, unknownCategories] = [0, 0]
  const encode = <P extends PartName>(part: P): Part<P> => {
    const rows = inTable(parts[part])
    const encoded = encoder.encode(table, rows)
    filled += encoded.filled
    unknownCategories += encoded.unknownCategories
    const dataset: Dataset = createDataset({
      name,
      task,
      inputShape: [featureNames.length],
      inputs: encoded.inputs,
      targets: pick(targets, parts[part]),
      featureNames,
    })
    return { ...dataset, part, rows }
  }
  const split = { train: encode('train'), validation: encode('validation'), test: encode('test') }
  return { split, encoder, target: target.name, droppedRows: target.dropped, filled, unknownCategories }
}

function pick(values: Int32Array | Float32Array, rows: Int32Array): Int32Array | Float32Array {
  const value = (row: number) => values[row] ?? 0
  return values instanceof Int32Array ? rows.map(value) : Float32Array.from(rows, value)
}
