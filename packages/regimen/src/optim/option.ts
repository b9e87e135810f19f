/** Options of optimizers: what each may be, and how it is read from code and from files. */
import { RegimenError } from '../errors.ts'
import { requireOption } from '../nn/options.ts'
import type { SettingValue } from '../technique.ts'

/** An option of type T: its default, and which values can be meant. */
export interface Option<T extends SettingValue> {
  readonly byDefault: T
  readonly holds: (value: unknown) => value is T
  readonly expected: string
}

/** Options by name. */
export type OptionTable = { readonly [name: string]: Option<number> | Option<boolean> }
/** The values of a table of options. */
export type OptionValues<O extends OptionTable> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never
}

const numberOption = (holds: (value: number) => boolean, expected: string) => {
  const isMeant = (value: unknown): value is number => typeof value === 'number' && holds(value)
  return (byDefault: number): Option<number> => ({ byDefault, holds: isMeant, expected })
}

/** A coefficient of an exponential average. */
export const fraction = numberOption(
  (value) => value >= 0 && value < 1,
  'a number from 0 up to, but not including, 1',
)
/** A part that is neither nothing nor the whole. */
export const properFraction = numberOption((value) => value > 0 && value < 1, 'a number between 0 and 1')
/** What keeps a divisor from 0; a radius. */
export const positive = numberOption(
  (value) => value > 0 && value < Number.POSITIVE_INFINITY,
  'a positive number',
)
export const notNegative = numberOption(
  (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
  'a number that is not negative',
)
/** A factor by which something grows. */
export const growth = numberOption(
  (value) => value > 1 && value < Number.POSITIVE_INFINITY,
  'a number above 1',
)
/** A number of things, at least one. */
export const count = numberOption(
  (value) => Number.isSafeInteger(value) && value >= 1,
  'a whole number of at least 1',
)

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
/** Whether something is done. */
export const flag = (byDefault: boolean): Option<boolean> => ({
  byDefault,
  holds: isBoolean,
  expected: 'true or false',
})

export const isPositive = positive(1).holds
export const isCount = count(1).holds
export const isNotNegative = notNegative(0).holds

/** The fields of something that may be an object: none of anything else. */
export function fieldsOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** What is given, without what is set to `undefined`. @throws RegimenError `unknown-option`. */
export function readKnown(
  technique: string,
  given: object,
  known: readonly string[],
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(given).filter(([, value]) => value !== undefined))
  const option = [...values.keys()].find((name) => !known.includes(name))
  if (option !== undefined) {
    throw new RegimenError('unknown-option', { technique, option, known: known.join(', ') })
  }
  return values
}

/** The values of a table, defaults where nothing is given. @throws RegimenError `technique-option`. */
export function readOptions<O extends OptionTable>(
  technique: string,
  table: O,
  given: ReadonlyMap<string, unknown>,
): OptionValues<O>
export function readOptions(
  technique: string,
  table: OptionTable,
  given: ReadonlyMap<string, unknown>,
): { readonly [name: string]: SettingValue } {
  return Object.fromEntries(
    Object.entries(table).map(([name, { byDefault, holds, expected }]) => {
      const value = given.get(name) ?? byDefault
      requireOption(technique, name, value, holds(value), expected)
      return [name, holds(value) ? value : byDefault]
    }),
  )
}
