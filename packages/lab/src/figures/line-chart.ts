/** Series over two axes: as lines, as points, or as both; with bands where they are means. */
import type { Text } from '../words.ts'
import { type AxisOptions, axisOf } from './axis.ts'
import { type Drawing, round } from './drawing.ts'
import { type Frame, type FrameOptions, framed } from './frame.ts'
import { drawMarker, type Style, styleOf } from './style.ts'

export type Point = readonly [x: number, y: number]

export interface Series {
  readonly name: Text
  /** Points that are no numbers interrupt the line. */
  readonly points: readonly Point[]
  /** Lower and upper end at each point. */
  readonly band?: readonly Point[]
  /** Default `line`. */
  readonly draw?: 'line' | 'points' | 'both'
  /** Default: the next one. */
  readonly style?: Style
}

export interface LineChartOptions extends FrameOptions {
  readonly x: AxisOptions
  readonly y: AxisOptions
  readonly series: readonly Series[]
  /** Dashed lines across, such as thresholds. */
  readonly levels?: readonly number[]
}

/** On lines of many points only some have a marker. */
const markersPerLine = 8

export function lineChart({ x, y, series, levels = [], ...options }: LineChartOptions): Drawing {
  const horizontal = axisOf(
    x,
    series.flatMap(({ points }) => points.map(([value]) => value)),
  )
  const vertical = axisOf(y, [
    ...series.flatMap(({ points, band = [] }) => [...points.map(([, value]) => value), ...band.flat()]),
    ...levels,
  ])
  const styled = series.map((each, index) => ({ draw: 'line' as const, style: styleOf(index), ...each }))
  const legend = styled.length > 1 ? styled.map(({ draw, ...rest }) => ({ ...rest, ...entryDraw(draw) })) : []
  return framed(options, horizontal, vertical, legend, (frame) =>
    [
      ...levels.map((level) => across(frame, level)),
      ...styled.map(({ band, points, style }) => (band ? drawBand(frame, points, band, style) : '')),
      ...styled.map((each) => drawSeries(frame, each)),
    ].join(''),
  )
}

function entryDraw(draw: 'line' | 'points' | 'both'): { draw: 'points' | 'both' } {
  return { draw: draw === 'points' ? 'points' : 'both' }
}

function across({ left, right, y }: Frame, level: number): string {
  return `<path d="M${round(left)} ${round(y(level))}H${right}" stroke="currentColor" stroke-dasharray="4 4" opacity="0.7"/>`
}

/** The path of a line. */
export function pathOf(frame: Frame, points: readonly Point[]): string {
  let open = false
  return points
    .map(([a, b]) => {
      const [px, py] = [frame.x(a), frame.y(b)]
      if (!Number.isFinite(px) || !Number.isFinite(py)) {
        open = false
        return ''
      }
      const command = open ? 'L' : 'M'
      open = true
      return `${command}${round(px)} ${round(py)}`
    })
    .join('')
}

export function drawSeries(frame: Frame, { points, draw, style }: Required<Omit<Series, 'band'>>): string {
  const { color, dash, marker } = style
  const line =
    draw === 'points'
      ? ''
      : `<path d="${pathOf(frame, points)}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}" stroke-linejoin="round"/>`
  const every = draw === 'line' ? Math.max(1, Math.floor(points.length / markersPerLine)) : 1
  const marks = points
    .filter((_, index) => index % every === Math.floor(every / 2))
    .filter(([a, b]) => Number.isFinite(frame.x(a)) && Number.isFinite(frame.y(b)))
    .map(([a, b]) => drawMarker(marker, frame.x(a), frame.y(b), color))
  return line + marks.join('')
}

function drawBand(frame: Frame, points: readonly Point[], band: readonly Point[], { color }: Style): string {
  const upper = points.map(([x], index): Point => [x, band[index]?.[1] ?? Number.NaN])
  const lower = points.map(([x], index): Point => [x, band[index]?.[0] ?? Number.NaN]).reverse()
  const outline = [...upper, ...lower].filter(
    ([a, b]) => Number.isFinite(frame.x(a)) && Number.isFinite(frame.y(b)),
  )
  return `<path d="${pathOf(frame, outline)}Z" fill="${color}" opacity="0.18"/>`
}
