/** Checking what techniques are given: by programmers, by files, by the command line. */
import { RegimenError } from '../errors.ts'
import type { Settings, SettingValue } from '../technique.ts'

/** Refuses an option whose value cannot be meant. @throws RegimenError `technique-option`. */
export function requireOption(
  technique: string,
  option: string,
  value: unknown,
  holds: boolean,
  expected: string,
): void {
  if (!holds) throw optionError(technique, option, value, expected)
}

/** What is to be thrown for an option whose value cannot be meant. */
export function optionError(
  technique: string,
  option: string,
  value: unknown,
  expected: string,
): RegimenError<'technique-option'> {
  return new RegimenError('technique-option', { technique, option, value: show(value), expected })
}

/** A positive size: units, features. */
export function requireSize(technique: string, option: string, value: number): void {
  requireOption(
    technique,
    option,
    value,
    Number.isSafeInteger(value) && value >= 1,
    'a whole number, at least 1',
  )
}

/**
 * The defaults, overridden by what is given; an option set to `undefined` counts as not given.
 * @throws RegimenError `unknown-option`, or `technique-option` for a value of another type than the default.
 */
export function withDefaults<S extends Settings>(
  technique: string,
  defaults: S,
  given: { readonly [option: string]: SettingValue | undefined },
): S {
  const chosen: Record<string, SettingValue> = {}
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined) continue
    const byDefault = Object.hasOwn(defaults, option) ? defaults[option] : undefined
    if (byDefault === undefined) {
      const known = Object.keys(defaults).join(', ') || 'none'
      throw new RegimenError('unknown-option', { technique, option, known })
    }
    const expected = `a ${typeof byDefault}, such as ${show(byDefault)}`
    requireOption(technique, option, value, typeof value === typeof byDefault, expected)
    chosen[option] = value
  }
  return { ...defaults, ...chosen }
}

/** The row of a table under a name or an alias. @throws RegimenError `unknown-technique`. */
export function findByName<T>(
  kind: string,
  table: { readonly [name: string]: T },
  name: string,
  aliases: { readonly [alias: string]: string } = {},
): T {
  const standard = Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name
  const found = Object.hasOwn(table, standard) ? table[standard] : undefined
  if (found === undefined) {
    const known = [...Object.keys(table), ...Object.keys(aliases)].join(', ')
    throw new RegimenError('unknown-technique', { kind, name, known })
  }
  return found
}

/** A value as it is written in messages. */
export function show(value: unknown): string {
  return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value)
}
