/** Numbers and times as people read them, in both languages alike. */

/** Four significant digits, without an exponent where it can be avoided: 0.1234, 12.34, 0.0001234, 1.2e-7. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e6 || size < 1e-4) return value.toExponential(2)
  if (size >= 1000) return formatCount(value)
  return value.toPrecision(4)
}

/** 12345 as 12,345. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** 97.5 % */
export function formatPercent(fraction: number, digits = 1): string {
  return `${(fraction * 100).toFixed(digits)} %`
}

/** 0:07, 12:30, 1:02:03 */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** As {@link formatDuration}, and 1.2 s below a minute. */
export function formatElapsed(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds)
}

/** Metrics whose values are shares of the whole. */
const shares = new Set(['accuracy', 'top5Accuracy'])

export function isShare(name: string): boolean {
  return shares.has(name)
}

export function formatMetric(name: string, value: number): string {
  return isShare(name) ? formatPercent(value, 2) : formatNumber(value)
}
