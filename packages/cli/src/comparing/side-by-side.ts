/** Runs or studies side by side: where their settings differ, what they came to, and which came to the best. */
import type { Settings, SettingValue } from 'regimen'

/** A number that a run or study came to. */
export interface Measure {
  readonly value: number
  /** Which values are better; none where that is no question. */
  readonly better?: 'lower' | 'higher'
  readonly unit?: 'count' | 'seconds'
}

/** [x, y] */
export type CurvePoints = readonly (readonly [number, number])[]

/** What there is to compare of a run or study. Names are the same for all of a kind. */
export interface Side {
  readonly name: string
  readonly settings: Settings
  readonly measures: Readonly<Record<string, Measure>>
  /** Values that were found, where something was searched. */
  readonly found: Settings
  readonly curves: Readonly<Record<string, CurvePoints>>
}

/** A setting of each; where one has none, `null`. */
export interface SettingRow {
  readonly name: string
  readonly values: readonly SettingValue[]
}

/** A number of each; where one has none, `null`. */
export interface MeasureRow extends Pick<Measure, 'unit'> {
  readonly name: string
  readonly values: readonly (number | null)[]
  /** The names of those with the best value; empty where none is better than another. */
  readonly best: readonly string[]
}

/** What `compare --json` prints. All rows have their values in the order of `names`. */
export interface SideBySide {
  readonly names: readonly string[]
  /** Those in which they differ. */
  readonly settings: readonly SettingRow[]
  readonly measures: readonly MeasureRow[]
  readonly found: readonly SettingRow[]
}

export function sideBySide(sides: readonly Side[]): SideBySide {
  const settings = settingRows(sides.map((side) => flatten(side.settings)))
  return {
    names: sides.map(({ name }) => name),
    settings: settings.filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1),
    measures: keysOf(sides.map(({ measures }) => measures)).map((name) => measureRow(name, sides)),
    found: settingRows(sides.map((side) => flatten(side.found))),
  }
}

/** Nested settings by their path: `schedule.kind`. */
function flatten(settings: Settings, front = ''): Settings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      isGroup(value) ? Object.entries(flatten(value, `${front}${name}.`)) : [[`${front}${name}`, value]],
    ),
  )
}

function isGroup(value: SettingValue): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** In the order in which they first appear. */
function keysOf(records: readonly object[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))]
}

function settingRows(all: readonly Settings[]): SettingRow[] {
  return keysOf(all).map((name) => ({ name, values: all.map((own) => own[name] ?? null) }))
}

function measureRow(name: string, sides: readonly Side[]): MeasureRow {
  const measures = sides.map((side) => side.measures[name])
  const unit = measures.find((measure) => measure)?.unit
  return {
    name,
    values: measures.map((measure) => measure?.value ?? null),
    best: bestOf(name, sides),
    ...(unit === undefined ? {} : { unit }),
  }
}

/** Nobody is best alone, nor where all are equal, nor where some would have more and some less. */
function bestOf(name: string, sides: readonly Side[]): string[] {
  const measured = sides.flatMap((side) => {
    const measure = side.measures[name]
    return measure && Number.isFinite(measure.value) ? [{ name: side.name, ...measure }] : []
  })
  const [better, ...others] = new Set(measured.map((measure) => measure.better))
  if (better === undefined || others.length > 0) return []
  const values = measured.map(({ value }) => value)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  if (least === most) return []
  const best = better === 'lower' ? least : most
  return measured.filter(({ value }) => value === best).map((measure) => measure.name)
}
