/** A module that reads single images at other places than their pixels', for changes that the host makes row by row. */
import { ModuleBuilder } from '../../engine/backends/wasm/assembler.ts'
import { f32x4, i32 } from '../../engine/backends/wasm/instructions.ts'
import {
  fillPadded,
  type ImageSize,
  paddedElements,
  padImage,
  sampleImage,
} from '../../engine/backends/wasm/kernels/image-sampling.ts'
import { vectorBytes, vectorLanes } from '../../engine/backends/wasm/loops.ts'

/** Where what lies in the code's memory: addresses in bytes. */
export interface ResampleLayout {
  readonly size: ImageSize
  readonly pixels: number
  /** Of the image that is read and written, which lies at address 0. */
  readonly elements: number
  /** Whether each pixel has a shift of its own: how far to the right of its place it is read, and how far down. */
  readonly bends: boolean
  readonly right: number
  readonly down: number
  /** The image with fill around it. */
  readonly padded: number
  readonly bytes: number
}

/** Behind each part there is room for a vector that begins at its last element. */
export function resampleLayout(size: ImageSize, bends: boolean): ResampleLayout {
  const pixels = size.height * size.width
  const elements = pixels * size.channels
  const shifts = bends ? pixels : 0
  const parts = [elements, shifts, shifts, paddedElements(size)]
  const [right = 0, down = 0, padded = 0, bytes = 0] = ends(parts)
  return { size, pixels, elements, bends, right, down, padded, bytes }
}

/** Of parts of so many elements, one behind the other from address 0 on: where each ends, in bytes. */
function ends(parts: readonly number[]): number[] {
  let address = 0
  return parts.map((count) => {
    address += Math.ceil((count + vectorLanes) / vectorLanes) * vectorBytes
    return address
  })
}

/**
 * A module with `prepare()`, to be called once, and `resample(a, b, c, d, e, f)` over float32s: the pixel (x, y) of the
 * new image is the old one at (a·x + b·y + c, d·x + e·y + f), plus the pixel's own shift where there are such, and `fill`
 * where that lies outside.
 */
export function resampleModule(layout: ResampleLayout, fill: number): Uint8Array<ArrayBuffer> {
  const { size, bends } = layout
  const { width, channels } = size
  const module = new ModuleBuilder()
  const prepare = module.function([], (f) => fillPadded(f, size, f.let(i32.const(layout.padded)), fill))
  const resample = module.function(['f32', 'f32', 'f32', 'f32', 'f32', 'f32'], (f, numbers) => {
    const [image, padded] = [f.let(i32.const(0)), f.let(i32.const(layout.padded))]
    const map = numbers.map((each) => f.let(f32x4.splat(each)))
    padImage(f, size, padded, image, [width * channels, channels, 1])
    const [right, down] = [f.let(i32.const(layout.right)), f.let(i32.const(layout.down))]
    sampleImage(f, size, padded, image, { map, ...(bends && { shifts: { right, down } }) })
  })
  module.export('prepare', prepare)
  module.export('resample', resample)
  return module.finish()
}
