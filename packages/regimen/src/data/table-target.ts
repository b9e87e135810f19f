/** What is to be predicted from a table: the target column, the task it makes, and the rows that have it. */
import { tableError } from '../messages/tables.ts'
import type { Task } from './dataset.ts'
import { numberFromText } from './number-text.ts'
import { type Column, findColumn, parseNumbers, type Table } from './table.ts'

/** Which column is the target, and how it is read. */
export interface TargetOptions {
  /** Name or number of the target column; a negative number counts from the end. Default: −1, the last. */
  readonly target?: string | number
  /** Default: told from the values, see {@link readTarget}. */
  readonly task?: Task['kind']
  /** Of a target with the same value in every row: `keep` leaves it to whoever looks at the data later. Default `refuse`. */
  readonly constant?: 'refuse' | 'keep'
}

/** The target column of a table, and the task that it sets. */
export interface TableTarget {
  /** Number of the target column. */
  readonly column: number
  readonly name: string
  readonly task: Task
  /** The table's rows that have a target; the others are left out everywhere. */
  readonly rows: Int32Array
  /** One for each of `rows`. */
  readonly targets: Int32Array | Float32Array
  /** Number of rows without a target. */
  readonly dropped: number
}

const classLimit = 1000

/**
 * Reads the target. Without `task`: text means classification; numbers mean classification when all are whole
 * and there are few different ones (at most 20 and a tenth of the rows, though 3 are always allowed), else
 * regression. Classes are sorted, numbers by value and texts by character codes.
 *
 * @throws RegimenError `table-unknown-column`, `target-all-missing`, `target-one-class`, `target-constant`,
 *   `target-all-different`, `target-too-many-classes`, `target-not-numeric`
 */
export function readTarget(table: Table, options: TargetOptions = {}): TableTarget {
  const { target = -1, task, constant = 'refuse' } = options
  const { source, columns } = table
  const { index, column } = findColumn(columns, target, source)
  const rows = Int32Array.from(column.texts.keys()).filter((row) => column.texts[row] !== undefined)
  if (rows.length === 0) throw tableError('target-all-missing', { source, column: column.name })
  const kind = task ?? tellTask(column)
  const read = kind === 'classification' ? readClasses : readValues
  return {
    column: index,
    name: column.name,
    rows,
    dropped: table.size - rows.length,
    ...read(table, column, rows, constant === 'keep'),
  }
}

function tellTask(column: Column): Task['kind'] {
  if (column.kind === 'categorical') return 'classification'
  const values = column.values.filter((value) => !Number.isNaN(value))
  const limit = Math.min(20, Math.max(3, Math.floor(values.length / 10)))
  return values.every(Number.isInteger) && new Set(values).size <= limit ? 'classification' : 'regression'
}

type Read = Pick<TableTarget, 'task' | 'targets'>

function readClasses({ source }: Table, column: Column, rows: Int32Array, keepsOne: boolean): Read {
  // Through the number where there is one, so that `1` and `1.0` are one class.
  const label = (row: number) =>
    column.kind === 'numeric' ? String(column.values[row]) : (column.texts[row] ?? '')
  const distinct = [...new Set(Array.from(rows, label))]
  const classes = column.kind === 'numeric' ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct.sort()
  const place = { source, column: column.name }
  const [value = ''] = classes
  if (classes.length === 1 && !keepsOne) throw tableError('target-one-class', { ...place, value })
  if (classes.length === rows.length && rows.length > 3) {
    throw tableError('target-all-different', { ...place, rows: rows.length })
  }
  if (classes.length > classLimit) {
    throw tableError('target-too-many-classes', { ...place, count: classes.length, limit: classLimit })
  }
  const indexOf = new Map(classes.map((name, index) => [name, index]))
  return {
    task: { kind: 'classification', classes },
    targets: rows.map((row) => indexOf.get(label(row)) ?? 0),
  }
}

function readValues(
  { source, lines, decimal }: Table,
  column: Column,
  rows: Int32Array,
  keepsOne: boolean,
): Read {
  const place = { source, column: column.name, lines, decimal }
  for (const row of rows) {
    const value = column.texts[row] ?? ''
    if (numberFromText(value, decimal) !== undefined) continue
    throw tableError('target-not-numeric', {
      source,
      column: column.name,
      line: lines[row] ?? row + 1,
      value,
    })
  }
  const values = column.kind === 'numeric' ? column.values : parseNumbers(column.texts, place)
  const targets = Float32Array.from(rows, (row) => values[row] ?? 0)
  const [value = 0] = targets
  if (!keepsOne && targets.every((each) => each === value)) {
    throw tableError('target-constant', { source, column: column.name, value })
  }
  return { task: { kind: 'regression', target: column.name }, targets }
}
