/**
 * The images of a batch as the units of a kernel: a unit is a run of images that one thread takes one after
 * the other, with scratch memory of its own in which the current one stays in the cache.
 */
import type { View } from '../../../plan.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { i32 } from '../instructions.ts'
import { elementBytes, move, type Pointer } from '../loops.ts'
import { at, type KernelPointers } from '../lowering.ts'
import type { NewTemporary } from './product.ts'

/** More would split the work more evenly, and take more scratch memory. */
const mostUnits = 16
const threadCounts = [2, 4, 8]

export interface ImageUnits {
  readonly batch: number
  /** Images of a unit; the last may have fewer. */
  readonly images: number
  readonly units: number
  /** Scratch memory of a unit. */
  readonly bytes: number
}

export function imageUnits(batch: number, bytes: number, most: number = mostUnits): ImageUnits {
  const images = evenRun(batch, most)
  return { batch, images, units: Math.ceil(batch / images), bytes }
}

/**
 * How many images make a unit, so that there are at most so many units and threads get equally many images: of 100 in
 * 15 units one of two threads has 56, of 8 units 52. Results must not depend on how many threads there are, so that
 * all these numbers count.
 */
function evenRun(batch: number, most: number): number {
  const least = Math.max(1, Math.ceil(batch / most))
  let best = { images: least, waiting: Number.POSITIVE_INFINITY }
  for (let images = least; images < 2 * least; images++) {
    const units = Math.ceil(batch / images)
    const longest = (threads: number) => Math.min(batch, Math.ceil(units / threads) * images) * threads
    const waiting = threadCounts.reduce((sum, threads) => sum + longest(threads), 0)
    if (waiting < best.waiting) best = { images, waiting }
  }
  return best.images
}

/** Scratch memory for all units, where they need any. */
export function scratchOf({ units, bytes }: ImageUnits, temporary: NewTemporary): View[] {
  return bytes === 0 ? [] : [temporary((units * bytes) / elementBytes)]
}

/** A pointer that moves from image to image. */
export interface ImagePointer {
  readonly pointer: Pointer
  /** In elements. */
  readonly stride: number
}

/**
 * The body for each image of the share, with the pointers at it and the scratch memory of its unit;
 * `begin` before the first image of each unit, `end` after the last.
 */
export function forEachImage(
  f: FunctionBuilder,
  { batch, images, bytes }: ImageUnits,
  { start, end }: Pick<KernelPointers, 'start' | 'end'>,
  operands: readonly ImagePointer[],
  scratch: Pointer,
  steps: { readonly begin?: (own: Pointer) => void; readonly body: (own: Pointer) => void },
): void {
  const pointers = operands.map(({ pointer }) => pointer)
  const strides = operands.map(({ stride }) => stride)
  const image = f.let(i32.mul(start, i32.const(images)))
  for (const { pointer, stride } of operands) {
    if (stride !== 0) f.set(pointer, i32.add(pointer, i32.mul(image, i32.const(stride * elementBytes))))
  }
  const own = f.let(i32.add(scratch, i32.mul(start, i32.const(bytes))))
  f.repeat(i32.sub(end, start), () => {
    steps.begin?.(own)
    const left = f.let(i32.sub(i32.const(batch), image))
    f.repeat(i32.select(i32.const(images), left, i32.ltU(i32.const(images), left)), () => {
      steps.body(own)
      move(f, pointers, strides, elementBytes)
      f.advance(image, 1)
    })
    f.advance(own, bytes)
  })
}

/** The pointer to scratch memory, or any other where there is none. */
export function scratchPointer({ writes }: KernelPointers, place: number): Pointer {
  return writes[place] ?? at(writes, 0)
}
