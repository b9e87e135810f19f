/** Curves drawn with characters. */
import { plot } from 'asciichart'
import { formatNumber } from '../format.ts'
import type { Paint } from './terminal.ts'
import { padStart } from './width.ts'

export interface Curve {
  readonly name: string
  readonly values: readonly number[]
}

type Symbols = [string, string, string, string, string, string, string, string, string, string]

/** One set of strokes for each curve, so that they differ without colour. */
const strokes: readonly Symbols[] = [
  ['┼', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'],
  ['┼', '┤', '·', '·', '·', '·', '·', '·', '·', ':'],
]
const samples = ['───', '···']
const labelWidth = 10
const colours = ['cyan', 'yellow'] as const

/** A chart of up to two curves over the same steps, with a legend; '' where there is nothing to draw. */
export function formatCurves(
  title: string,
  curves: readonly Curve[],
  { width, height = 8, paint }: { width: number; height?: number; paint: Paint },
): string {
  const finite = curves.filter(({ values }) => values.length > 1 && values.every(Number.isFinite)).slice(0, 2)
  if (finite.length === 0) return ''
  const room = Math.max(10, Math.min(width, 110) - labelWidth - 4)
  const sampled = finite.map(({ values }) => resample(values, room))
  const all = sampled.flat()
  const [min, max] = [Math.min(...all), Math.max(...all)]
  const layers = sampled.map((values, index) => {
    const symbols = strokes[index] ?? strokes[0]
    const format = (value: number) => padStart(formatNumber(value), labelWidth)
    // A flat line has no range to scale by; a small one is made around it.
    const range = max > min ? { min, max } : { min: min - 0.5, max: max + 0.5 }
    const settings = { height, format, ...range }
    return plot(values, symbols === undefined ? settings : { ...settings, symbols }).split('\n')
  })
  const legend = finite.map(({ name }, index) => {
    const colour = colours[index] ?? 'cyan'
    return `${paint[colour](samples[index] ?? '')} ${name}`
  })
  const longest = Math.max(...finite.map(({ values }) => values.length))
  const ends = `${' '.repeat(labelWidth + 2)}1${padStart(String(longest), room - 1)}`
  return [`${paint.bold(title)}   ${legend.join('   ')}`, ...overlay(layers, paint), ends].join('\n')
}

/** The first layer on top: where it is blank, the one below is seen. */
function overlay(layers: readonly string[][], paint: Paint): string[] {
  const [top = [], below = []] = layers
  const axisEnd = labelWidth + 2
  return top.map((line, row) => {
    const under = below[row] ?? ''
    const length = Math.max(line.length, under.length)
    let result = ''
    for (let column = 0; column < length; column++) {
      const [first = ' ', second = ' '] = [line[column], under[column]]
      if (column < axisEnd) result += first === ' ' ? second : first
      else if (first !== ' ') result += paint[colours[0]](first)
      else result += second === ' ' ? ' ' : paint[colours[1]](second)
    }
    return result.trimEnd()
  })
}

/** Exactly `count` values: means of neighbours where there are more, repeats where there are fewer. */
export function resample(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor((index * values.length) / count)
    const end = Math.max(start + 1, Math.floor(((index + 1) * values.length) / count))
    const slice = values.slice(start, end)
    return slice.reduce((sum, value) => sum + value, 0) / slice.length
  })
}
