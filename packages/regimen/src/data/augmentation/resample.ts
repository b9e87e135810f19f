/** Images read at other places than their pixels': bilinear interpolation. */
import type { ImageSize } from './augmentation.ts'

/**
 * Where the pixel (x, y) of the new image is read in the old one, as six numbers:
 * `x′ = a·x + b·y + c`, `y′ = d·x + e·y + f`.
 */
export type AffineMap = Float64Array

/** So many pixels of the fill value lie around the image: reading a little outside needs no test. */
const margin = 2

/** @internal An image's pixels with a margin of the fill value. */
export class PaddedImage {
  readonly #height: number
  readonly #width: number
  readonly #channels: number
  readonly #fill: number
  readonly #stride: number
  readonly #pixels: Float32Array

  constructor({ height, width, channels }: ImageSize, fill: number) {
    this.#height = height
    this.#width = width
    this.#channels = channels
    this.#fill = fill
    this.#stride = (width + 2 * margin) * channels
    this.#pixels = new Float32Array(this.#stride * (height + 2 * margin)).fill(fill)
  }

  /** Takes over the image at `offset`. */
  read(rows: Float32Array, offset: number): void {
    const pixels = this.#pixels
    const length = this.#width * this.#channels
    const height = this.#height
    let from = offset
    for (let y = 0; y < height; y++) {
      const to = (y + margin) * this.#stride + margin * this.#channels
      for (let index = 0; index < length; index++) pixels[to + index] = rows[from + index] ?? 0
      from += length
    }
  }

  /** The whole image through a map, written to `offset`. */
  writeAffine(rows: Float32Array, offset: number, map: AffineMap): void {
    const a = map[0] ?? 1
    const b = map[1] ?? 0
    const d = map[3] ?? 0
    const e = map[4] ?? 1
    const [width, height, channels] = [this.#width, this.#height, this.#channels]
    const [perX, perY] = [1 / a, 1 / d]
    for (let y = 0; y < height; y++) {
      const x0 = b * y + (map[2] ?? 0)
      const y0 = e * y + (map[5] ?? 0)
      // Outside these bounds all is fill: one pixel beyond the border nothing of the image is left.
      const low = Math.max(0, lowest(x0, perX, width), lowest(y0, perY, height))
      const high = Math.min(width - 1, highest(x0, perX, width), highest(y0, perY, height))
      const from = low <= high ? low : width
      const to = low <= high ? high + 1 : width
      const start = offset + y * width * channels
      for (let index = 0; index < from * channels; index++) rows[start + index] = this.#fill
      if (channels === 1) this.#writeGreyLine(rows, start, from, to, x0 + margin, a, y0 + margin, d)
      else {
        for (let x = from; x < to; x++) {
          this.#writePixel(rows, start + x * channels, x0 + a * x + margin, y0 + d * x + margin)
        }
      }
      for (let index = to * channels; index < width * channels; index++) rows[start + index] = this.#fill
    }
  }

  /** The image with each pixel read so far to the right and down of its place, written to `offset`. */
  writeBent(rows: Float32Array, offset: number, right: Float64Array, down: Float64Array): void {
    const [width, height, channels] = [this.#width, this.#height, this.#channels]
    for (let y = 0, pixel = 0; y < height; y++) {
      for (let x = 0; x < width; x++, pixel++) {
        const bentX = x + (right[pixel] ?? 0)
        const bentY = y + (down[pixel] ?? 0)
        const to = offset + pixel * channels
        if (bentX > -1 && bentY > -1 && bentX < width && bentY < height) {
          this.#writePixel(rows, to, bentX + margin, bentY + margin)
        } else for (let channel = 0; channel < channels; channel++) rows[to + channel] = this.#fill
      }
    }
  }

  // Places are counted from the corner of the margin, so that none is negative and `| 0` rounds down.

  /** Pixels `from` to `to` of a line of an image of one channel: what most time goes to, so all in one loop. */
  #writeGreyLine(
    rows: Float32Array,
    start: number,
    from: number,
    to: number,
    x0: number,
    a: number,
    y0: number,
    d: number,
  ): void {
    const pixels = this.#pixels
    const stride = this.#stride
    for (let x = from; x < to; x++) {
      const readX = x0 + a * x
      const readY = y0 + d * x
      const left = readX | 0
      const top = readY | 0
      const right = readX - left
      const first = top * stride + left
      const topLeft = pixels[first] ?? 0
      const bottomLeft = pixels[first + stride] ?? 0
      const upper = topLeft + right * ((pixels[first + 1] ?? 0) - topLeft)
      const lower = bottomLeft + right * ((pixels[first + stride + 1] ?? 0) - bottomLeft)
      rows[start + x] = upper + (readY - top) * (lower - upper)
    }
  }

  #writePixel(rows: Float32Array, to: number, x: number, y: number): void {
    const pixels = this.#pixels
    const stride = this.#stride
    const channels = this.#channels
    const left = x | 0
    const top = y | 0
    const right = x - left
    let first = top * stride + left * channels
    for (let channel = 0; channel < channels; channel++, first++) {
      const topLeft = pixels[first] ?? 0
      const bottomLeft = pixels[first + stride] ?? 0
      const upper = topLeft + right * ((pixels[first + channels] ?? 0) - topLeft)
      const lower = bottomLeft + right * ((pixels[first + stride + channels] ?? 0) - bottomLeft)
      rows[to + channel] = upper + (y - top) * (lower - upper)
    }
  }
}

/**
 * The least whole x at which `start + x / perUnit` lies between −1 and the limit, as far as the lower end goes; where
 * nothing changes with x (infinite `perUnit`), all or none.
 */
function lowest(start: number, perUnit: number, limit: number): number {
  if (!Number.isFinite(perUnit)) return start > -1 && start < limit ? 0 : Number.POSITIVE_INFINITY
  return Math.ceil(((perUnit > 0 ? -1 : limit) - start) * perUnit)
}

/** The largest one. */
function highest(start: number, perUnit: number, limit: number): number {
  if (!Number.isFinite(perUnit)) return start > -1 && start < limit ? Number.POSITIVE_INFINITY : -1
  return Math.floor(((perUnit > 0 ? limit : -1) - start) * perUnit)
}

/** @internal The map of a linear one around the middle of the image. */
export function aroundMiddle(
  map: AffineMap,
  { height, width }: ImageSize,
  a: number,
  b: number,
  d: number,
  e: number,
): void {
  const [x, y] = [(width - 1) / 2, (height - 1) / 2]
  writeMap(map, a, b, x - a * x - b * y, d, e, y - d * x - e * y)
}

/** @internal */
export function writeMap(
  map: AffineMap,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
): void {
  map[0] = a
  map[1] = b
  map[2] = c
  map[3] = d
  map[4] = e
  map[5] = f
}
