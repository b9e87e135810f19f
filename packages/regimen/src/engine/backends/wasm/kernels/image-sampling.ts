/**
 * One image read at other places than its pixels': bilinear interpolation as vectors, written for one size of images.
 * Every pixel is computed by the same operations in the same order, whatever the channels. The image is first copied to
 * where fill lies around it, so that what is read outside needs no test.
 */
import type { FunctionBuilder, Local } from '../assembler.ts'
import { type Code, f32x4, i32, i32x4, v128 } from '../instructions.ts'
import {
  elementBytes,
  mapElements,
  type Pointer,
  storeLanes,
  type Vector,
  vectorBytes,
  vectorLanes,
} from '../loops.ts'
import { at } from '../lowering.ts'

/** The size of an image [height, width, channels]. */
export interface ImageSize {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** So many pixels of fill lie around the image. */
const margin = 2

const strideOf = ({ width, channels }: ImageSize) => (width + 2 * margin) * channels

/** Elements of an image with fill around it, and room for a vector that begins at the last of them. */
export function paddedElements(size: ImageSize): number {
  return strideOf(size) * (size.height + 2 * margin) + vectorLanes
}

/** Writes the fill; once for all images that come to be there. */
export function fillPadded(f: FunctionBuilder, size: ImageSize, padded: Pointer, fill: number): void {
  const loop = { shape: [paddedElements(size)], outputStrides: [1], inputStrides: [] }
  mapElements(f, loop, padded, [], () => f32x4.const(fill))
}

/** Copies an image [height, width, channels] with these strides, in elements, into its place amid the fill. */
export function padImage(
  f: FunctionBuilder,
  size: ImageSize,
  padded: Pointer,
  image: Pointer,
  strides: readonly number[],
): void {
  const { height, width, channels } = size
  const stride = strideOf(size)
  const corner = f.let(i32.add(padded, i32.const(margin * (stride + channels) * elementBytes)))
  const loop = {
    shape: [height, width, channels],
    outputStrides: [stride, channels, 1],
    inputStrides: [strides],
  }
  mapElements(f, loop, corner, [image], (operands) => at(operands, 0))
}

/** What an image is read through. */
export interface SampledPlaces {
  /**
   * Six numbers, each in all lanes: the pixel (x, y) of the new image is the old one at (a·x + b·y + c, d·x + e·y + f).
   */
  readonly map: readonly Vector[]
  /** Of each pixel how far to the right of its place it is read, and how far down, at these addresses. */
  readonly shifts?: { readonly right: Pointer; readonly down: Pointer }
}

/** Writes the image seen through a map, contiguous, from `output` on. Nothing beyond it is written. */
export function sampleImage(
  f: FunctionBuilder,
  size: ImageSize,
  padded: Pointer,
  output: Pointer,
  { map, shifts }: SampledPlaces,
): void {
  const { width, height, channels } = size
  const grey = channels === 1
  // Of one channel four pixels at a time; else a pixel at a time, four channels each.
  const step = grey ? vectorLanes : 1
  const [across, along] = [map.slice(0, 3), map.slice(3)]
  const to = f.let(output)
  const shift = shifts && { right: f.let(shifts.right), down: f.let(shifts.down) }
  const [x, y] = [f.local('v128'), f.let(f32x4.const(0))]
  const base = f.let(i32x4.sub(i32x4.splat(padded), i32x4.const(surplusOf(size) * elementBytes)))
  const shifted = (place: Code<'v128'>, by: Pointer | undefined) => {
    if (!by) return place
    return f32x4.add(place, grey ? v128.load(by) : v128.load32Splat(by))
  }
  f.repeat(height, () => {
    const left = f.let(lineStart(across, y))
    const top = f.let(lineStart(along, y))
    f.set(x, grey ? f32x4.convertI32x4(i32x4.lanes(0, 1, 2, 3)) : f32x4.const(0))
    const pixels = (count: number) => {
      const readX = f.let(inside(shifted(readAt(left, across, x), shift?.right), width))
      const readY = f.let(inside(shifted(readAt(top, along, x), shift?.down), height))
      const read = placeOf(f, size, base, readX, readY)
      if (grey) storeLanes(f, { pointer: to }, greyPixels(f, size, read), count)
      else colouredPixel(f, size, to, read)
      f.advance(to, count * channels * elementBytes)
      if (shift) f.advance(shift.right, count * elementBytes)
      if (shift) f.advance(shift.down, count * elementBytes)
    }
    f.repeat(Math.floor(width / step), () => {
      pixels(step)
      f.set(x, f32x4.add(x, f32x4.const(step)))
    })
    if (width % step > 0) pixels(width % step)
    f.set(y, f32x4.add(y, f32x4.const(1)))
  })
}

// Places are counted from the corner of the margin, so that none is negative.

const lineStart = (numbers: readonly Vector[], y: Vector) =>
  f32x4.add(f32x4.add(f32x4.mul(at(numbers, 1), y), at(numbers, 2)), f32x4.const(margin))

const readAt = (start: Vector, numbers: readonly Vector[], x: Vector) =>
  f32x4.add(f32x4.mul(at(numbers, 0), x), start)

/** Further outside than where both neighbours are fill, it is the same; NaN is taken for far outside. */
const inside = (place: Code<'v128'>, limit: number) =>
  f32x4.pseudoMin(f32x4.pseudoMax(f32x4.const(0), place), f32x4.const(limit + margin))

interface Place {
  /** The pixel to the left and above. */
  readonly address: Vector
  /** How far the place lies to the right of it, and below. */
  readonly right: Vector
  readonly down: Vector
}

/** A whole number added to this has its bits at the lower end: cheaper than a conversion that knows all cases. */
const whole = 2 ** 23
const wholeBits = 0x4b00_0000

/** By so many elements the sum of line and column below is too large. */
const surplusOf = (size: ImageSize) => Math.imul(wholeBits, strideOf(size) + size.channels)

/** @param base the address of the padded image, less the surplus. */
function placeOf(f: FunctionBuilder, size: ImageSize, base: Vector, x: Vector, y: Vector): Place {
  const left = f.let(f32x4.floor(x))
  const top = f.let(f32x4.floor(y))
  const integer = (vector: Vector) => f32x4.add(vector, f32x4.const(whole))
  const line = i32x4.mul(integer(top), i32x4.const(strideOf(size)))
  const column = size.channels === 1 ? integer(left) : i32x4.mul(integer(left), i32x4.const(size.channels))
  const bytes = i32x4.shl(i32x4.add(line, column), i32.const(Math.log2(elementBytes)))
  return {
    address: f.let(i32x4.add(bytes, base)),
    right: f.let(f32x4.sub(x, left)),
    down: f.let(f32x4.sub(y, top)),
  }
}

/** Between two values: the first, and this share of the way to the second. */
function between(f: FunctionBuilder, first: Code<'v128'>, second: Code<'v128'>, share: Vector): Vector {
  const from = f.let(first)
  return f.let(f32x4.add(from, f32x4.mul(share, f32x4.sub(second, from))))
}

/** Four pixels of one channel. Neighbours lie side by side: each pair is one load. */
function greyPixels(f: FunctionBuilder, size: ImageSize, { address, right, down }: Place): Vector {
  const lanes = [0, 1, 2, 3].map((lane) => f.let(i32x4.extract(address, lane)))
  const line = (offset: number) => {
    const pair = (first: number) => {
      const [one, other] = [at(lanes, first), at(lanes, first + 1)]
      return f.let(v128.load64Lane(other, v128.load64Zero(one, offset), 1, offset))
    }
    const [low, high] = [pair(0), pair(2)]
    return between(f, v128.shuffle32(low, high, [0, 2, 4, 6]), v128.shuffle32(low, high, [1, 3, 5, 7]), right)
  }
  return between(f, line(0), line(strideOf(size) * elementBytes), down)
}

/** The channels of one pixel, four at a time. */
function colouredPixel(
  f: FunctionBuilder,
  size: ImageSize,
  to: Local<'i32'>,
  { address, right, down }: Place,
): void {
  const { channels } = size
  const [from, into] = [f.let(i32x4.extract(address, 0)), f.let(to)]
  const line = (offset: number) =>
    between(f, v128.load(from, offset), v128.load(from, offset + channels * elementBytes), right)
  const store = (lanes: number) => {
    const value = between(f, line(0), line(strideOf(size) * elementBytes), down)
    storeLanes(f, { pointer: into }, value, lanes)
    f.advance(from, vectorBytes)
    f.advance(into, vectorBytes)
  }
  f.repeat(Math.floor(channels / vectorLanes), () => store(vectorLanes))
  if (channels % vectorLanes > 0) store(channels % vectorLanes)
}
