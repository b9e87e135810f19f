/** Bars drawn with characters, a line for each. */
import { formatBar } from './progress.ts'
import type { Paint } from './terminal.ts'
import { displayWidth, padStart, truncate } from './width.ts'

export interface BarLine {
  readonly name: string
  /** 0 to `most`; not finite: no bar. */
  readonly value: number
  /** The value in words. */
  readonly text: string
  /** Stands behind the bar, and paints it. */
  readonly mark?: string
}

const widestBar = 40
const gap = '  '

/** Name, value and bar of each, at most `width` columns wide. */
export function formatBars(lines: readonly BarLine[], width: number, paint: Paint, most?: number): string {
  const nameWidth = Math.max(0, ...lines.map(({ name }) => displayWidth(name)))
  const textWidth = Math.max(0, ...lines.map(({ text }) => displayWidth(text)))
  const markWidth = Math.max(0, ...lines.map(({ mark = '' }) => displayWidth(mark)))
  const room = width - nameWidth - textWidth - markWidth - 3 * gap.length
  const barWidth = Math.max(4, Math.min(widestBar, room))
  const top = most ?? Math.max(0, ...lines.map(({ value }) => (Number.isFinite(value) ? value : 0)))
  return lines
    .map(({ name, value, text, mark = '' }) => {
      const share = Number.isFinite(value) && top > 0 ? value / top : 0
      const bar = formatBar(share, barWidth).replaceAll('·', ' ')
      const front = `${padStart(name, nameWidth)}${gap}${padStart(text, textWidth)}${gap}`
      const painted = mark === '' ? bar : paint.cyan(bar)
      const used = displayWidth(front) + barWidth + gap.length
      const tail = mark === '' ? '' : gap + truncate(mark, Math.max(1, width - used))
      return `${front}${painted}${tail}`.trimEnd()
    })
    .join('\n')
}
