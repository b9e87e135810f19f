/** How long a search may take: `90s`, `2m`, `1h`, `1h30m`, or `50 trials`. */
import { usageError } from '../errors.ts'

/** Either a time, or a number of trials; with trials and one worker the result depends on the seed alone. */
export type Budget = { readonly seconds: number } | { readonly trials: number }

export const defaultBudget: Budget = { seconds: 120 }

const secondsOf: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 }
const time = /^(?:\d+(?:\.\d+)?\s*(?:h(?:ours?)?|m(?:in(?:utes?)?)?|s(?:ec(?:onds?)?)?)\s*)+$/
const timePart = /(\d+(?:\.\d+)?)\s*([hms])/g
const trials = /^(\d+)\s*trials?$/

/** Less leaves no time to train anything. */
const shortestSeconds = 5
const longestSeconds = 30 * 24 * 3600

/** @throws CliError `bad-value` */
export function parseBudget(text: string): Budget {
  const plain = text.trim().toLowerCase()
  const [, count] = trials.exec(plain) ?? []
  if (count !== undefined && Number(count) >= 1 && Number(count) <= 1e6) return { trials: Number(count) }
  if (time.test(plain)) {
    const seconds = [...plain.matchAll(timePart)].reduce(
      (sum, [, value, unit = '']) => sum + Number(value) * (secondsOf[unit] ?? 0),
      0,
    )
    if (seconds >= shortestSeconds && seconds <= longestSeconds) return { seconds }
  }
  throw usageError('bad-value', { option: '--budget', value: text, expected: 'budget' })
}

/** The same as it may be typed: 2m, 90s, 50 trials. */
export function formatBudget(budget: Budget): string {
  if ('trials' in budget) return `${budget.trials} trials`
  const { seconds } = budget
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [Number((seconds % 60).toFixed(3)), 's'],
  ] as const
  return parts.flatMap(([value, unit]) => (value > 0 ? [`${value}${unit}`] : [])).join('')
}
