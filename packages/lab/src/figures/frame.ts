/** Two named axes with what is drawn between them, and a legend below. */
import type { Text } from '../words.ts'
import type { Axis } from './axis.ts'
import { type Drawing, label, round, widthOf } from './drawing.ts'
import { drawMarker, type Style } from './style.ts'

export interface FrameOptions {
  /** Default: 480 × 320 without the legend. */
  readonly width?: number
  readonly height?: number
  /** Above the chart, for one of several side by side. */
  readonly title?: Text
}

/** Where a value on both axes lies in the picture. */
export interface Frame {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface LegendEntry {
  readonly name: Text
  readonly style: Style
  /** Default both. */
  readonly draw?: 'line' | 'points' | 'both'
}

const lineHeight = 20

/** `draw` fills the inside; what stands out of it is cut off. */
export function framed(
  options: FrameOptions,
  horizontal: Axis,
  vertical: Axis,
  legend: readonly LegendEntry[],
  draw: (frame: Frame) => string,
): Drawing {
  const { width = 480, height = 320, title } = options
  const tickWidth = Math.max(...vertical.ticks.map(({ text }) => widthOf(text)), 14)
  const frame: Frame = {
    left: tickWidth + 34,
    right: width - 14,
    top: title === undefined ? 14 : 34,
    bottom: height - 48,
    x: (value) => frame.left + horizontal.place(value) * (frame.right - frame.left),
    y: (value) => frame.bottom - vertical.place(value) * (frame.bottom - frame.top),
  }
  const rows = legendRows(legend, width - 20)
  const parts = [
    title === undefined ? '' : label(width / 2, 20, title, 'middle', 'font-weight="600"'),
    axes(frame, horizontal, vertical),
    inside(frame, draw(frame)),
    ...rows.flatMap((row, line) =>
      row.map(({ entry, x }) => legendEntry(entry, x, height + line * lineHeight)),
    ),
  ]
  return { width, height: height + rows.length * lineHeight, body: parts.join('') }
}

/** Room for markers that stand on an edge. */
const edge = 6

/** A nested picture cuts off what goes beyond it without an id that must be unique in the page. */
function inside({ left, right, top, bottom }: Frame, drawn: string): string {
  const box = [left - edge, top - edge, right - left + 2 * edge, bottom - top + 2 * edge].map(round)
  const [x, y, width, height] = box
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="${box.join(' ')}">${drawn}</svg>`
}

function axes(frame: Frame, horizontal: Axis, vertical: Axis): string {
  const { left, right, top, bottom } = frame
  const across = (place: number) => left + place * (right - left)
  const up = (place: number) => bottom - place * (bottom - top)
  const below = spaced(horizontal, right - left).map(
    ({ place, text }) =>
      `<path d="M${round(across(place))} ${top}V${bottom}" stroke="currentColor" opacity="0.12"/>` +
      label(across(place), bottom + 18, text, 'middle'),
  )
  const beside = vertical.ticks.map(
    ({ place, text }) =>
      `<path d="M${round(left)} ${round(up(place))}H${right}" stroke="currentColor" opacity="0.12"/>` +
      label(left - 7, up(place) + 5, text, 'end'),
  )
  const middle = (top + bottom) / 2
  return [
    ...below,
    ...beside,
    `<path d="M${round(left)} ${top}V${bottom}H${right}" fill="none" stroke="currentColor" opacity="0.6"/>`,
    label((left + right) / 2, bottom + 40, horizontal.title, 'middle'),
    label(16, middle, vertical.title, 'middle', `transform="rotate(-90 16 ${round(middle)})"`),
  ].join('')
}

/** As many marks as there is room for beside each other. */
function spaced({ ticks }: Axis, width: number): Axis['ticks'] {
  const widest = Math.max(0, ...ticks.map(({ text }) => widthOf(text))) + 8
  const every = Math.max(1, Math.ceil((widest * ticks.length) / (width * 1.1)))
  return ticks.filter((_, index) => index % every === 0)
}

/** Entries one after the other, in as many rows as they need. */
function legendRows(legend: readonly LegendEntry[], width: number): { entry: LegendEntry; x: number }[][] {
  const rows: { entry: LegendEntry; x: number }[][] = []
  let x = width
  for (const entry of legend) {
    const needed = widthOf(entry.name) + 56
    if (x + needed > width) {
      rows.push([])
      x = 14
    }
    rows.at(-1)?.push({ entry, x })
    x += needed
  }
  return rows
}

function legendEntry({ name, style, draw = 'both' }: LegendEntry, x: number, y: number): string {
  const { color, dash, marker } = style
  const line = `<path d="M${round(x)} ${y + 4}h34" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`
  return (
    (draw === 'points' ? '' : line) +
    (draw === 'line' ? '' : drawMarker(marker, x + 17, y + 4, color)) +
    label(x + 40, y + 9, name)
  )
}
