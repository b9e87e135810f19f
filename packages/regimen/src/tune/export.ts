/** Trials as a table for other programs. */
import type { TrialRecord } from './trial.ts'

/** Rows as CSV (RFC 4180): cells with commas, quotes or line breaks stand in quotes. */
export function csvOf(rows: readonly (readonly (string | number | boolean | undefined)[])[]): string {
  const cell = (value: string | number | boolean | undefined) => {
    const text = value === undefined ? '' : String(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** One row for each trial: number, state, values, hyperparameters, error; what a trial does not have stays empty. */
export function trialsToCsv(trials: readonly TrialRecord[]): string {
  const names = [...new Set(trials.flatMap(({ parameters }) => Object.keys(parameters)))].sort()
  const count = Math.max(1, ...trials.map(({ values }) => values.length))
  const places = Array.from({ length: count }, (_, place) => place)
  const titles = [
    'number',
    'state',
    ...places.map((place) => (count === 1 ? 'value' : `value ${place + 1}`)),
    ...names,
    'seconds',
    'error',
  ]
  const rows = trials.map(({ number, state, values, parameters, startedAt, endedAt, error }) => [
    number,
    state,
    ...places.map((place) => values[place]),
    ...names.map((name) => parameters[name]),
    endedAt === undefined ? undefined : (endedAt - startedAt) / 1000,
    error,
  ])
  return csvOf([titles, ...rows])
}
