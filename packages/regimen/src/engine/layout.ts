/**
 * Where the elements of a value lie in a flat buffer. Views (transpose, broadcast, slice, reshape)
 * are new layouts over the same buffer: nothing is copied.
 */
import { type Shape, sizeOf } from './types.ts'

/** Element `[i, j, …]` lies at `offset + i·strides[0] + j·strides[1] + …`, counted in elements. */
export interface Layout {
  readonly shape: Shape
  readonly strides: readonly number[]
  readonly offset: number
}

/** Row-major strides: the last dimension is adjacent in memory. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis] ?? 1
  }
  return strides
}

export function contiguousLayout(shape: Shape): Layout {
  return { shape, strides: contiguousStrides(shape), offset: 0 }
}

/** True when the elements lie in row-major order without gaps (the offset may be anything). */
export function isContiguous({ shape, strides }: Layout): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1
    if (size !== 1 && strides[axis] !== expected) return sizeOf(shape) === 0
    expected *= size
  }
  return true
}

/** How many buffer elements, from the first to the last one touched, the layout spans. */
export function extentOf({ shape, strides }: Layout): number {
  if (sizeOf(shape) === 0) return 0
  return shape.reduce((extent, size, axis) => extent + (size - 1) * (strides[axis] ?? 0), 1)
}

export function transposeLayout(layout: Layout, permutation: readonly number[]): Layout {
  return {
    shape: permutation.map((axis) => layout.shape[axis] ?? 1),
    strides: permutation.map((axis) => layout.strides[axis] ?? 0),
    offset: layout.offset,
  }
}

/** Repeats size-1 dimensions by giving them stride 0; new dimensions come in front. */
export function broadcastLayout(layout: Layout, shape: Shape): Layout {
  const added = shape.length - layout.shape.length
  const strides = shape.map((size, axis) => {
    const source = axis - added
    return source < 0 || (layout.shape[source] === 1 && size !== 1) ? 0 : (layout.strides[source] ?? 0)
  })
  return { shape, strides, offset: layout.offset }
}

export function sliceLayout(
  layout: Layout,
  starts: readonly number[],
  sizes: Shape,
  steps: readonly number[],
): Layout {
  const offset = starts.reduce((sum, start, axis) => sum + start * (layout.strides[axis] ?? 0), layout.offset)
  const strides = layout.strides.map((stride, axis) => stride * (steps[axis] ?? 1))
  return { shape: sizes, strides, offset }
}

/**
 * The same elements under another shape, or undefined when no strides can express it
 * (for example flattening a transposed matrix): then the caller copies first.
 */
export function reshapeLayout(layout: Layout, shape: Shape): Layout | undefined {
  if (isContiguous(layout)) return { shape, strides: contiguousStrides(shape), offset: layout.offset }
  // Groups of old dimensions that are contiguous among themselves may be split and merged freely.
  const old = layout.shape
    .map((size, axis) => ({ size, stride: layout.strides[axis] ?? 0 }))
    .filter(({ size }) => size !== 1)
  const strides = new Array<number>(shape.length).fill(0)
  let oldEnd = old.length
  let newEnd = shape.length
  while (oldEnd > 0) {
    let oldStart = oldEnd - 1
    let newStart = newEnd - 1
    let oldProduct = old[oldStart]?.size ?? 1
    let newProduct = shape[newStart] ?? 1
    while (oldProduct !== newProduct) {
      if (oldProduct < newProduct) oldProduct *= old[--oldStart]?.size ?? 1
      else newProduct *= shape[--newStart] ?? 1
      if (oldStart < 0 || newStart < 0) return undefined
    }
    for (let index = oldStart; index < oldEnd - 1; index++) {
      const outer = old[index]
      const inner = old[index + 1]
      if (!outer || !inner || outer.stride !== inner.stride * inner.size) return undefined
    }
    let stride = old[oldEnd - 1]?.stride ?? 0
    for (let axis = newEnd - 1; axis >= newStart; axis--) {
      strides[axis] = stride
      stride *= shape[axis] ?? 1
    }
    oldEnd = oldStart
    newEnd = newStart
  }
  return { shape, strides, offset: layout.offset }
}
