/**
 * Images of a batch one at a time, as kernels that slide windows want them: channels next to each other,
 * zeros around. In place where the operand is so already, else copied to scratch memory, where one image
 * stays in the cache.
 */
import type { Pair } from '../../../primitives/attributes.ts'
import { type Shape, sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, i32, memory } from '../instructions.ts'
import { elementBytes, mapElements, type Pointer } from '../loops.ts'
import { at, type Operand } from '../lowering.ts'
import { alignUp } from '../memory-plan.ts'

/** The part of the padded plane that a kernel reads: its size, and where in it the image begins. */
export interface Frame {
  readonly size: Pair
  readonly low: Pair
}

export interface StagedImages {
  /** From row to row and from column to column, in elements. */
  readonly strides: Pair
  /** Scratch memory of one image; 0 when the images are read where they lie. */
  readonly bytes: number
  /** Puts zeros around the image, once, before the first. */
  prepare(f: FunctionBuilder, scratch: Pointer): void
  /** Gives the frame of the image at a pointer. */
  stage(f: FunctionBuilder, image: Pointer, scratch: Pointer): Pointer
}

/** The frame that is just the image. */
export function wholeImage({ shape }: Operand): Frame {
  return { size: [at(shape, 1), at(shape, 2)], low: [0, 0] }
}

export function stagedImages(operand: Operand, frame: Frame): StagedImages {
  const [, height, width, channels] = fourSizes(operand.shape)
  const [, rowStride, columnStride, channelStride] = fourSizes(operand.strides)
  const { size, low } = frame
  const unpadded = low[0] === 0 && low[1] === 0 && size[0] <= height && size[1] <= width
  if (unpadded && (channels === 1 || channelStride === 1)) {
    return { strides: [rowStride, columnStride], bytes: 0, prepare: () => {}, stage: (_, image) => image }
  }
  const strides: Pair = [size[1] * channels, channels]
  const bytes = alignUp(size[0] * strides[0] * elementBytes, 64)
  const copied = [Math.min(height, size[0] - low[0]), Math.min(width, size[1] - low[1]), channels]
  const loop = {
    shape: copied,
    outputStrides: [...strides, 1],
    inputStrides: [[rowStride, columnStride, channelStride]],
  }
  return {
    strides,
    bytes,
    prepare: (f, scratch) => f.do(memory.fill(scratch, i32.const(0), i32.const(bytes))),
    stage: (f, image, scratch) => {
      const start = (low[0] * strides[0] + low[1] * strides[1]) * elementBytes
      const empty = copied.some((count) => count <= 0)
      if (!empty)
        mapElements(f, loop, f.let(offsetBy(scratch, start)), [image], (operands) => at(operands, 0))
      return scratch
    },
  }
}

/** Elements of one image of a contiguous operand. */
export function imageSize({ shape }: Operand): number {
  return sizeOf(shape.slice(1))
}

export function offsetBy(pointer: Pointer, bytes: number): Code<'i32'> {
  return bytes === 0 ? pointer : i32.add(pointer, i32.const(bytes))
}

export function fourSizes(sizes: Shape): readonly [number, number, number, number] {
  return [at(sizes, 0), at(sizes, 1), at(sizes, 2), at(sizes, 3)]
}
