/** Rectangles of images. */
import type { ImageSize } from './augmentation.ts'
import type { RowStream } from './row-stream.ts'

/** @internal Bottom and right are the first pixels outside. */
export interface Rectangle {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** @internal A rectangle with a share of the image's area, its middle anywhere: at the border a part is cut off. */
export function drawRectangle(
  { height, width }: ImageSize,
  share: number,
  proportion: number,
  random: RowStream,
): Rectangle {
  const high = Math.round(height * Math.sqrt(share * proportion))
  const wide = Math.round(width * Math.sqrt(share / proportion))
  const top = random.whole(0, height - 1) - (high >> 1)
  const left = random.whole(0, width - 1) - (wide >> 1)
  return {
    top: Math.max(0, top),
    bottom: Math.min(height, top + high),
    left: Math.max(0, left),
    right: Math.min(width, left + wide),
  }
}

/** @internal The pixels of the rectangle set to one value, or to those of another image. */
export function fillRectangle(
  rows: Float32Array,
  offset: number,
  { width, channels }: ImageSize,
  { top, bottom, left, right }: Rectangle,
  fill: number | Float32Array,
): void {
  if (right <= left) return
  for (let y = top; y < bottom; y++) {
    const start = (y * width + left) * channels
    const end = (y * width + right) * channels
    if (typeof fill === 'number') rows.fill(fill, offset + start, offset + end)
    else for (let index = start; index < end; index++) rows[offset + index] = fill[index] ?? 0
  }
}
