/** Rows of a CSV file (RFC 4180 and its relatives), and the table that they make. */
import { CsvError, parse } from 'csv-parse/sync'
import { fileError, type Table, type TableOptions, tableFromRows } from 'regimen'
import { readBytes, sourceName } from './read-bytes.ts'

/** What may stand between two cells. */
export type Delimiter = ',' | ';' | '\t'

/** The options of `readCsv`. */
export interface CsvOptions {
  /** Default: told from the first lines, see {@link tellDelimiter}. */
  readonly delimiter?: Delimiter
  /** Any name that TextDecoder knows ('euc-kr', 'windows-1252'). Default: 'utf-8', or what a byte order mark says. */
  readonly encoding?: string
}

/** The cells of a CSV file. */
export interface CsvRows {
  /** What messages call the file. */
  readonly source: string
  readonly rows: readonly (readonly string[])[]
  /** Line on which each row begins, counted from 1: blank lines and line breaks in quotes shift them. */
  readonly lines: Int32Array
}

/**
 * Reads the rows of a CSV file; `-` is standard input. Blank lines are skipped, gzip is decompressed, a byte
 * order mark is removed, and lines may end in LF, CRLF or CR; a line break inside quotes comes out as LF.
 *
 * @throws RegimenError `file-missing`, `file-unreadable`, `file-corrupt-gzip`, `file-bad-encoding`, `csv-malformed`
 */
export async function readCsv(file: string, options: CsvOptions = {}): Promise<CsvRows> {
  return rowsFromBytes(await readBytes(file), sourceName(file), options)
}

function rowsFromBytes(bytes: Uint8Array, source: string, options: CsvOptions): CsvRows {
  // One kind of line end before parsing: csv-parse counts a CRLF inside quotes as two lines.
  const text = decode(bytes, source, options.encoding).replaceAll(/\r\n?/g, '\n')
  return rowsFromText(text, source, options.delimiter)
}

/** @internal What `readTable` makes of a file with these bytes. */
export function tableFromText(bytes: Uint8Array, source: string): Table {
  const { rows, lines } = rowsFromBytes(bytes, source, {})
  return tableFromRows(rows, { source, lines })
}

/**
 * Reads a CSV file as a table of typed columns.
 *
 * @throws RegimenError as `readCsv` and `tableFromRows` do
 */
export async function readTable(file: string, options: CsvOptions & TableOptions = {}): Promise<Table> {
  const { source, rows, lines } = await readCsv(file, options)
  return tableFromRows(rows, { source, ...options, lines })
}

const byteOrderMarks = [
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const

function decode(bytes: Uint8Array, file: string, asked: string | undefined): string {
  const marked = byteOrderMarks.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte))
  const encoding = asked ?? marked?.encoding ?? 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    throw fileError('file-bad-encoding', { file, encoding }, { cause: error })
  }
}

/** What csv-parse's codes mean to a person. */
const malformations: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED:
    'the file ends inside a quoted value; a quote (") in this line or above is never closed',
  CSV_INVALID_CLOSING_QUOTE:
    'a quoted value is followed by more text; write a quote inside a value twice ("") and put a delimiter after the value',
  INVALID_OPENING_QUOTE:
    'a quote (") stands inside a value; put the whole value in quotes and write the quote twice ("")',
}

function rowsFromText(text: string, source: string, delimiter = tellDelimiter(text)): CsvRows {
  const lines: number[] = []
  try {
    const rows = parse(text, {
      delimiter,
      bom: true,
      skip_empty_lines: true,
      // Rows of different lengths are let through: the table's message names the line and both lengths.
      relax_column_count: true,
      on_record: (record: string[], context) => {
        lines.push(context.lines - lineBreaks(record))
        return record
      },
    })
    return { source, rows, lines: Int32Array.from(lines) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : 0
    const reason = malformations[error.code] ?? error.message
    throw fileError('csv-malformed', { file: source, line, reason }, { cause: error })
  }
}

/** The parser counts a row at its last line. */
function lineBreaks(record: readonly string[]): number {
  return record.reduce((count, cell) => count + cell.split('\n').length - 1, 0)
}

/** Tab and semicolon first: a file of theirs may have a comma in every number, the reverse hardly happens. */
const delimiters: readonly Delimiter[] = ['\t', ';', ',']
const sampleLength = 1 << 16
const sampleLines = 50

/**
 * The delimiter of a text: the first of tab, semicolon and comma that stands equally often, and at least once, in
 * each of the first lines, quotes left out; else the one most frequent in the first line; else the comma.
 */
export function tellDelimiter(text: string): Delimiter {
  const unquoted = text.slice(0, sampleLength).replaceAll(/"[^"]*"?/g, '')
  // A line cut off by the sample's end would count too few.
  const whole = text.length > sampleLength ? unquoted.slice(0, unquoted.lastIndexOf('\n')) : unquoted
  const lines = whole
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, sampleLines)
  const counts = (delimiter: Delimiter) => lines.map((line) => line.split(delimiter).length - 1)
  const regular = delimiters.find((delimiter) => {
    const [first = 0, ...others] = counts(delimiter)
    return first > 0 && others.every((count) => count === first)
  })
  if (regular !== undefined) return regular
  const inFirst = (delimiter: Delimiter) => counts(delimiter)[0] ?? 0
  return delimiters.reduce((best, delimiter) => (inFirst(delimiter) >= inFirst(best) ? delimiter : best))
}
