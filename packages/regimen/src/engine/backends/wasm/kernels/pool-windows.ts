/** Windows over images, one vector of channels at a time: the loops that all pools share. */
import type { Pair, PoolingAttributes } from '../../../primitives/attributes.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { i32, memory } from '../instructions.ts'
import { elementBytes, move, nest, type Pointer, vectorLanes } from '../loops.ts'
import { at, type KernelPointers, type KernelSpecification, type Operand } from '../lowering.ts'
import { forEachImage, type ImageUnits, scratchPointer } from './image-units.ts'
import { imageSize, offsetBy, type StagedImages, stagedImages, wholeImage } from './images.ts'

export type PoolName = 'maxPool2d' | 'maxPool2dGradient' | 'sumPool2d' | 'sumPool2dGradient'

/** What an operand holds: an image's elements, or one for each window. */
export type PoolSize = 'image' | 'windows'

/** One vector of channels of one window. */
export interface WindowVector {
  /** Of each operand: at the window's first place inside the image, or at the window's own element. */
  readonly pointers: readonly Pointer[]
  /** Distances in bytes of the window's places from the first, of each operand; 0 for those of windows. */
  readonly places: readonly (readonly number[])[]
  /** Channels that there are, of four. */
  readonly lanes: number
  /** No other window has any of these places. */
  readonly alone: boolean
}

interface PoolOperand {
  readonly size: PoolSize
  readonly operand: Operand
  readonly pointer: Pointer
  readonly staged: StagedImages
}

/** Neighbouring windows that hold the same places of their own: all but those at the image's edges. */
interface Segment {
  readonly first: number
  readonly count: number
  /** Places inside the image, and where the first window's first of them lies. */
  readonly places: number
  readonly start: number
}

/** A share of a pool's kernel. */
interface PoolRun {
  readonly units: ImageUnits
  readonly pointers: KernelPointers
  readonly sizes: readonly PoolSize[]
}

export function poolScratchBytes({ inputs }: KernelSpecification<PoolName>): number {
  return inputs.reduce((sum, operand) => sum + stagedImages(operand, wholeImage(operand)).bytes, 0)
}

/**
 * Runs the body for every window and vector of channels; each image is a unit of its own. The last of the
 * sizes is the result's; a result of an image's size starts from zeros.
 */
export function forEachWindow(
  f: FunctionBuilder,
  { attributes, inputs, output }: KernelSpecification<PoolName>,
  { units, pointers, sizes }: PoolRun,
  body: (vector: WindowVector) => void,
): void {
  const target = at(pointers.writes, 0)
  const operands = [...inputs, output].map((operand, index) => ({
    size: at(sizes, index),
    operand,
    pointer: pointers.reads[index] ?? target,
    staged: stagedImages(operand, wholeImage(operand)),
  }))
  const [rows, columns] = edgeSegments(operands, attributes)
  const { stride, window } = attributes
  const alone = stride[0] >= window[0] && stride[1] >= window[1]
  const covered = alone && areCovered(rows, columns, output, attributes)
  const moving = operands.map(({ pointer, operand }) => ({ pointer, stride: at(operand.strides, 0) }))
  forEachImage(f, units, pointers, moving, scratchPointer(pointers, 1), {
    body: (own) => {
      if (sizes.at(-1) === 'image' && !covered) {
        f.do(memory.fill(target, i32.const(0), i32.const(imageSize(output) * elementBytes)))
      }
      const frames = stageAll(f, operands, own)
      for (const row of rows) {
        for (const column of columns) {
          const views = operands.map((operand) => viewOf(operand, row, column, stride))
          const places = views.map((view) => view.places)
          const starts = frames.map((frame, index) =>
            f.let(offsetBy(frame, at(views, index).start * elementBytes)),
          )
          const dimensions = [
            { size: row.count, strides: views.map(({ down }) => down) },
            { size: column.count, strides: views.map(({ right }) => right) },
          ]
          nest(f, dimensions, starts, () =>
            forEachVector(f, at(output.shape, 3), starts, (lanes) =>
              body({ pointers: starts, places, lanes, alone }),
            ),
          )
        }
      }
    },
  })
}

/** True when every place of an image that is the result is in a window. */
function areCovered(
  rows: readonly Segment[],
  columns: readonly Segment[],
  { shape }: Operand,
  { window, stride }: PoolingAttributes,
): boolean {
  const along = (segments: readonly Segment[], axis: 0 | 1) => {
    const places = segments.reduce((sum, segment) => sum + segment.count * segment.places, 0)
    return stride[axis] === window[axis] && places === at(shape, axis + 1)
  }
  return along(rows, 0) && along(columns, 1)
}

/** Segments of both dimensions. */
function edgeSegments(
  operands: readonly PoolOperand[],
  { window, stride, low }: PoolingAttributes,
): readonly [readonly Segment[], readonly Segment[]] {
  const shapeOf = (wanted: PoolSize) =>
    at(
      operands.filter(({ size }) => size === wanted),
      0,
    ).operand.shape
  const [image, windows] = [shapeOf('image'), shapeOf('windows')]
  const along = (axis: 0 | 1) =>
    segments(at(windows, axis + 1), at(image, axis + 1), window[axis], {
      stride: stride[axis],
      low: low[axis],
    })
  return [along(0), along(1)]
}

function segments(
  windows: number,
  image: number,
  window: number,
  { stride, low }: { readonly stride: number; readonly low: number },
): Segment[] {
  const found: Segment[] = []
  for (let index = 0; index < windows; index++) {
    const begin = index * stride - low
    const start = Math.max(0, begin)
    const places = Math.min(image, begin + window) - start
    const last = found[found.length - 1]
    const continues = last?.places === window && places === window
    if (continues) found[found.length - 1] = { ...last, count: last.count + 1 }
    else found.push({ first: index, count: 1, places, start })
  }
  return found
}

/** Pointers to the current images. */
function stageAll(f: FunctionBuilder, operands: readonly PoolOperand[], scratch: Pointer): Pointer[] {
  let used = 0
  return operands.map(({ pointer, staged }) => {
    const own = f.let(offsetBy(scratch, used))
    used += staged.bytes
    return staged.stage(f, pointer, own)
  })
}

/** How an operand is passed through along a group of windows, in elements; places in bytes. */
function viewOf({ size, staged }: PoolOperand, rows: Segment, columns: Segment, stride: Pair) {
  const [row, column] = staged.strides
  const inside = { length: rows.places * columns.places }
  if (size === 'windows') {
    const start = rows.first * row + columns.first * column
    return { start, down: row, right: column, places: Array.from(inside, () => 0) }
  }
  const places = Array.from(inside, (_, place) => {
    const down = Math.floor(place / columns.places)
    return (down * row + (place % columns.places) * column) * elementBytes
  })
  const start = rows.start * row + columns.start * column
  return { start, down: stride[0] * row, right: stride[1] * column, places }
}

/** Channels four at a time, then the rest. */
function forEachVector(
  f: FunctionBuilder,
  channels: number,
  pointers: readonly Pointer[],
  body: (lanes: number) => void,
): void {
  const vectors = Math.floor(channels / vectorLanes)
  const steps = pointers.map(() => vectorLanes)
  f.repeat(vectors, () => {
    body(vectorLanes)
    move(f, pointers, steps, elementBytes)
  })
  if (channels % vectorLanes > 0) body(channels % vectorLanes)
  move(f, pointers, steps, -vectors * elementBytes)
}
