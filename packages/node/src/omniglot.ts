/** Omniglot (Lake, Salakhutdinov & Tenenbaum 2015): characters of many alphabets, twenty drawings of each. */
import { decode } from 'fast-png'
import { type Unzipped, unzipSync } from 'fflate'
import { createDataset, type Dataset, fileError } from 'regimen'
import { readBytes, reasonOf } from './read-bytes.ts'

/** The options of `readOmniglot`. */
export interface OmniglotOptions {
  /** Height and width of the images, at most 105. Default 28, as in the papers on one-shot learning. */
  readonly size?: number
  /** Only characters of these alphabets: `['Greek']`. Default: all. */
  readonly alphabets?: readonly string[]
}

/** No drawing of the data set has more bytes than a few hundred. */
const largestEntry = 1 << 20

/**
 * The drawings of one or several archives as images [size, size, 1]: ink 1, paper 0, made smaller by the mean over
 * each pixel's area. A class is a character: `Greek/character01`. An alphabet that is in several archives is read
 * once.
 *
 * @param files such as `images_background_small1.zip`.
 * @throws RegimenError `omniglot-bad-archive`, `file-missing`, `file-unreadable`
 */
export async function readOmniglot(
  files: readonly string[],
  { size = 28, alphabets }: OmniglotOptions = {},
): Promise<Dataset> {
  const drawings = new Map<string, { readonly character: string; readonly pixels: Float32Array }>()
  for (const file of files) {
    const entries = unzip(file, await readBytes(file))
    for (const [name, bytes] of Object.entries(entries)) {
      const [, alphabet, character, drawing] = name.split('/')
      if (alphabet === undefined || character === undefined || drawing === undefined) continue
      if (alphabets && !alphabets.includes(alphabet)) continue
      const key = `${alphabet}/${character}`
      const pixels = () => shrink(readDrawing(file, name, bytes), size)
      if (!drawings.has(`${key}/${drawing}`))
        drawings.set(`${key}/${drawing}`, { character: key, pixels: pixels() })
    }
  }
  const rows = [...drawings.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  const classes = [...new Set(rows.map(({ character }) => character))]
  const places = new Map(classes.map((character, index) => [character, index]))
  const inputs = new Float32Array(rows.length * size * size)
  rows.forEach(({ pixels }, row) => {
    inputs.set(pixels, row * size * size)
  })
  return createDataset({
    name: 'omniglot',
    task: { kind: 'classification', classes },
    inputShape: [size, size, 1],
    inputs,
    targets: Int32Array.from(rows, ({ character }) => places.get(character) ?? 0),
  })
}

function unzip(file: string, bytes: Uint8Array): Unzipped {
  try {
    const filter = ({ name, originalSize }: { name: string; originalSize: number }) =>
      name.endsWith('.png') && originalSize <= largestEntry
    return unzipSync(bytes, { filter })
  } catch (error) {
    throw fileError('omniglot-bad-archive', { file, reason: reasonOf(error) }, { cause: error })
  }
}

interface Drawing {
  readonly width: number
  readonly height: number
  /** Ink 1, paper 0. */
  readonly ink: (x: number, y: number) => number
}

function readDrawing(file: string, name: string, bytes: Uint8Array): Drawing {
  try {
    const { width, height, depth, channels, data } = decode(bytes)
    if (channels !== 1) throw new Error(`${name} is not grey`)
    const packed = depth < 8
    const stride = packed ? Math.ceil((width * depth) / 8) : width
    const white = 2 ** depth - 1
    const level = (x: number, y: number) => {
      if (!packed) return data[y * stride + x] ?? 0
      const bit = x * depth
      return ((data[y * stride + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & white
    }
    return { width, height, ink: (x, y) => 1 - level(x, y) / white }
  } catch (error) {
    throw fileError('omniglot-bad-archive', { file, reason: `${name}: ${reasonOf(error)}` }, { cause: error })
  }
}

/** The mean over the area of each new pixel. */
function shrink({ width, height, ink }: Drawing, size: number): Float32Array {
  const pixels = new Float32Array(size * size)
  const columns = overlaps(width, size)
  const rows = overlaps(height, size)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = ink(x, y)
      if (value === 0) continue
      for (const [row, down] of rows[y] ?? []) {
        for (const [column, across] of columns[x] ?? []) {
          const place = row * size + column
          pixels[place] = (pixels[place] ?? 0) + value * down * across
        }
      }
    }
  }
  return pixels
}

/** Of each old place: the new places that it overlaps, and what share of theirs it fills. */
function overlaps(length: number, size: number): (readonly [number, number])[][] {
  const scale = size / length
  return Array.from({ length }, (_, place) => {
    const [start, end] = [place * scale, (place + 1) * scale]
    const found: (readonly [number, number])[] = []
    for (let to = Math.floor(start); to < Math.min(size, Math.ceil(end)); to++) {
      const share = Math.min(end, to + 1) - Math.max(start, to)
      if (share > 0) found.push([to, share])
    }
    return found
  })
}
