/** Numbers as people read them, in both languages alike. */
import type { Estimate } from './statistics/estimate.ts'

/** Four significant digits, without an exponent where it can be avoided. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(4)))
  return text.replace('e+', 'e').replace('-', '−').replace('e-', 'e−')
}

/** A number with its interval, where it has one: 0.812 [0.79, 0.83]. */
export function formatEstimate({ value, low, high }: Estimate): string {
  if (low === high) return formatNumber(value)
  return `${formatNumber(value)} [${formatNumber(low)}, ${formatNumber(high)}]`
}
