/** Checks of the samplers' options. */
import { RegimenError } from '../../errors.ts'

/** @throws RegimenError `bad-option` for numbers outside of the range. */
export function checkedOption(
  option: string,
  value: number,
  low: number,
  high = Number.POSITIVE_INFINITY,
): number {
  if (value >= low && value <= high) return value
  const expected = high === Number.POSITIVE_INFINITY ? `at least ${low}` : `from ${low} to ${high}`
  throw new RegimenError('bad-option', { option, value: String(value), expected })
}
