/** Small pictures as SVG: axes with names, lines told apart by dashes as well as colour, contours, bars. */

export type Point = readonly [x: number, y: number]
export type Domain = readonly [low: number, high: number]

export interface Axis {
  readonly name: string
  readonly domain: Domain
  /** Default: about five round numbers. */
  readonly ticks?: readonly number[]
}

/** Colours differ in lightness, dashes in length: each line is known in grey too. */
const styles = [
  { colour: '#111111', dash: '' },
  { colour: '#c2410c', dash: '7 3' },
  { colour: '#2563eb', dash: '2 3' },
  { colour: '#15803d', dash: '9 3 2 3' },
  { colour: '#7e22ce', dash: '4 2' },
  { colour: '#0e7490', dash: '12 4' },
  { colour: '#a16207', dash: '1 3' },
  { colour: '#be185d', dash: '9 3 2 3 2 3' },
] as const

export type Mark =
  | {
      readonly kind: 'line'
      readonly points: readonly Point[]
      readonly name?: string
      readonly style?: number
    }
  | { readonly kind: 'path'; readonly points: readonly Point[]; readonly colour: string }
  | {
      readonly kind: 'bars'
      readonly bars: readonly { readonly from: number; readonly to: number; readonly height: number }[]
    }
  | {
      readonly kind: 'contours'
      readonly value: (x: number, y: number) => number
      readonly levels: readonly number[]
    }
  | {
      readonly kind: 'dots'
      readonly points: readonly Point[]
      readonly name?: string
      readonly style?: number
      /** Default 2. */
      readonly radius?: number
    }
  /** Between a line below and one above. */
  | { readonly kind: 'band'; readonly below: readonly Point[]; readonly above: readonly Point[] }
  | { readonly kind: 'cross'; readonly at: Point }
  | { readonly kind: 'rule'; readonly y: number }

export interface Picture {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly marks: readonly Mark[]
  readonly width?: number
  readonly height?: number
}

const sides = { left: 56, right: 18, bottom: 40 }
/** Of the plot: below the title, and below the names of the lines where they have some. */
const topOf = (marks: readonly Mark[]) => (namesOf(marks).length > 0 ? 44 : 26)

export function svg(picture: Picture): string {
  const { title, x, y, marks, width = 360, height = 240 } = picture
  const top = topOf(marks)
  const plotWidth = width - sides.left - sides.right
  const plotHeight = height - top - sides.bottom
  const place: Place = {
    x: (value) => sides.left + (plotWidth * (value - x.domain[0])) / (x.domain[1] - x.domain[0]),
    y: (value) => top + plotHeight * (1 - (value - y.domain[0]) / (y.domain[1] - y.domain[0])),
    domain: { x: x.domain, y: y.domain },
  }
  const frame = `<rect x="${sides.left}" y="${top}" width="${plotWidth}" height="${plotHeight}"`
  const clip = `clip-${title.replace(/\W+/g, '-')}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" role="img">`,
    `<title>${asText(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<clipPath id="${clip}">${frame}/></clipPath>`,
    `<text x="${sides.left}" y="16" font-size="12" font-weight="600" fill="#111111">${asText(title)}</text>`,
    ...axes(picture, place, width, height),
    `<g clip-path="url(#${clip})" fill="none">`,
    ...marks.map((mark) => drawn(mark, place)),
    '</g>',
    `${frame} fill="none" stroke="#555555"/>`,
    ...legend(marks),
    '</svg>\n',
  ].join('\n')
}

interface Place {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly domain: { readonly x: Domain; readonly y: Domain }
}

const asText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
const round = (value: number) => String(Math.round(value * 10) / 10)

function axes({ x, y, marks }: Picture, place: Place, width: number, height: number): string[] {
  const top = topOf(marks)
  const bottom = height - sides.bottom
  const ticksX = (x.ticks ?? roundTicks(x.domain)).map((value) => {
    const at = round(place.x(value))
    return `<path d="M${at} ${top}V${bottom}" stroke="#e4e4e4"/><text x="${at}" y="${bottom + 14}" text-anchor="middle" fill="#333333">${tickText(value)}</text>`
  })
  const ticksY = (y.ticks ?? roundTicks(y.domain)).map((value) => {
    const at = place.y(value)
    return `<path d="M${sides.left} ${round(at)}H${width - sides.right}" stroke="#e4e4e4"/><text x="${sides.left - 6}" y="${round(at + 4)}" text-anchor="end" fill="#333333">${tickText(value)}</text>`
  })
  const middle = (top + bottom) / 2
  return [
    ...ticksX,
    ...ticksY,
    `<text x="${(sides.left + width - sides.right) / 2}" y="${height - 8}" text-anchor="middle" fill="#111111">${asText(x.name)}</text>`,
    `<text x="13" y="${middle}" text-anchor="middle" transform="rotate(-90 13 ${middle})" fill="#111111">${asText(y.name)}</text>`,
  ]
}

const tickText = (value: number) => String(Number(value.toPrecision(6))).replace('-', '−')

/** Multiples of 1, 2 or 5 times a power of ten. */
export function roundTicks([low, high]: Domain): number[] {
  const rough = (high - low) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  return Array.from({ length: count }, (_, index) => (first + index) * step)
}

function drawn(mark: Mark, place: Place): string {
  switch (mark.kind) {
    case 'line':
      return polyline(mark.points, place, mark.style ?? 0)
    case 'path': {
      const { points, colour } = mark
      const dots = points.map(([x, y]) => `M${round(place.x(x))} ${round(place.y(y))}h0`).join('')
      const stroke = `fill="none" stroke="${colour}"`
      return `<path d="${linePath(points, place)}" ${stroke} stroke-width="1.5"/><path d="${dots}" ${stroke} stroke-width="4.5" stroke-linecap="round"/>`
    }
    case 'dots': {
      const { points, style = 0, radius = 2 } = mark
      const dots = points.map(([x, y]) => `M${round(place.x(x))} ${round(place.y(y))}h0`).join('')
      return `<path d="${dots}" stroke="${styleOf(style).colour}" stroke-opacity="0.75" stroke-width="${2 * radius}" stroke-linecap="round"/>`
    }
    case 'band':
      return `<path d="${linePath([...mark.below, ...mark.above.toReversed()], place)}Z" fill="#2563eb" fill-opacity="0.18"/>`
    case 'bars':
      return mark.bars.map((bar) => barOf(bar, place)).join('')
    case 'contours':
      return mark.levels.map((level) => contour(mark.value, level, place)).join('')
    case 'cross': {
      const [x, y] = [place.x(mark.at[0]), place.y(mark.at[1])]
      return `<path d="M${round(x - 5)} ${round(y)}h10M${round(x)} ${round(y - 5)}v10" stroke="#111111" stroke-width="2"/>`
    }
    case 'rule':
      return `<path d="M${round(place.x(place.domain.x[0]))} ${round(place.y(mark.y))}H${round(place.x(place.domain.x[1]))}" stroke="#555555"/>`
  }
}

const styleOf = (index: number) => styles[index % styles.length] ?? styles[0]

function polyline(points: readonly Point[], place: Place, style: number): string {
  const { colour, dash } = styleOf(style)
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`
  return `<path d="${linePath(points, place)}" stroke="${colour}" stroke-width="2"${dashes}/>`
}

/** Where a line leaves the picture far behind, or has no value, it is broken. */
function linePath(points: readonly Point[], place: Place): string {
  const [low, high] = place.domain.y
  const far = 3 * (high - low)
  let pen = 'M'
  const path = points.map(([x, y]) => {
    if (!Number.isFinite(y) || y < low - far || y > high + far) {
      pen = 'M'
      return ''
    }
    const step = `${pen}${round(place.x(x))} ${round(place.y(y))}`
    pen = 'L'
    return step
  })
  return path.join('')
}

function barOf({ from, to, height }: { from: number; to: number; height: number }, place: Place): string {
  const [left, right] = [place.x(from), place.x(to)]
  const [top, bottom] = [place.y(height), place.y(0)]
  return `<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}" fill="#7aa2d6" stroke="#ffffff" stroke-width="0.5"/>`
}

/** Marching squares: in each cell of a grid, the straight piece of the level that crosses it. */
function contour(value: (x: number, y: number) => number, level: number, place: Place): string {
  const size = 48
  const { x, y } = place.domain
  const at = (axis: Domain, index: number) => axis[0] + ((axis[1] - axis[0]) * index) / size
  const pieces: string[] = []
  for (let column = 0; column < size; column++) {
    for (let row = 0; row < size; row++) {
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ].map(([i = 0, j = 0]) => [at(x, i), at(y, j)] as const)
      const crossings = corners.flatMap((from, index) => {
        const to = corners[(index + 1) % 4] ?? from
        const [a, b] = [value(...from) - level, value(...to) - level]
        if (a < 0 === b < 0) return []
        const part = a / (a - b)
        return [[from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])] as const]
      })
      const [first, second] = crossings
      if (first && second) {
        pieces.push(
          `M${round(place.x(first[0]))} ${round(place.y(first[1]))}L${round(place.x(second[0]))} ${round(place.y(second[1]))}`,
        )
      }
    }
  }
  return `<path d="${pieces.join('')}" stroke="#9a9a9a"/>`
}

/** The names of the lines, in a row above the plot. */
function legend(marks: readonly Mark[]): string[] {
  let left = sides.left
  return namesOf(marks).map(({ name, style, isLine }) => {
    const { colour, dash } = styleOf(style)
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`
    const sign = isLine
      ? `<path d="M${left} 32h24" stroke="${colour}" stroke-width="2"${dashes}/>`
      : `<path d="M${left + 12} 32h0" stroke="${colour}" stroke-width="6" stroke-linecap="round"/>`
    const drawnName = `${sign}<text x="${left + 29}" y="36" fill="#111111">${asText(name)}</text>`
    left += 45 + 6 * name.length
    return drawnName
  })
}

interface NamedMark {
  readonly name: string
  readonly style: number
  readonly isLine: boolean
}

function namesOf(marks: readonly Mark[]): NamedMark[] {
  return marks.flatMap((mark) =>
    (mark.kind === 'line' || mark.kind === 'dots') && mark.name !== undefined
      ? [{ name: mark.name, style: mark.style ?? 0, isLine: mark.kind === 'line' }]
      : [],
  )
}
