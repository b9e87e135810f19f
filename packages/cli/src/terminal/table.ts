/** Tables of text that fit the terminal. */
import { displayWidth, padEnd, padStart, wrap } from './width.ts'

export interface TableColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** May be narrowed and wrapped; the others keep the width that they need. */
  readonly flexible?: boolean
}

const gap = '  '
const narrowest = 10

/** Rows under titles and a rule, at most `width` columns wide where the flexible columns allow it. */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = fitWidths(columns, rows, width)
  const line = (cells: readonly string[]) => {
    const wrapped = columns.map((_, index) => wrap(cells[index] ?? '', widths[index] ?? 1))
    const height = Math.max(...wrapped.map(({ length }) => length))
    return Array.from({ length: height }, (_, part) =>
      columns
        .map(({ align }, index) => {
          const pad = align === 'right' ? padStart : padEnd
          return pad(wrapped[index]?.[part] ?? '', widths[index] ?? 1)
        })
        .join(gap)
        .trimEnd(),
    )
  }
  const rule = widths.map((each) => '─'.repeat(each)).join(gap)
  return [...line(columns.map(({ title }) => title)), rule, ...rows.flatMap(line)].join('\n')
}

/**
 * A table whose columns all may be narrowed; where the terminal is too narrow for it, a block for each row: its first
 * cell, and below it the others behind their titles, as far as there is something in them.
 */
export function formatRecords(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const columns = titles.map((title) => ({ title, flexible: true }))
  const table = formatTable(columns, rows, width)
  if (table.split('\n').every((line) => displayWidth(line) <= width)) return table
  const block = ([name = '', ...cells]: readonly string[]) => [
    ...wrap(name, width),
    ...cells.flatMap((cell, index) =>
      cell === '' || cell === '–' ? [] : indented(`${titles[index + 1]}: ${cell}`, width),
    ),
  ]
  return rows.flatMap(block).join('\n')
}

/** Lines of a text, two columns to the right. */
export function indented(text: string, width: number): string[] {
  return wrap(text, width - gap.length).map((line) => gap + line)
}

function fitWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  )
  const total = () => widths.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1)
  // The widest flexible column gives way first, so that short columns stay on one line.
  while (total() > width) {
    const candidates = columns.map(({ flexible }, index) => (flexible ? (widths[index] ?? 0) : 0))
    const widest = Math.max(...candidates)
    if (widest <= narrowest) break
    const index = candidates.indexOf(widest)
    widths[index] = widest - 1
  }
  return widths
}
