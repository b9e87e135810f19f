/**
 * The code that reads images at other places than their pixels': bilinear interpolation as WebAssembly vectors, written
 * for one size of images. Every pixel is computed by the same operations in the same order, whatever the channels.
 */
import { type FunctionBuilder, type Local, ModuleBuilder } from '../../engine/backends/wasm/assembler.ts'
import { type Code, f32x4, i32, i32x4, v128 } from '../../engine/backends/wasm/instructions.ts'
import { elementBytes, vectorBytes, vectorLanes } from '../../engine/backends/wasm/loops.ts'
import { at } from '../../engine/backends/wasm/lowering.ts'
import type { ImageSize } from './augmentation.ts'

/** So many pixels of the fill value lie around the image: what is read outside needs no test. */
const margin = 2

/** Where what lies in the code's memory. Sizes in elements, addresses in bytes. */
export interface ResampleLayout {
  readonly size: ImageSize
  /** Of the image that is read and written, without a margin. */
  readonly elements: number
  readonly pixels: number
  /** Whether each pixel has a shift of its own: how far to the right of its place it is read, and how far down. */
  readonly bends: boolean
  readonly right: number
  readonly down: number
  /** The image with its margin. */
  readonly padded: number
  readonly paddedElements: number
  /** From a line of it to the next. */
  readonly stride: number
  readonly bytes: number
}

/** The image lies at address 0. Behind everything there is room for a vector that begins at the last element. */
export function resampleLayout(size: ImageSize, bends: boolean): ResampleLayout {
  const { height, width, channels } = size
  const pixels = height * width
  const elements = pixels * channels
  // Behind each line at least a vector of fill: it is written there over what the line's last vector left.
  const stride = (width + margin) * channels + Math.max(margin * channels, vectorLanes)
  const paddedElements = stride * (height + 2 * margin)
  const shifts = bends ? pixels : 0
  const [right = 0, down = 0, padded = 0, bytes = 0] = ends([elements, shifts, shifts, paddedElements])
  return { size, elements, pixels, bends, right, down, padded, paddedElements, stride, bytes }
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
 * A module with the function `resample(a, b, c, d, e, f)` over float32s: the pixel (x, y) of the new image is the old one
 * at (a·x + b·y + c, d·x + e·y + f), plus the pixel's own shift where there are such, and `fill` where that lies outside.
 */
export function resampleModule(layout: ResampleLayout, fill: number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  const resample = module.function(['f32', 'f32', 'f32', 'f32', 'f32', 'f32'], (f, map) => {
    pad(f, layout, fill)
    const vectors = map.map((each) => f.let(f32x4.splat(each)))
    readAll(f, layout, { across: vectors.slice(0, 3), along: vectors.slice(3) })
  })
  module.export('resample', resample)
  return module.finish()
}

const vectorsOf = (elements: number) => Math.ceil(elements / vectorLanes)

/** Copies the image to where it has a margin. */
function pad(f: FunctionBuilder, { size, stride, padded }: ResampleLayout, fill: number): void {
  const line = size.width * size.channels
  const corner = (margin * stride + margin * size.channels) * elementBytes
  const [from, to] = [f.let(i32.const(0)), f.let(i32.const(padded + corner))]
  const vectors = vectorsOf(line)
  f.repeat(size.height, () => {
    f.repeat(vectors, () => {
      f.do(v128.store(to, v128.load(from)))
      f.advance(from, vectorBytes)
      f.advance(to, vectorBytes)
    })
    f.advance(from, line * elementBytes - vectors * vectorBytes)
    f.advance(to, line * elementBytes - vectors * vectorBytes)
    f.do(v128.store(to, f32x4.const(fill)))
    f.advance(to, (stride - line) * elementBytes)
  })
}

type Vector = Local<'v128'>

/** The six numbers of a map, each in all lanes: of x′, and of y′. */
interface MapVectors {
  readonly across: readonly Vector[]
  readonly along: readonly Vector[]
}

function readAll(f: FunctionBuilder, layout: ResampleLayout, { across, along }: MapVectors): void {
  const { width, height, channels } = layout.size
  const grey = channels === 1
  // Of one channel four pixels at a time; else a pixel at a time, four channels each.
  const step = grey ? vectorLanes : 1
  const [rounds, rest] = [Math.ceil(width / step), (width % step) - (width % step > 0 ? step : 0)]
  const [to, pixel] = [f.let(i32.const(0)), f.let(i32.const(0))]
  const [x, y] = [f.local('v128'), f.local('v128')]
  const shifted = (place: Code<'v128'>, shifts: number) => {
    if (!layout.bends) return place
    return f32x4.add(place, grey ? v128.load(pixel, shifts) : v128.load32Splat(pixel, shifts))
  }
  f.repeat(height, () => {
    const left = f.let(lineStart(across, y))
    const top = f.let(lineStart(along, y))
    f.set(x, grey ? f32x4.convertI32x4(i32x4.lanes(0, 1, 2, 3)) : f32x4.const(0))
    f.repeat(rounds, () => {
      const readX = f.let(inside(shifted(readAt(left, across, x), layout.right), width))
      const readY = f.let(inside(shifted(readAt(top, along, x), layout.down), height))
      const read = placeOf(f, layout, readX, readY)
      if (grey) f.do(v128.store(to, greyPixels(f, layout, read)))
      else colouredPixel(f, layout, to, read)
      f.set(x, f32x4.add(x, f32x4.const(step)))
      f.advance(pixel, step * elementBytes)
      f.advance(to, step * channels * elementBytes)
    })
    // What the last vector of a line wrote too much, the next line overwrites.
    f.advance(pixel, rest * elementBytes)
    f.advance(to, rest * elementBytes)
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
  /** In bytes from the padded image's beginning: the pixel to the left and above. */
  readonly address: Vector
  /** How far the place lies to the right of it, and below. */
  readonly right: Vector
  readonly down: Vector
}

/** A whole number added to this has its bits at the lower end: cheaper than a conversion that knows all cases. */
const whole = 2 ** 23
const wholeBits = 0x4b00_0000

function placeOf(f: FunctionBuilder, { size, stride }: ResampleLayout, x: Vector, y: Vector): Place {
  const left = f.let(f32x4.floor(x))
  const top = f.let(f32x4.floor(y))
  const integer = (vector: Vector) => f32x4.add(vector, f32x4.const(whole))
  const line = i32x4.mul(integer(top), i32x4.const(stride))
  const column = size.channels === 1 ? integer(left) : i32x4.mul(integer(left), i32x4.const(size.channels))
  const surplus = Math.imul(wholeBits, stride + size.channels)
  const elements = i32x4.sub(i32x4.add(line, column), i32x4.const(surplus))
  return {
    address: f.let(i32x4.shl(elements, i32.const(Math.log2(elementBytes)))),
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
function greyPixels(
  f: FunctionBuilder,
  { padded, stride }: ResampleLayout,
  { address, right, down }: Place,
): Vector {
  const lanes = [0, 1, 2, 3].map((lane) => f.let(i32x4.extract(address, lane)))
  const line = (offset: number) => {
    const pair = (first: number) => {
      const [one, other] = [at(lanes, first), at(lanes, first + 1)]
      return f.let(v128.load64Lane(other, v128.load64Zero(one, offset), 1, offset))
    }
    const [low, high] = [pair(0), pair(2)]
    return between(f, v128.shuffle32(low, high, [0, 2, 4, 6]), v128.shuffle32(low, high, [1, 3, 5, 7]), right)
  }
  return between(f, line(padded), line(padded + stride * elementBytes), down)
}

/** The channels of one pixel, four at a time; those too many the next pixel overwrites. */
function colouredPixel(
  f: FunctionBuilder,
  { size, padded, stride }: ResampleLayout,
  to: Local<'i32'>,
  { address, right, down }: Place,
): void {
  const [from, into] = [f.let(i32x4.extract(address, 0)), f.let(to)]
  const line = (offset: number) =>
    between(f, v128.load(from, offset), v128.load(from, offset + size.channels * elementBytes), right)
  f.repeat(vectorsOf(size.channels), () => {
    f.do(v128.store(into, between(f, line(padded), line(padded + stride * elementBytes), down)))
    f.advance(from, vectorBytes)
    f.advance(into, vectorBytes)
  })
}
