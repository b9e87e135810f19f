/** A function of two variables as lines of equal height (marching squares, Lorensen & Cline 1987), with paths over them. */
import { type AxisOptions, axisOf } from './axis.ts'
import { type Drawing, round } from './drawing.ts'
import { type Frame, type FrameOptions, framed } from './frame.ts'
import { drawSeries, type Point, type Series } from './line-chart.ts'
import { styleOf } from './style.ts'

type BoundedAxis = AxisOptions & { readonly from: number; readonly to: number }

export interface ContourOptions extends FrameOptions {
  readonly x: BoundedAxis
  readonly y: BoundedAxis
  readonly surface: (x: number, y: number) => number
  /** Heights of the lines. */
  readonly levels: readonly number[]
  readonly paths: readonly Series[]
}

const cells = 60

export function contour({ x, y, surface, levels, paths, ...options }: ContourOptions): Drawing {
  const styled = paths.map((each, index) => ({ draw: 'both' as const, style: styleOf(index), ...each }))
  return framed(options, axisOf(x, []), axisOf(y, []), paths.length > 1 ? styled : [], (frame) =>
    [
      ...levels.map((level) => drawLevel(frame, segmentsOf(surface, level, x, y))),
      ...styled.map((each) => drawSeries(frame, each)),
    ].join(''),
  )
}

function drawLevel(frame: Frame, segments: readonly (readonly [Point, Point])[]): string {
  const at = ([a, b]: Point) => `${round(frame.x(a))} ${round(frame.y(b))}`
  const path = segments.map(([from, to]) => `M${at(from)}L${at(to)}`).join('')
  return `<path d="${path}" fill="none" stroke="currentColor" opacity="0.3"/>`
}

/** Where the surface crosses the level, cell by cell. */
export function segmentsOf(
  surface: (x: number, y: number) => number,
  level: number,
  x: Pick<BoundedAxis, 'from' | 'to'>,
  y: Pick<BoundedAxis, 'from' | 'to'>,
): (readonly [Point, Point])[] {
  const atX = (index: number) => x.from + ((x.to - x.from) * index) / cells
  const atY = (index: number) => y.from + ((y.to - y.from) * index) / cells
  const corner = (column: number, row: number) => ({
    at: [atX(column), atY(row)] as const,
    height: surface(atX(column), atY(row)) - level,
  })
  const segments: (readonly [Point, Point])[] = []
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const corners = [
        corner(column, row),
        corner(column + 1, row),
        corner(column + 1, row + 1),
        corner(column, row + 1),
      ]
      const crossings = corners.flatMap((from, index): Point[] => {
        const to = corners[(index + 1) % 4] ?? from
        if (from.height < 0 === to.height < 0) return []
        const part = from.height / (from.height - to.height)
        return [[from.at[0] + part * (to.at[0] - from.at[0]), from.at[1] + part * (to.at[1] - from.at[1])]]
      })
      const [first, second, third, fourth] = crossings
      if (first && second) segments.push([first, second])
      if (third && fourth) segments.push([third, fourth])
    }
  }
  return segments
}
