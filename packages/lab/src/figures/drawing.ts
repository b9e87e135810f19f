/** SVG that says its words in both languages, and the pieces that all charts are drawn with. */
import { type Language, type Text, textIn } from '../words.ts'

/** The inside of a picture and its size, in units that are pixels at full width. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly body: string
  /** What it is put together from: a page may lay these out as it has room. */
  readonly panels?: readonly Drawing[]
  /** How many of the panels stand side by side, where there is room. */
  readonly columns?: number
}

export const fontSize = 14

export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** The whole picture; `label` is what a screen reader says. */
export function toSvg({ width, height, body }: Drawing, label: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-label="${escapeText(label)}" font-family="system-ui, sans-serif" font-size="${fontSize}" fill="currentColor">${body}</svg>`
}

/** A picture that stands alone, in one language: the words of the other one are left out. */
export function inLanguage(svg: string, language: Language): string {
  const other: Language = language === 'en' ? 'ko' : 'en'
  return svg
    .replaceAll(new RegExp(`<text class="${other}"[^>]*>[^<]*</text>`, 'g'), '')
    .replaceAll(`<text class="${language}"`, '<text')
}

export type Anchor = 'start' | 'middle' | 'end'

/** Text at a place; `more` is further attributes. */
export function label(x: number, y: number, text: Text, anchor: Anchor = 'start', more = ''): string {
  const place = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${more && ` ${more}`}`
  const line = (attributes: string, words: string) => `<text ${attributes}>${escapeText(words)}</text>`
  if (typeof text === 'string' || text.en === text.ko) return line(place, textIn(text, 'en'))
  return line(`class="en" ${place}`, text.en) + line(`class="ko" ${place}`, text.ko)
}

/** About as wide as the wider of its languages will be. */
export function widthOf(text: Text): number {
  // Hangul and its like are about as wide as they are high; digits of the widest common fonts take 0.64 of that.
  const one = (words: string) =>
    Array.from(words, (character) => (character >= '\u1100' ? 1 : 0.64) * fontSize).reduce(
      (sum, each) => sum + each,
      0,
    )
  return Math.max(one(textIn(text, 'en')), one(textIn(text, 'ko')))
}

/** At most two decimals: paths of thousands of points stay small. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** Several drawings side by side, row by row. */
export function grid(drawings: readonly Drawing[], columns: number): Drawing {
  const rows = Array.from({ length: Math.ceil(drawings.length / columns) }, (_, row) =>
    drawings.slice(row * columns, (row + 1) * columns),
  )
  const heights = rows.map((row) => Math.max(...row.map(({ height }) => height)))
  const width = Math.max(...rows.map((row) => row.reduce((sum, each) => sum + each.width, 0)))
  const body = rows.flatMap((row, number) => {
    const top = heights.slice(0, number).reduce((sum, height) => sum + height, 0)
    return row.map((drawing, place) => {
      const left = row.slice(0, place).reduce((sum, each) => sum + each.width, 0)
      return `<g transform="translate(${round(left)} ${round(top)})">${drawing.body}</g>`
    })
  })
  return {
    width,
    height: heights.reduce((sum, height) => sum + height, 0),
    body: body.join(''),
    panels: drawings,
    columns,
  }
}
