/** Images read at other places than their pixels': bilinear interpolation. */
import type { ImageSize } from './augmentation.ts'

/** Where the pixel (x, y) of the new image is read in the old one: `x′ = a·x + b·y + c`, `y′ = d·x + e·y + f`. */
export type AffineMap = readonly [number, number, number, number, number, number]

/** @internal An image's pixels with a margin of the fill value, so that reading needs no test at the border. */
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
    this.#stride = (width + 4) * channels
    this.#pixels = new Float32Array(this.#stride * (height + 4)).fill(fill)
  }

  /** Takes over the image at `offset`. */
  read(rows: Float32Array, offset: number): void {
    const length = this.#width * this.#channels
    for (let y = 0; y < this.#height; y++) {
      const from = offset + y * length
      this.#pixels.set(rows.subarray(from, from + length), (y + 2) * this.#stride + 2 * this.#channels)
    }
  }

  /** The value of a channel at a place between pixels. */
  value(x: number, y: number, channel: number): number {
    // One pixel outside everything is fill; NaN is outside too.
    if (!(x > -1 && y > -1 && x < this.#width && y < this.#height)) return this.#fill
    // Rounded towards zero, which is down where nothing is negative.
    const left = (x + 1) | 0
    const top = (y + 1) | 0
    const pixels = this.#pixels
    const first = (top + 1) * this.#stride + (left + 1) * this.#channels + channel
    const second = first + this.#stride
    const right = x + 1 - left
    const above = pixels[first] ?? 0
    const below = pixels[second] ?? 0
    const upper = above + right * ((pixels[first + this.#channels] ?? 0) - above)
    const lower = below + right * ((pixels[second + this.#channels] ?? 0) - below)
    return upper + (y + 1 - top) * (lower - upper)
  }

  /** The whole image through a map, written to `offset`. */
  writeAffine(rows: Float32Array, offset: number, [a, b, c, d, e, f]: AffineMap): void {
    const channels = this.#channels
    for (let channel = 0; channel < channels; channel++) {
      let to = offset + channel
      for (let y = 0; y < this.#height; y++) {
        for (let x = 0; x < this.#width; x++, to += channels) {
          rows[to] = this.value(a * x + b * y + c, d * x + e * y + f, channel)
        }
      }
    }
  }
}

/** @internal The map of a linear one around the middle of the image. */
export function aroundMiddle(
  { height, width }: ImageSize,
  [a, b, d, e]: readonly [number, number, number, number],
): AffineMap {
  const [x, y] = [(width - 1) / 2, (height - 1) / 2]
  return [a, b, x - a * x - b * y, d, e, y - d * x - e * y]
}
