import type { Importance } from '../importance.ts'
import { colors, document, emptyPlot, label, type PlotOptions, round, wordsOf } from './svg.ts'

const [left, right, top, bottom, row] = [170, 60, 10, 36, 26] as const

/** Bars of what `importances` gives. An SVG element, as high as it has bars. */
export function importancePlot(importances: readonly Importance[], options: PlotOptions = {}): string {
  const words = wordsOf(options)
  if (importances.length === 0) return emptyPlot({ ...options, height: 120 }, 'importance')
  const { width = 640, height = top + bottom + row * importances.length } = options
  const most = Math.max(1e-9, ...importances.map(({ share }) => share))
  const thick = (height - top - bottom) / importances.length
  const bars = importances.map(({ name, share }, index) => {
    const y = top + index * thick
    const long = (share / most) * (width - left - right)
    return [
      label(left - 8, y + thick / 2 + 4, name, 'end'),
      `<rect x="${left}" y="${round(y + thick * 0.15)}" width="${round(long)}" height="${round(thick * 0.7)}" fill="${colors.blue}"/>`,
      label(left + long + 6, y + thick / 2 + 4, `${(share * 100).toFixed(1)} %`, 'start'),
    ].join('')
  })
  return document({ width, height }, 'importance', words, [
    ...bars,
    label(left + (width - left - right) / 2, height - 10, words.importance, 'middle'),
  ])
}
