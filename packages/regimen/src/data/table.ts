/** Typed columns from rows of text: what a CSV file holds, with the line numbers kept for messages. */
import { tableError } from '../messages/tables.ts'
import { nearestName } from './nearest-name.ts'
import { type DecimalMark, hasDecimalComma, numberFromText } from './number-text.ts'

/** The options of `tableFromRows`. */
export interface TableOptions {
  /** What messages call the table: a file name. Default: 'The table'. */
  readonly source?: string
  /**
   * Is the first row a header? 'auto' (default): yes when none of its cells is a number and a column below is
   * numeric, or, where no column is numeric, when its cells are all different and never occur again below.
   */
  readonly header?: 'auto' | boolean
  /** Column names known beforehand (of a trained model): under 'auto' they tell the header instead. */
  readonly knownNames?: readonly string[]
  /** Texts that stand for a missing value. Default: {@link defaultMissing}. */
  readonly missing?: readonly string[]
  /** Columns, by name or number, whose values are names even where they look like numbers. */
  readonly categorical?: readonly (string | number)[]
  /** Columns, by name or number, that will not be used: left as text, whatever they hold. */
  readonly drop?: readonly (string | number)[]
  /** 'text' leaves every column as text, for a trained model's encoder, which knows the kinds. Default: 'told'. */
  readonly typing?: 'told' | 'text'
  /** Default: '.'. */
  readonly decimal?: DecimalMark
  /** Line of each row in its file, header included. Default: 1, 2, 3 … */
  readonly lines?: ArrayLike<number>
}

/** The cells that count as missing unless others are named. */
export const defaultMissing: readonly string[] = ['', 'NA', 'N/A', 'nan', 'NaN', 'null', '?']

interface ColumnBase {
  readonly name: string
  /** The cells as written, without surrounding spaces; `undefined` where missing. */
  readonly texts: readonly (string | undefined)[]
}

/** A column of numbers. */
export interface NumericColumn extends ColumnBase {
  readonly kind: 'numeric'
  /** NaN where missing. */
  readonly values: Float64Array
}

/** A column of names. */
export interface CategoricalColumn extends ColumnBase {
  readonly kind: 'categorical'
}

/** A column of a table: numbers or names. */
export type Column = NumericColumn | CategoricalColumn

/** A table as it was read: columns of one type each. */
export interface Table {
  readonly source: string
  readonly columns: readonly Column[]
  /** Number of rows, the header not counted. */
  readonly size: number
  readonly hasHeader: boolean
  readonly missing: readonly string[]
  readonly decimal: DecimalMark
  /** Line of each row in its file. */
  readonly lines: Int32Array
}

/** From this share of numbers on a column is numeric, and a text in it a mistake. */
const numericShare = 0.9

/**
 * A table from rows of cells. A column is numeric when at least 90 % of the values present are numbers; a text
 * among them is then refused as a mistake. Other columns are categorical.
 *
 * @throws RegimenError `table-empty`, `table-no-rows`, `table-ragged-row`, `table-duplicate-column`,
 *   `table-text-in-numeric`, `table-number-too-large`, `table-decimal-comma`, `table-unknown-column`
 */
export function tableFromRows(rows: readonly (readonly string[])[], options: TableOptions = {}): Table {
  const {
    source = 'The table',
    missing = defaultMissing,
    decimal = '.',
    header = 'auto',
    typing = 'told',
  } = options
  const first = rows[0]
  if (first === undefined) throw tableError('table-empty', { source })
  const lineOf = (row: number) => options.lines?.[row] ?? row + 1
  checkRectangular(rows, source, lineOf)

  const absent = new Set(missing)
  const columns = first.map((_, column) =>
    rows.map((row) => {
      const text = (row[column] ?? '').trim()
      return absent.has(text) ? undefined : text
    }),
  )
  const hasHeader = header === 'auto' ? looksLikeHeader(columns, decimal, options.knownNames) : header
  const start = hasHeader ? 1 : 0
  if (rows.length === start) throw tableError('table-no-rows', { source })

  const names = first.map((cell, column) => (hasHeader && cell.trim()) || `column ${column + 1}`)
  checkNames(names, source)
  const size = rows.length - start
  const lines = Int32Array.from({ length: size }, (_, row) => lineOf(row + start))
  const texts = columns.map((cells) => cells.slice(start))
  const named = names.map((name) => ({ name }))
  const declared = new Set(
    [...(options.categorical ?? []), ...(options.drop ?? [])].map(
      (wanted) => findColumn(named, wanted, source).index,
    ),
  )
  const typed = (name: string, column: number): Column => {
    const cells = texts[column] ?? []
    const asText = { kind: 'categorical', name, texts: cells } as const
    if (typing === 'text' || declared.has(column)) return asText
    const place = { source, column: name, lines, decimal }
    if (isNumeric(cells, decimal))
      return { kind: 'numeric', name, texts: cells, values: parseNumbers(cells, place) }
    refuseDecimalComma(cells, place)
    return asText
  }
  return { source, columns: names.map(typed), size, hasHeader, missing, decimal, lines }
}

interface Place {
  readonly source: string
  readonly column: string
  readonly lines: Int32Array
  readonly decimal: DecimalMark
}

/**
 * The numbers of a column's cells, NaN where missing.
 *
 * @throws RegimenError `table-text-in-numeric`, `table-number-too-large`
 */
export function parseNumbers(
  texts: readonly (string | undefined)[],
  { source, column, lines, decimal }: Place,
): Float64Array {
  return Float64Array.from(texts, (text, row) => {
    if (text === undefined) return Number.NaN
    const value = numberFromText(text, decimal)
    const place = { source, line: lines[row] ?? row + 1, column, value: text }
    if (value === undefined) throw tableError('table-text-in-numeric', place)
    if (!Number.isFinite(Math.fround(value))) throw tableError('table-number-too-large', place)
    return value
  })
}

/**
 * A column and its number, given by name, or by number counted from 0, or from the end when negative. A text that
 * is no column's name may be such a number too.
 *
 * @throws RegimenError `table-unknown-column`, with the name that was probably meant
 */
export function findColumn<C extends { readonly name: string }>(
  columns: readonly C[],
  wanted: string | number,
  source: string,
): { readonly index: number; readonly column: C } {
  const names = columns.map(({ name }) => name)
  const isName = typeof wanted === 'string'
  const named = isName ? names.indexOf(wanted) : -1
  const number = isName && !/^-?\d+$/.test(wanted) ? Number.NaN : Number(wanted)
  const index = named >= 0 ? named : number < 0 ? names.length + number : number
  const column = columns[index]
  if (column !== undefined) return { index, column }
  const nearest = isName ? nearestName(wanted, names) : undefined
  throw tableError('table-unknown-column', { source, column: String(wanted), nearest, columns: names })
}

function checkRectangular(
  rows: readonly (readonly string[])[],
  source: string,
  lineOf: (row: number) => number,
) {
  const expected = rows[0]?.length ?? 0
  rows.forEach((row, index) => {
    if (row.length === expected) return
    throw tableError('table-ragged-row', { source, line: lineOf(index), expected, actual: row.length })
  })
}

function checkNames(names: readonly string[], source: string): void {
  names.forEach((column, index) => {
    const first = names.indexOf(column)
    if (first === index) return
    throw tableError('table-duplicate-column', { source, column, first: first + 1, second: index + 1 })
  })
}

type Cells = readonly (string | undefined)[]

/** A column without any value counts as numeric: nothing in it says otherwise. */
function isNumeric(texts: Cells, decimal: DecimalMark): boolean {
  const present = texts.filter((text) => text !== undefined)
  const numbers = present.filter((text) => numberFromText(text, decimal) !== undefined)
  return numbers.length >= numericShare * present.length
}

function looksLikeHeader(
  columns: readonly Cells[],
  decimal: DecimalMark,
  knownNames: readonly string[] = [],
): boolean {
  const first = columns.map((cells) => cells[0])
  if (knownNames.length > 0) {
    const found = knownNames.filter((name) => first.includes(name)).length
    return found * 2 >= knownNames.length
  }
  // Either decimal mark counts here: a wrong one is refused later, by name and line.
  const marks: readonly DecimalMark[] = [decimal, ',']
  const isNumber = (text: string) => marks.some((mark) => numberFromText(text, mark) !== undefined)
  if (first.some((cell) => cell !== undefined && isNumber(cell))) return false
  const below = columns.map((cells) => cells.slice(1))
  if (below[0]?.length === 0) return true
  const isNumericBelow = (cells: Cells) => marks.some((mark) => isNumeric(cells, mark))
  if (below.some((cells) => cells.some((cell) => cell !== undefined) && isNumericBelow(cells))) return true
  // All is text: names stand once, categories come back.
  const comesBack = columns.some((cells) => cells.indexOf(cells[0], 1) > 0)
  const repeats = below.some((cells) => new Set(cells).size < cells.length)
  return !comesBack && repeats && new Set(first).size === first.length
}

/** A table of `3,14`s read with the decimal point would silently become categories. */
function refuseDecimalComma(texts: Cells, { source, column, lines, decimal }: Place): void {
  if (decimal === ',' || !isNumeric(texts, ',')) return
  const row = texts.findIndex((text) => text !== undefined && hasDecimalComma(text))
  const value = texts[row]
  if (value === undefined) return
  throw tableError('table-decimal-comma', { source, line: lines[row] ?? row + 1, column, value })
}
