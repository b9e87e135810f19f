/** From a table's columns to a model's inputs, as fitted on the training rows and saved with the model. */
import type { RegimenError } from '../errors.ts'
import { tableError } from '../messages/tables.ts'
import type { DecimalMark } from './number-text.ts'
import { SavedFields } from './saved-fields.ts'
import { quantile } from './scaling.ts'
import { type Column, parseNumbers, type Table, type TableOptions } from './table.ts'

/** A numeric column gives one input. Missing values become `fill`, the median of the training rows. */
export interface NumericEncoding {
  readonly kind: 'numeric'
  readonly name: string
  /** Number of the column in the table that the encoder was fitted on. */
  readonly position: number
  readonly fill: number
}

/**
 * A categorical column gives one input for each category of the training rows: 1 for the row's own category, 0
 * for the others. Missing is a category of its own, the last, where it occurred in the training rows.
 */
export interface CategoricalEncoding {
  readonly kind: 'categorical'
  readonly name: string
  readonly position: number
  /** Sorted by character codes. */
  readonly categories: readonly string[]
  readonly missing: boolean
}

/** How a column becomes inputs. */
export type ColumnEncoding = NumericEncoding | CategoricalEncoding

/** What a saved `TableEncoder` is made of. */
export interface TableEncoderJson {
  /** Whether the training table named its columns: only then can they be matched by name. */
  readonly hasHeader: boolean
  readonly columnCount: number
  readonly targetPosition: number
  readonly missing: readonly string[]
  readonly decimal: DecimalMark
  readonly columns: readonly ColumnEncoding[]
}

/** Rows as inputs, and what had to be made up for it. */
export interface EncodedRows {
  /** `[rows, features]`. */
  readonly inputs: Float32Array
  /** Missing numbers that were replaced by the training rows' median. */
  readonly filled: number
  /** Values of categorical columns that did not occur in the training rows: zeros in all their inputs. */
  readonly unknownCategories: number
}

const categoryLimit = 1000

/** Turns rows of a table into inputs, as measured on the training rows. */
export class TableEncoder {
  readonly #state: TableEncoderJson
  /** Name of each input: `age`, `color=red`, `color=(missing)`. */
  readonly featureNames: readonly string[]

  private constructor(state: TableEncoderJson) {
    this.#state = state
    this.featureNames = state.columns.flatMap(featureNamesOf)
  }

  /**
   * Learns medians and categories from the training rows only.
   *
   * @param rows numbers of the training rows in `table`
   * @param target number of the target column
   * @param drop numbers of columns that are not used
   * @throws RegimenError `table-column-all-missing`, `table-too-many-categories`, `table-no-features`
   */
  static fit(table: Table, rows: Int32Array, target: number, drop: readonly number[] = []): TableEncoder {
    const { source, hasHeader, missing, decimal } = table
    const columns = table.columns.flatMap((column, position) => {
      if (position === target || drop.includes(position)) return []
      return [
        column.kind === 'numeric'
          ? fitNumeric(table, column.values, column.name, position, rows)
          : fitCategorical(table, column, position, rows),
      ]
    })
    if (columns.length === 0) {
      throw tableError('table-no-features', { source, target: table.columns[target]?.name ?? '' })
    }
    const columnCount = table.columns.length
    return new TableEncoder({ hasHeader, columnCount, targetPosition: target, missing, decimal, columns })
  }

  /** How a new table must be read for this encoder: kinds of columns, missing values, header. */
  tableOptions(): TableOptions {
    const { missing, decimal, columns } = this.#state
    return { missing, decimal, typing: 'text', knownNames: columns.map(({ name }) => name) }
  }

  /**
   * Encodes rows of a table that has the training table's columns: by name when both have headers (others are
   * ignored), else by position, where the target column may be left out.
   *
   * @param rows default: all rows of the table
   * @throws RegimenError `table-missing-columns`, `table-column-count`, `table-text-in-numeric`
   */
  encode(
    table: Table,
    rows: Int32Array = Int32Array.from({ length: table.size }, (_, row) => row),
  ): EncodedRows {
    const features = this.featureNames.length
    const inputs = new Float32Array(rows.length * features)
    let [filled, unknownCategories, first] = [0, 0, 0]
    for (const { encoding, column } of this.#locate(table)) {
      const write = (row: number, feature: number, value: number) => {
        inputs[row * features + feature] = value
      }
      if (encoding.kind === 'numeric') filled += encodeNumeric(table, column, encoding, rows, first, write)
      else unknownCategories += encodeCategorical(column, encoding, rows, first, write)
      first += featureNamesOf(encoding).length
    }
    return { inputs, filled, unknownCategories }
  }

  toJSON(): TableEncoderJson {
    return this.#state
  }

  /** @throws RegimenError `bad-saved-state` */
  static fromJSON(json: unknown): TableEncoder {
    const saved = new SavedFields('The table encoder', json)
    return new TableEncoder({
      hasHeader: saved.boolean('hasHeader'),
      columnCount: saved.number('columnCount'),
      targetPosition: saved.number('targetPosition'),
      missing: saved.strings('missing'),
      decimal: saved.oneOf('decimal', ['.', ',']),
      columns: saved.objects('columns').map((column): ColumnEncoding => {
        const [name, position] = [column.string('name'), column.number('position')]
        return column.oneOf('kind', ['numeric', 'categorical']) === 'numeric'
          ? { kind: 'numeric', name, position, fill: column.number('fill') }
          : {
              kind: 'categorical',
              name,
              position,
              categories: column.strings('categories'),
              missing: column.boolean('missing'),
            }
      }),
    })
  }

  #locate(table: Table): { readonly encoding: ColumnEncoding; readonly column: Column }[] {
    const { columns, hasHeader, columnCount, targetPosition } = this.#state
    const { source } = table
    const byName = hasHeader && table.hasHeader
    const actual = table.columns.length
    if (!byName && actual !== columnCount && actual !== columnCount - 1) {
      throw tableError('table-column-count', { source, expected: columnCount, actual })
    }
    const shift = (position: number) =>
      actual < columnCount && position > targetPosition ? position - 1 : position
    const found = columns.flatMap((encoding) => {
      const { name, position } = encoding
      const column = byName
        ? table.columns.find((each) => each.name === name)
        : table.columns[shift(position)]
      return column === undefined ? [] : [{ encoding, column }]
    })
    if (found.length < columns.length) {
      const present = new Set(found.map(({ encoding }) => encoding))
      const lacking = columns.filter((encoding) => !present.has(encoding)).map(({ name }) => name)
      throw tableError('table-missing-columns', { source, columns: lacking })
    }
    return found
  }
}

function featureNamesOf(encoding: ColumnEncoding): string[] {
  const { name } = encoding
  if (encoding.kind === 'numeric') return [name]
  const names = encoding.categories.map((category) => `${name}=${category}`)
  return encoding.missing ? [...names, `${name}=(missing)`] : names
}

function fitNumeric(
  table: Table,
  values: Float64Array,
  name: string,
  position: number,
  rows: Int32Array,
): NumericEncoding {
  const present = Float64Array.from(rows, (row) => values[row] ?? Number.NaN).filter(
    (value) => !Number.isNaN(value),
  )
  if (present.length === 0) throw allMissing(table, name, values.every(Number.isNaN))
  return { kind: 'numeric', name, position, fill: quantile(present.sort(), 0.5) }
}

function fitCategorical(
  table: Table,
  column: Column,
  position: number,
  rows: Int32Array,
): CategoricalEncoding {
  const { name, texts } = column
  const found = new Set(Array.from(rows, (row) => texts[row]))
  const missing = found.delete(undefined)
  const categories = [...found].filter((text) => text !== undefined).sort()
  if (categories.length === 0)
    throw allMissing(
      table,
      name,
      texts.every((text) => text === undefined),
    )
  if (categories.length > categoryLimit) {
    const { source } = table
    throw tableError('table-too-many-categories', {
      source,
      column: name,
      count: categories.length,
      limit: categoryLimit,
    })
  }
  return { kind: 'categorical', name, position, categories, missing }
}

function allMissing({ source }: Table, column: string, everywhere: boolean): RegimenError {
  return tableError('table-column-all-missing', {
    source,
    column,
    part: everywhere ? 'table' : 'train',
  })
}

type Write = (row: number, feature: number, value: number) => void

/** Returns how many missing values were filled. */
function encodeNumeric(
  { source, lines, decimal }: Table,
  column: Column,
  { fill, name }: NumericEncoding,
  rows: Int32Array,
  feature: number,
  write: Write,
): number {
  const values =
    column.kind === 'numeric'
      ? column.values
      : parseNumbers(column.texts, { source, column: name, lines, decimal })
  let filled = 0
  rows.forEach((row, index) => {
    const value = values[row] ?? Number.NaN
    if (Number.isNaN(value)) filled++
    write(index, feature, Number.isNaN(value) ? fill : value)
  })
  return filled
}

/** Returns how many values are of no known category. */
function encodeCategorical(
  { texts }: Column,
  { categories, missing }: CategoricalEncoding,
  rows: Int32Array,
  feature: number,
  write: Write,
): number {
  const places = new Map<string | undefined, number>(categories.map((category, index) => [category, index]))
  if (missing) places.set(undefined, categories.length)
  let unknown = 0
  rows.forEach((row, index) => {
    const place = places.get(texts[row])
    if (place === undefined) unknown++
    else write(index, feature + place, 1)
  })
  return unknown
}
