/** Images read at other places than their pixels': bilinear interpolation. */
import type { ImageSize } from './augmentation.ts'
import { resampleLayout, resampleModule } from './resample-module.ts'

/**
 * Where the pixel (x, y) of the new image is read in the old one, as six numbers:
 * `x′ = a·x + b·y + c`, `y′ = d·x + e·y + f`.
 */
export type AffineMap = Float64Array

/** @internal Reads images of one size through maps of their places, a fill value around them. */
export class Resampler {
  /** If it bends: for each pixel how far to the right of its place it is read, in pixels. 0 until somebody writes it. */
  readonly right: Float32Array
  /** And how far down. */
  readonly down: Float32Array
  readonly #image: Float32Array
  readonly #resample: (a: number, b: number, c: number, d: number, e: number, f: number) => unknown

  constructor(size: ImageSize, fill: number, { bends = false } = {}) {
    const layout = resampleLayout(size, bends)
    const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.bytes / pageBytes) })
    const floats = (address: number, count: number) => new Float32Array(memory.buffer, address, count)
    this.right = floats(layout.right, bends ? layout.pixels : 0)
    this.down = floats(layout.down, bends ? layout.pixels : 0)
    this.#image = floats(0, layout.elements)
    const module = new WebAssembly.Module(resampleModule(layout, fill))
    const { prepare, resample } = new WebAssembly.Instance(module, { engine: { memory } }).exports
    if (typeof prepare !== 'function' || typeof resample !== 'function') {
      throw new TypeError('the module does not export its functions')
    }
    prepare()
    this.#resample = (a, b, c, d, e, f) => resample(a, b, c, d, e, f)
  }

  /** Replaces the image at `offset` by itself as seen through the map. */
  change(rows: Float32Array, offset: number, map: AffineMap): void {
    const image = this.#image
    image.set(rows.subarray(offset, offset + image.length))
    this.#resample(map[0] ?? 1, map[1] ?? 0, map[2] ?? 0, map[3] ?? 0, map[4] ?? 1, map[5] ?? 0)
    rows.set(image, offset)
  }
}

const pageBytes = 65_536

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
