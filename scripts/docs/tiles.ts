/** Small images side by side as SVG, each with a caption: digits, kernels, what a layer makes of them. */

export interface Tile {
  readonly caption: string
  /** Row-major [height, width]. */
  readonly values: ArrayLike<number>
  readonly width: number
  /** What is white and what is black. Default: the smallest and the largest value. */
  readonly range?: readonly [white: number, black: number]
}

/** Of grey: enough for the eye, few enough for a small file. */
const levels = 12
const [margin, gap, captionHeight, titleHeight] = [12, 14, 18, 26]

/** @param options `columns`: tiles in a row; `size`: pixels of a tile's width. */
export function tilesSvg(
  title: string,
  tiles: readonly Tile[],
  { columns = tiles.length, size = 84 }: { readonly columns?: number; readonly size?: number } = {},
): string {
  const heightOf = ({ values, width }: Tile) => (size * values.length) / width / width
  const tall = Math.max(...tiles.map(heightOf))
  const width = 2 * margin + columns * size + (columns - 1) * gap
  const rows = Math.ceil(tiles.length / columns)
  const height = titleHeight + rows * (tall + captionHeight + gap)
  const drawn = tiles.map((tile, index) => {
    const x = margin + (index % columns) * (size + gap)
    const y = titleHeight + Math.floor(index / columns) * (tall + captionHeight + gap)
    const caption = `<text x="${size / 2}" y="${tall + 13}" text-anchor="middle" fill="#333333">${asText(tile.caption)}</text>`
    return `<g transform="translate(${x} ${round(y)})">${pixels(tile, size)}${caption}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${round(height)}" width="${width}" height="${round(height)}" font-family="system-ui, sans-serif" font-size="10" role="img">`,
    `<title>${asText(title)}</title>`,
    `<rect width="${width}" height="${round(height)}" fill="#ffffff"/>`,
    `<text x="${margin}" y="16" font-size="12" font-weight="600" fill="#111111">${asText(title)}</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

const asText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
const round = (value: number) => String(Math.round(value * 100) / 100)

/** One path for each grey, of runs of equal pixels. */
function pixels({ values, width, range }: Tile, size: number): string {
  const numbers = Array.from(values)
  const [white, black] = range ?? [Math.min(...numbers), Math.max(...numbers)]
  const levelOf = (value: number) => {
    const share = black === white ? 0 : (value - white) / (black - white)
    return Math.round(Math.min(1, Math.max(0, share)) * (levels - 1))
  }
  const runs = new Map<number, string>()
  for (let row = 0; row < numbers.length / width; row++) {
    for (let start = 0; start < width; ) {
      const level = levelOf(numbers[row * width + start] ?? 0)
      let end = start + 1
      while (end < width && levelOf(numbers[row * width + end] ?? 0) === level) end++
      if (level > 0)
        runs.set(level, `${runs.get(level) ?? ''}M${start} ${row}h${end - start}v1h${start - end}z`)
      start = end
    }
  }
  const paths = [...runs].map(([level, path]) => {
    const grey = Math.round(255 * (1 - level / (levels - 1)))
    return `<path d="${path}" fill="rgb(${grey},${grey},${grey})"/>`
  })
  const height = numbers.length / width
  const frame = `<rect width="${width}" height="${height}" fill="none" stroke="#9a9a9a" stroke-width="${round(width / size)}"/>`
  return `<g transform="scale(${round(size / width)})" shape-rendering="crispEdges">${paths.join('')}${frame}</g>`
}
