/**
 * Matrices in panels: `width` neighbouring columns (or rows) stand together, one depth after the other, which is
 * the order in which a matrix product reads them; all panels of one block of the depth lie before those of the
 * next. Absent columns of the last panel are 0.
 */
import type { View } from '../../../plan.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { Dimension } from '../collapse.ts'
import { type Code, f32x4, i32, v128 } from '../instructions.ts'
import {
  countOf,
  elementBytes,
  forEachUnit,
  loadVector,
  type Pointer,
  storeLanes,
  vectorLanes,
} from '../loops.ts'
import { at, bytesOfRows, type LoweredKernel } from '../lowering.ts'

export interface PackShape {
  readonly width: number
  /** Dimensions before the matrix's, and how far it moves along each. */
  readonly batches: readonly Dimension[]
  /** Columns, and how many elements they lie apart. */
  readonly count: number
  readonly lane: number
  /** The blocks of the depth, and how many elements one step of it is. */
  readonly depths: readonly number[]
  readonly step: number
}

/** Panels that are written at once: where columns are neighbours, whole cache lines are read so. */
const panelsTogether = 4

/** Columns of all panels of a matrix, the absent ones of the last panel included. */
export function packedColumns({ width, count }: Pick<PackShape, 'width' | 'count'>): number {
  return Math.ceil(count / width) * width
}

/** Units are groups of panels. */
export function packKernel(source: View, target: View, shape: PackShape): LoweredKernel {
  const { width, batches, count, lane } = shape
  const together = lane === 1 ? panelsTogether * width : width
  const groups = Math.ceil(count / together)
  return {
    key: `pack ${JSON.stringify(shape)}`,
    parts: ['pack'],
    kind: 'pack',
    flops: 0,
    reads: [source],
    writes: [target],
    units: groups * countOf(batches),
    ...(batches.length === 0 && shape.depths.length === 1 && { unitBytes: unitBytes(shape, together) }),
    mayReplace: () => false,
    emit: (f, { reads, writes, ...share }) => {
      const [from, to] = [at(reads, 0), at(writes, 0)]
      const depth = shape.depths.reduce((sum, each) => sum + each, 0)
      const matrix = packedColumns(shape) * depth
      // The batches' matrices follow each other; within one, each block's groups do.
      let following = matrix * countOf(batches)
      const dimensions = batches.map(({ size, strides }) => {
        following /= size
        return { size, strides: [...strides, following] }
      })
      const columns = { size: groups, strides: [together * lane, 0] }
      const last = count - (groups - 1) * together
      forEachUnit(f, [...dimensions, columns], [from, to], share, (group) => {
        const write = (present: number) => packGroup(f, shape, { from, to, group, together, present })
        if (groups === 1 || last === together) write(last)
        else {
          f.if(
            i32.eq(group, i32.const(groups - 1)),
            () => write(last),
            () => write(together),
          )
        }
      })
    },
  }
}

/** Units are groups of columns. */
function unitBytes({ lane, step, depths: [depth = 1] }: PackShape, together: number): (number | undefined)[] {
  return [bytesOfRows(together, lane, (depth - 1) * step + 1), together * depth * elementBytes]
}

interface Group {
  readonly from: Pointer
  readonly to: Pointer
  readonly group: Code<'i32'>
  /** Columns of a group, and those of them that there are. */
  readonly together: number
  readonly present: number
}

function packGroup(
  f: FunctionBuilder,
  shape: PackShape,
  { from, to, group, together, present }: Group,
): void {
  const source = f.let(from)
  const target = f.local('i32')
  let done = 0
  for (const depth of shape.depths) {
    const start = i32.add(to, i32.const(done * packedColumns(shape) * elementBytes))
    f.set(target, i32.add(start, i32.mul(group, i32.const(together * depth * elementBytes))))
    packBlock(f, shape, { source, target, depth, present })
    done += depth
  }
}

interface Block {
  readonly source: Pointer
  readonly target: Pointer
  readonly depth: number
  readonly present: number
}

function packBlock(f: FunctionBuilder, shape: PackShape, { source, target, depth, present }: Block): void {
  const { width, lane, step } = shape
  const vectors = panelVectors(width, Math.ceil(present / width))
  const offsetOf = (column: number) =>
    (Math.floor(column / width) * depth * width + (column % width)) * elementBytes
  const next = (depths: number) => {
    f.advance(source, depths * step * elementBytes)
    f.advance(target, depths * width * elementBytes)
  }
  const one = () => {
    for (const { column, lanes } of vectors) {
      const there = Math.max(0, Math.min(lanes, present - column))
      const place = { pointer: target, offset: offsetOf(column) }
      storeLanes(f, place, loadExactly(source, lane, column, there), lanes)
    }
    next(1)
  }
  if (step !== 1 || lane === 1) {
    f.repeat(depth, one)
    return
  }
  // Columns lie along the memory: squares of 4 × 4 are turned.
  f.repeat(Math.floor(depth / vectorLanes), () => {
    for (const { column, lanes } of vectors) {
      const rows = Array.from({ length: vectorLanes }, (_, index) => {
        const offset = (column + index) * lane * elementBytes
        return f.let(column + index < present ? v128.load(source, offset) : f32x4.const(0))
      })
      transpose(f, rows).forEach((value, index) => {
        const place = { pointer: target, offset: offsetOf(column) + index * width * elementBytes }
        storeLanes(f, place, value, lanes)
      })
    }
    next(vectorLanes)
  })
  f.repeat(depth % vectorLanes, one)
}

/** The vectors of which panels are made: first column, and the columns that belong to the panel. */
function panelVectors(width: number, panels: number): { column: number; lanes: number }[] {
  const inPanel = Math.ceil(width / vectorLanes)
  return Array.from({ length: panels * inPanel }, (_, index) => {
    const vector = (index % inPanel) * vectorLanes
    const column = Math.floor(index / inPanel) * width + vector
    return { column, lanes: Math.min(vectorLanes, width - vector) }
  })
}

/** The lanes that exist; the others 0. */
function loadExactly(from: Pointer, lane: number, column: number, lanes: number): Code<'v128'> {
  const offset = column * lane * elementBytes
  if (lanes === 0) return f32x4.const(0)
  if (lanes === vectorLanes) return loadVector(from, lane, offset)
  let value: Code<'v128'> = v128.load32Zero(from, offset)
  for (let index = 1; index < lanes; index++) {
    value = v128.load32Lane(from, value, index, offset + index * lane * elementBytes)
  }
  return value
}

function transpose(f: FunctionBuilder, rows: readonly Code<'v128'>[]): Code<'v128'>[] {
  const [a, b, c, d] = [at(rows, 0), at(rows, 1), at(rows, 2), at(rows, 3)]
  const lowAb = f.let(v128.shuffle32(a, b, [0, 4, 1, 5]))
  const highAb = f.let(v128.shuffle32(a, b, [2, 6, 3, 7]))
  const lowCd = f.let(v128.shuffle32(c, d, [0, 4, 1, 5]))
  const highCd = f.let(v128.shuffle32(c, d, [2, 6, 3, 7]))
  return [
    v128.shuffle32(lowAb, lowCd, [0, 1, 4, 5]),
    v128.shuffle32(lowAb, lowCd, [2, 3, 6, 7]),
    v128.shuffle32(highAb, highCd, [0, 1, 4, 5]),
    v128.shuffle32(highAb, highCd, [2, 3, 6, 7]),
  ]
}
