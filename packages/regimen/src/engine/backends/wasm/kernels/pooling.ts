/**
 * Pools and their transposes: windows over an image, channels side by side in vectors. Each image is a
 * unit of its own.
 */
import type { Pair, PoolingAttributes, SlidingAttributes } from '../../../primitives/attributes.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, f32x4, i32, i32x4, memory, v128 } from '../instructions.ts'
import { elementBytes, move, nest, type Pointer, storeLanes, type Vector, vectorLanes } from '../loops.ts'
import {
  at,
  type KernelPointers,
  type KernelSpecification,
  type Lowering,
  type LoweringTable,
  type Operand,
} from '../lowering.ts'
import { fourSizes, imageSize, offsetBy, stagedImages, wholeImage } from './images.ts'

type PoolName = 'maxPool2d' | 'maxPool2dGradient' | 'sumPool2d' | 'sumPool2dGradient'

/** Neighbouring windows that hold the same places of their own: all but those at the image's edges. */
interface Segment {
  readonly first: number
  readonly count: number
  /** Places inside, and where the first window's first of them lies in the image. */
  readonly places: number
  readonly start: number
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
    const cut = start - begin
    const continues = last && cut === 0 && last.places === places && last.start === last.first * stride - low
    if (continues) found[found.length - 1] = { ...last, count: last.count + 1 }
    else found.push({ first: index, count: 1, places, start })
  }
  return found
}

/** The operands of a pool: large ones have an image's size, small ones a place for each window. */
interface PoolOperand {
  readonly size: 'image' | 'windows'
  readonly operand: Operand
  readonly pointer: Pointer
}

/** One group of windows seen from one of its vectors of channels. */
interface WindowVector {
  /** Distances of the window's places from its first, in bytes, of each operand of an image's size. */
  readonly places: readonly (readonly number[])[]
  readonly lanes: number
}

interface Pool {
  readonly image: Pair
  readonly windows: Pair
  readonly channels: number
  readonly batch: number
  readonly attributes: SlidingAttributes & Pick<PoolingAttributes, 'window'>
  /** The operands; the last is the result. */
  readonly operands: readonly PoolOperand[]
  readonly scratch: Pointer
}

/** Runs `before` for each image, then `body` for each window and each vector of its channels. */
function forEachWindow(
  f: FunctionBuilder,
  { image, windows, channels, batch, attributes, operands, scratch }: Pool,
  before: () => void,
  body: (pointers: readonly Pointer[], vector: WindowVector) => void,
): void {
  const staged = operands.map(({ operand }) => stagedImages(operand, wholeImage(operand)))
  const scratches = staged.map((_, index) => {
    const bytes = staged.slice(0, index).reduce((sum, each) => sum + each.bytes, 0)
    return f.let(offsetBy(scratch, bytes))
  })
  const { stride, low, window } = attributes
  const along = (axis: 0 | 1) =>
    segments(windows[axis], image[axis], window[axis], { stride: stride[axis], low: low[axis] })
  const images = { size: batch, strides: operands.map(({ operand }) => at(operand.strides, 0)) }
  nest(
    f,
    [images],
    operands.map(({ pointer }) => pointer),
    () => {
      before()
      const frames = operands.map(({ pointer }, index) =>
        at(staged, index).stage(f, pointer, at(scratches, index)),
      )
      for (const rows of along(0)) {
        for (const columns of along(1)) {
          const views = operands.map(({ size }, index) =>
            segmentView(size, { rows, columns, stride, strides: at(staged, index).strides }),
          )
          const pointers = frames.map((frame, index) =>
            f.let(offsetBy(frame, at(views, index).start * elementBytes)),
          )
          const dimensions = [
            { size: rows.count, strides: views.map(({ down }) => down) },
            { size: columns.count, strides: views.map(({ right }) => right) },
          ]
          const places = views.flatMap((view) => (view.places ? [view.places] : []))
          nest(f, dimensions, pointers, () =>
            forEachVector(f, channels, pointers, (lanes) => body(pointers, { places, lanes })),
          )
        }
      }
    },
  )
}

/** How one operand is passed through along a group of windows, in elements; places in bytes. */
function segmentView(
  size: PoolOperand['size'],
  {
    rows,
    columns,
    stride,
    strides,
  }: { readonly rows: Segment; readonly columns: Segment; readonly stride: Pair; readonly strides: Pair },
) {
  const [row, column] = strides
  if (size === 'windows') {
    return { start: rows.first * row + columns.first * column, down: row, right: column, places: undefined }
  }
  const places = Array.from({ length: rows.places * columns.places }, (_, place) => {
    const down = Math.floor(place / columns.places)
    return (down * row + (place % columns.places) * column) * elementBytes
  })
  return {
    start: rows.start * row + columns.start * column,
    down: stride[0] * row,
    right: stride[1] * column,
    places,
  }
}

/** Channels four at a time, then the rest. */
function forEachVector(
  f: FunctionBuilder,
  channels: number,
  pointers: readonly Pointer[],
  body: (lanes: number) => void,
): void {
  const vectors = Math.floor(channels / vectorLanes)
  const rest = channels % vectorLanes
  const steps = pointers.map(() => vectorLanes)
  f.repeat(vectors, () => {
    body(vectorLanes)
    move(f, pointers, steps, elementBytes)
  })
  if (rest > 0) body(rest)
  move(f, pointers, steps, -vectors * elementBytes)
}

/** Whether an element takes the place of the best so far: it is larger, or NaN. */
function beats(element: Vector, best: Vector): Code<'v128'> {
  return v128.or(f32x4.gt(element, best), f32x4.ne(element, element))
}

function poolOf(
  { attributes, inputs, output }: KernelSpecification<PoolName>,
  pointers: KernelPointers,
  sizes: readonly PoolOperand['size'][],
): Pool {
  const operands = sizes.map((size, index) => ({
    size,
    operand: inputs[index] ?? output,
    pointer: pointers.inputs[index] ?? pointers.output,
  }))
  const large = at(
    operands.filter(({ size }) => size === 'image'),
    0,
  ).operand
  const small = at(
    operands.filter(({ size }) => size === 'windows'),
    0,
  ).operand
  const [batch, height, width, channels] = fourSizes(large.shape)
  const [, rows, columns] = fourSizes(small.shape)
  return {
    image: [height, width],
    windows: [rows, columns],
    channels,
    batch,
    attributes,
    operands,
    scratch: pointers.scratch,
  }
}

function scratchBytes({ inputs }: KernelSpecification<PoolName>): number {
  return inputs.reduce((sum, operand) => sum + stagedImages(operand, wholeImage(operand)).bytes, 0)
}

const nothing = () => {}

/** Adds to a place of the result, or is the first and only one to write there. */
function addAt(
  f: FunctionBuilder,
  target: Pointer,
  offset: number,
  { value, lanes, alone }: { readonly value: Code<'v128'>; readonly lanes: number; readonly alone: boolean },
): void {
  const place = f.let(offsetBy(target, offset))
  storeLanes(f, place, alone ? value : f32x4.add(v128.load(place), value), lanes)
}

/** Windows that do not overlap. */
function areApart({ stride, window }: Pool['attributes']): boolean {
  return stride[0] >= window[0] && stride[1] >= window[1]
}

/** Transposes start from zeros, image by image. */
function clearImage(f: FunctionBuilder, output: Operand, pointer: Pointer): void {
  f.do(memory.fill(pointer, i32.const(0), i32.const(imageSize(output) * elementBytes)))
}

const maxPool2d: Lowering<'maxPool2d'> = {
  scratchBytes,
  emit: (f, kernel, pointers) => {
    const pool = poolOf(kernel, pointers, ['image', 'image', 'windows'])
    forEachWindow(f, pool, nothing, ([x, values, output], { places: [inX, inValues], lanes }) => {
      if (!x || !values || !output || !inX || !inValues) throw new RangeError('maxPool2d has two operands')
      const best = f.let(v128.load(x, at(inX, 0)))
      const picked = f.let(v128.load(values, at(inValues, 0)))
      const element = f.local('v128')
      const taken = f.local('v128')
      inX.forEach((offset, place) => {
        if (place === 0) return
        f.set(element, v128.load(x, offset))
        f.set(taken, beats(element, best))
        f.set(best, v128.bitselect(element, best, taken))
        f.set(picked, v128.bitselect(v128.load(values, at(inValues, place)), picked, taken))
      })
      storeLanes(f, output, picked, lanes)
    })
  },
}

const maxPool2dGradient: Lowering<'maxPool2dGradient'> = {
  scratchBytes,
  emit: (f, kernel, pointers) => {
    const pool = poolOf(kernel, pointers, ['image', 'windows', 'image'])
    const alone = areApart(pool.attributes)
    const clear = () => clearImage(f, kernel.output, pointers.output)
    forEachWindow(f, pool, clear, ([x, cotangent, output], { places: [inX, inOutput], lanes }) => {
      if (!x || !cotangent || !output || !inX || !inOutput) throw new RangeError('two operands are needed')
      const best = f.let(v128.load(x, at(inX, 0)))
      const winner = f.let(i32x4.const(0))
      const element = f.local('v128')
      const taken = f.local('v128')
      inX.forEach((offset, place) => {
        if (place === 0) return
        f.set(element, v128.load(x, offset))
        f.set(taken, beats(element, best))
        f.set(best, v128.bitselect(element, best, taken))
        f.set(winner, v128.bitselect(i32x4.const(place), winner, taken))
      })
      const slope = f.let(v128.load(cotangent))
      inOutput.forEach((offset, place) => {
        const value = v128.and(slope, i32x4.eq(winner, i32x4.const(place)))
        addAt(f, output, offset, { value, lanes, alone })
      })
    })
  },
}

const sumPool2d: Lowering<'sumPool2d'> = {
  scratchBytes,
  emit: (f, kernel, pointers) => {
    const pool = poolOf(kernel, pointers, ['image', 'windows'])
    forEachWindow(f, pool, nothing, ([x, output], { places: [inX], lanes }) => {
      if (!x || !output || !inX) throw new RangeError('sumPool2d has an operand')
      const sum = f.let(v128.load(x, at(inX, 0)))
      for (const offset of inX.slice(1)) f.set(sum, f32x4.add(sum, v128.load(x, offset)))
      storeLanes(f, output, sum, lanes)
    })
  },
}

const sumPool2dGradient: Lowering<'sumPool2dGradient'> = {
  scratchBytes,
  emit: (f, kernel, pointers) => {
    const pool = poolOf(kernel, pointers, ['windows', 'image'])
    const alone = areApart(pool.attributes)
    const clear = () => clearImage(f, kernel.output, pointers.output)
    forEachWindow(f, pool, clear, ([cotangent, output], { places: [inOutput], lanes }) => {
      if (!cotangent || !output || !inOutput) throw new RangeError('sumPool2dGradient has an operand')
      const slope = f.let(v128.load(cotangent))
      for (const offset of inOutput) addAt(f, output, offset, { value: slope, lanes, alone })
    })
  },
}

export const poolingLowerings: LoweringTable<PoolName> = {
  maxPool2d,
  maxPool2dGradient,
  sumPool2d,
  sumPool2dGradient,
}
