/** Rows as an aligned table; ratios are against the better of the PyTorch rows of the same workload. */
import { isPytorch } from '../systems/table.ts'
import type { Row } from './row.ts'

interface Column {
  readonly title: string
  readonly text: (row: Row) => string
  readonly left?: boolean
}

export function formatTable(rows: readonly Row[]): string {
  const medians = bestOfPytorch(rows, (row) => row.medianMicroseconds)
  const minima = bestOfPytorch(rows, (row) => row.minMicroseconds)
  const extras = [...new Set(rows.flatMap(({ also = {} }) => Object.keys(also)))]
  const columns: readonly Column[] = [
    { title: 'workload', text: ({ workload }) => workload, left: true },
    { title: 'system', text: ({ system }) => system, left: true },
    { title: 'median µs', text: (row) => microseconds(row.medianMicroseconds) },
    { title: 'min', text: (row) => microseconds(row.minMicroseconds) },
    { title: 'max', text: (row) => microseconds(row.maxMicroseconds) },
    { title: 'GFLOP/s', text: ({ gflops }) => (gflops > 0 ? gflops.toFixed(1) : '') },
    {
      title: '÷ PyTorch',
      text: ({ medianMicroseconds, workload }) => ratio(medianMicroseconds, medians.get(workload)),
    },
    {
      title: 'minima',
      text: ({ minMicroseconds, workload }) => ratio(minMicroseconds, minima.get(workload)),
    },
    ...extras.map((name) => ({ title: name, text: ({ also }: Row) => quantity(also?.[name]) })),
  ]
  const used = columns.filter(({ text }) => rows.some((row) => text(row) !== ''))
  const lines = [used.map(({ title }) => title), ...rows.map((row) => used.map(({ text }) => text(row)))]
  const widths = used.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const align = (text: string, column: number) => {
    const width = widths[column] ?? 0
    return used[column]?.left ? text.padEnd(width) : text.padStart(width)
  }
  return lines.map((line) => line.map(align).join('  ').trimEnd()).join('\n')
}

function bestOfPytorch(rows: readonly Row[], time: (row: Row) => number): Map<string, number> {
  const best = new Map<string, number>()
  for (const row of rows.filter(({ system }) => isPytorch(system))) {
    best.set(row.workload, Math.min(best.get(row.workload) ?? Number.POSITIVE_INFINITY, time(row)))
  }
  return best
}

function ratio(time: number, baseline: number | undefined): string {
  return baseline === undefined ? '' : (time / baseline).toFixed(2)
}

/** Three digits at least. */
function microseconds(value: number): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function quantity(value: number | undefined): string {
  return value === undefined ? '' : value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}
