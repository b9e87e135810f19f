/** A number for each pair of categories: as a colour that also reads in grey, and as figures where there is room. */
import type { Text } from '../words.ts'
import { categoryAxis, tickText } from './axis.ts'
import { type Drawing, label, round } from './drawing.ts'
import { type FrameOptions, framed } from './frame.ts'
import { shade } from './style.ts'

export interface HeatMapOptions extends FrameOptions {
  readonly x: { readonly title: Text; readonly categories: readonly Text[] }
  /** From the bottom up. */
  readonly y: { readonly title: Text; readonly categories: readonly Text[] }
  /** `values[row][column]`, rows from the bottom up; null where nothing was measured. */
  readonly values: readonly (readonly (number | null)[])[]
  /** What is darkest and lightest. Default: the least and the largest value. */
  readonly from?: number
  readonly to?: number
}

export function heatMap({ x, y, values, from, to, ...options }: HeatMapOptions): Drawing {
  const known = values.flat().filter((value) => value !== null)
  const [least, most] = [from ?? Math.min(...known), to ?? Math.max(...known)]
  return framed(
    options,
    categoryAxis(x.title, x.categories),
    categoryAxis(y.title, y.categories),
    [],
    (frame) => {
      const width = (frame.right - frame.left) / x.categories.length
      const height = (frame.bottom - frame.top) / y.categories.length
      const cell = (value: number | null, column: number, row: number) => {
        if (value === null) return ''
        const part = most > least ? (value - least) / (most - least) : 0.5
        const [cx, cy] = [frame.x(column), frame.y(row)]
        const box = `<rect x="${round(cx - width / 2)}" y="${round(cy - height / 2)}" width="${round(width)}" height="${round(height)}" fill="${shade(part)}"/>`
        const text = tickText(Number(value.toPrecision(3)))
        const fits = width > text.length * 8 && height > 16
        return (
          box + (fits ? label(cx, cy + 5, text, 'middle', `fill="${part > 0.55 ? '#000' : '#fff'}"`) : '')
        )
      }
      return values.flatMap((row, at) => row.map((value, column) => cell(value, column, at))).join('')
    },
  )
}
