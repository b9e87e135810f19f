/** Images moved, turned and scaled: maps of places, one after the other as one. */
import type { ChangeRow, ImageMap, ImageSize } from './augmentation.ts'
import { type AffineMap, Resampler, writeMap } from './resample.ts'
import type { RowStream } from './row-stream.ts'

/** Maps that can be one, in their order: of images of one size, with the same around them where it is seen at all. */
export interface FramedMaps extends Pick<ImageMap, 'size' | 'fill'> {
  readonly maps: readonly ImageMap[]
}

/** The maps with another behind them; undefined where they cannot be one. */
export function withMap(frame: FramedMaps | undefined, map: ImageMap): FramedMaps | undefined {
  const { size, fill } = map
  if (!frame) return { size, maps: [map], ...(fill !== undefined && { fill }) }
  const sameSize =
    size.height === frame.size.height &&
    size.width === frame.size.width &&
    size.channels === frame.size.channels
  const sameFill = fill === undefined || frame.fill === undefined || Object.is(fill, frame.fill)
  if (!sameSize || !sameFill) return undefined
  return { ...frame, maps: [...frame.maps, map], ...(fill !== undefined && { fill }) }
}

/** Maps in their order as one: what they draw for a row. */
export class MapDrawing {
  readonly #maps: readonly ImageMap[]
  readonly #next = new Float64Array(6)

  constructor(maps: readonly ImageMap[]) {
    this.#maps = maps
  }

  draw(into: AffineMap, random: RowStream): void {
    writeMap(into, 1, 0, 0, 0, 1, 0)
    for (const map of this.#maps) {
      map.draw(this.#next, random)
      compose(into, this.#next)
    }
  }
}

/**
 * Maps as one change. The image is read once, so that it is interpolated once however
 * many there are; a map that is a shift by whole pixels copies.
 */
export function changeByMaps({ maps, size, fill = 0 }: FramedMaps): ChangeRow {
  const resampler = new Resampler(size, fill)
  const drawing = new MapDrawing(maps)
  const whole = new Float64Array(6)
  return (rows, offset, random) => {
    drawing.draw(whole, random)
    if (isWholeShift(whole)) {
      // A map says where pixels are read: the image moves the other way.
      shiftImage(rows, offset, size, fill, -(whole[5] ?? 0), -(whole[2] ?? 0))
      return
    }
    resampler.change(rows, offset, whole)
  }
}

/** The map that reads through `next` and then through `map`, into `map`. */
function compose(map: AffineMap, next: AffineMap): void {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = map
  const [g = 1, h = 0, i = 0, j = 0, k = 1, l = 0] = next
  writeMap(
    map,
    a * g + b * j,
    a * h + b * k,
    a * i + b * l + c,
    d * g + e * j,
    d * h + e * k,
    d * i + e * l + f,
  )
}

function isWholeShift([a, b, c, d, e, f]: AffineMap): boolean {
  return a === 1 && b === 0 && d === 0 && e === 1 && Number.isInteger(c) && Number.isInteger(f)
}

/** @internal Moves the image at `offset` by whole pixels: all its numbers at once, then the border is filled. */
export function shiftImage(
  rows: Float32Array,
  offset: number,
  { height, width, channels }: ImageSize,
  fill: number,
  down: number,
  right: number,
): void {
  if (down === 0 && right === 0) return
  const stride = width * channels
  const end = offset + height * stride
  if (Math.abs(down) >= height || Math.abs(right) >= width) {
    rows.fill(fill, offset, end)
    return
  }
  const distance = down * stride + right * channels
  if (distance > 0) rows.copyWithin(offset + distance, offset, end - distance)
  else rows.copyWithin(offset, offset - distance, end)
  if (down > 0) rows.fill(fill, offset, offset + down * stride)
  if (down < 0) rows.fill(fill, end + down * stride, end)
  // What was moved over the side has come in at the other one.
  const first = right > 0 ? 0 : stride + right * channels
  const last = right > 0 ? right * channels : stride
  for (let line = offset; right !== 0 && line < end; line += stride) {
    for (let index = line + first; index < line + last; index++) rows[index] = fill
  }
}
