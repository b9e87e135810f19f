/** Bars in groups, with the interval of each. */
import type { Estimate } from '../statistics/estimate.ts'
import type { Text } from '../words.ts'
import { type AxisOptions, axisOf, categoryAxis } from './axis.ts'
import { type Drawing, round } from './drawing.ts'
import { type Frame, type FrameOptions, framed } from './frame.ts'
import { drawMarker, type Style, styleOf } from './style.ts'

export interface BarGroup {
  readonly name: Text
  /** One for each category. */
  readonly values: readonly Estimate[]
}

export interface BarChartOptions extends FrameOptions {
  readonly x: { readonly title: Text; readonly categories: readonly Text[] }
  readonly y: AxisOptions
  readonly groups: readonly BarGroup[]
  /** Dashed lines across, such as chance. */
  readonly levels?: readonly number[]
}

/** The share of a category's room that its bars take. */
const filledShare = 0.76

export function barChart({ x, y, groups, levels = [], ...options }: BarChartOptions): Drawing {
  const horizontal = categoryAxis(x.title, x.categories)
  const values = groups.flatMap((group) => group.values.flatMap(({ value, low, high }) => [value, low, high]))
  const vertical = axisOf(y, [...(y.scale === 'log' ? [] : [0]), ...values, ...levels])
  const legend = groups.map(({ name }, index) => ({ name, style: styleOf(index), draw: 'points' as const }))
  return framed(options, horizontal, vertical, groups.length > 1 ? legend : [], (frame) => {
    const room = ((frame.right - frame.left) / x.categories.length) * filledShare
    const width = room / groups.length
    const bars = groups.flatMap((group, place) =>
      group.values.map((estimate, category) => {
        const middle = frame.x(category) - room / 2 + width * (place + 0.5)
        return bar(frame, middle, width * 0.86, estimate, styleOf(place), y)
      }),
    )
    const across = levels.map(
      (level) =>
        `<path d="M${round(frame.left)} ${round(frame.y(level))}H${frame.right}" stroke="currentColor" stroke-dasharray="4 4" opacity="0.7"/>`,
    )
    return [...bars, ...across].join('')
  })
}

function bar(
  frame: Frame,
  x: number,
  width: number,
  { value, low, high }: Estimate,
  { color, marker }: Style,
  { scale }: AxisOptions,
): string {
  const base = scale === 'log' ? frame.bottom : Math.min(frame.bottom, frame.y(0))
  const top = frame.y(value)
  if (!Number.isFinite(top)) return ''
  const body = `<rect x="${round(x - width / 2)}" y="${round(Math.min(top, base))}" width="${round(width)}" height="${round(Math.abs(base - top))}" fill="${color}" fill-opacity="0.45" stroke="${color}"/>`
  const [upper, lower] = [frame.y(high), frame.y(low)]
  const bounded = Number.isFinite(upper) && Number.isFinite(lower) && high > low
  const whisker = `<path d="M${round(x)} ${round(upper)}V${round(lower)}M${round(x - 4)} ${round(upper)}h8M${round(x - 4)} ${round(lower)}h8" stroke="currentColor" stroke-width="1.5"/>`
  return body + (bounded ? whisker : '') + drawMarker(marker, x, top, color)
}
