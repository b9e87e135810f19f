/** What measurements and settings are made of: they are kept in files, and sent between processes. */
export type Json = number | string | boolean | null | readonly Json[] | JsonRecord

/** JSON values by name. */
export interface JsonRecord {
  readonly [name: string]: Json
}

/** A number as it is kept: what is not finite (a loss that diverged) is null. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** Nine digits: more than float32 has, and short enough for curves. */
const digits = 9

/**
 * The values as they are kept and judged: numbers rounded to nine digits, counts not, so that a file gives the same verdict as the run.
 * @throws RangeError naming the place of a number that is not finite.
 */
export function kept<T extends Json>(value: T, place?: string): T
export function kept(value: Json, place = ''): Json {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${place || 'the value'} is ${value}`)
    return Number.isSafeInteger(value) ? value : Number(value.toPrecision(digits))
  }
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((each, index) => kept(each, `${place}[${index}]`))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, kept(each, place ? `${place}.${name}` : name)]),
  )
}

function isList(value: readonly Json[] | JsonRecord): value is readonly Json[] {
  return Array.isArray(value)
}
