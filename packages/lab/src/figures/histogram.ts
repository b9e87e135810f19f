/** How values are spread: bars over equal bins. */
import { type AxisOptions, axisOf } from './axis.ts'
import { type Drawing, round } from './drawing.ts'
import { type FrameOptions, framed } from './frame.ts'
import { styleOf } from './style.ts'

export interface HistogramOptions extends FrameOptions {
  readonly x: AxisOptions & { readonly from: number; readonly to: number }
  readonly y: AxisOptions
  /** Of equal bins from `x.from` to `x.to`. */
  readonly counts: readonly number[]
}

export function histogram({ x, y, counts, ...options }: HistogramOptions): Drawing {
  const width = (x.to - x.from) / counts.length
  const { color } = styleOf(0)
  return framed(options, axisOf(x, []), axisOf(y, [0, ...counts]), [], (frame) =>
    counts
      .map((count, index) => {
        const [left, right] = [frame.x(x.from + index * width), frame.x(x.from + (index + 1) * width)]
        const top = frame.y(count)
        return `<rect x="${round(left)}" y="${round(top)}" width="${round(Math.max(0.5, right - left - 0.5))}" height="${round(Math.max(0, frame.y(0) - top))}" fill="${color}"/>`
      })
      .join(''),
  )
}
