/** Values that are numbers, each with what it may be. */
import { usageError } from '../errors.ts'
import type { Dictionary } from '../i18n/index.ts'

type Kind = keyof Dictionary['expected']

const rules: Readonly<
  Record<Exclude<Kind, 'widths' | 'split' | 'rates' | 'budget' | 'step'>, (value: number) => boolean>
> = {
  positiveInteger: (value) => Number.isSafeInteger(value) && value >= 1,
  integer: (value) => Number.isSafeInteger(value),
  count: (value) => Number.isSafeInteger(value) && value >= 0,
  positive: (value) => Number.isFinite(value) && value > 0,
  nonNegative: (value) => Number.isFinite(value) && value >= 0,
  rate: (value) => value >= 0 && value < 1,
  threads: (value) => Number.isSafeInteger(value) && value >= 1 && value <= 64,
}

/** A parser for one option: text to number, checked. @throws CliError `bad-value` */
export function numberOption(option: string, kind: keyof typeof rules): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (rules[kind](value)) return value
    throw usageError('bad-value', { option, value: text, expected: kind })
  }
}

/** `100,50`: widths of the hidden layers; `none` for none. @throws CliError `bad-value` */
export function parseWidths(text: string): number[] {
  if (text === 'none') return []
  const widths = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (widths.every(rules.positiveInteger)) return widths
  throw usageError('bad-value', { option: '--hidden', value: text, expected: 'widths' })
}

export type SplitFractions = readonly [train: number, validation: number, test: number]

/** `80,10,10` or `0.8,0.1,0.1` as fractions. @throws CliError `bad-value` */
export function parseSplit(text: string): SplitFractions {
  const parts = text.split(/[,/:]/).map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [train = 0, validation = 0, test = 0] = parts
  const sum = train + validation + test
  const whole = Math.abs(sum - 100) < 1e-9 ? 100 : 1
  if (parts.length !== 3 || !parts.every(rules.positive) || Math.abs(sum - whole) > 1e-9) {
    throw usageError('bad-value', { option: '--split', value: text, expected: 'split' })
  }
  return [train / whole, validation / whole, test / whole]
}

/** `sgd=0.05` among the names given. @throws CliError `bad-value` */
export function parseNamedRate(text: string): readonly [name: string, rate: number] {
  const [name = '', value = '', ...rest] = text.split('=')
  const rate = value.trim() === '' ? Number.NaN : Number(value)
  if (rest.length === 0 && name !== '' && rules.positive(rate)) return [name.trim(), rate]
  throw usageError('bad-value', { option: '--learning-rate', value: text, expected: 'rates' })
}
