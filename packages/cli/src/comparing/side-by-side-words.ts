/** A comparison as cells of text: the same on the terminal and in the report. */
import type { SettingValue } from 'regimen'
import { formatElapsed, formatMetric } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'
import type { MeasureRow, SettingRow } from './side-by-side.ts'

type PartName = keyof Dictionary['parts']

/** `validationLoss`, `best 2` or `validation/loss` in words. */
export function measureTitle(name: string, { parts, metrics, tuning }: Dictionary): string {
  const known = tuning.columns[name]
  if (known !== undefined) return known
  const [, objective] = /^best (\d+)$/.exec(name) ?? []
  if (objective !== undefined) return `${tuning.columns.best} ${objective}`
  const [, part, metric = ''] = /^(train|validation|test|step)\/?(.+)$/.exec(name) ?? []
  if (part === undefined) return name
  const where = isPart(part) ? parts[part] : tuning.compared.ofStep
  return `${where}: ${metrics(plainName(metric))}`
}

function isPart(part: string): part is PartName {
  return part !== 'step'
}

function plainName(metric: string): string {
  return metric.charAt(0).toLowerCase() + metric.slice(1)
}

/** One line for each number that was measured; `*` stands behind the best. */
export function measureCells(
  rows: readonly MeasureRow[],
  names: readonly string[],
  words: Dictionary,
): string[][] {
  return rows.map((row) => [
    measureTitle(row.name, words),
    ...row.values.map((value, index) => {
      const mark = row.best.includes(names[index] ?? '') ? ' *' : ''
      return `${value === null ? '–' : showMeasure(value, row)}${mark}`
    }),
  ])
}

function showMeasure(value: number, { name, unit }: MeasureRow): string {
  if (unit === 'seconds') return formatElapsed(value)
  if (unit === 'count') return String(value)
  return formatMetric(plainName(name.replace(/^(train|validation|test)/, '')), value)
}

export function settingCells(rows: readonly SettingRow[]): string[][] {
  return rows.map(({ name, values }) => [name, ...values.map(showSetting)])
}

/** Of values that were drawn, no more digits than anybody would type. */
function showSetting(value: SettingValue): string {
  if (value === null) return '–'
  if (typeof value === 'number') return String(Number(value.toPrecision(6)))
  if (Array.isArray(value)) return value.map(showSetting).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
