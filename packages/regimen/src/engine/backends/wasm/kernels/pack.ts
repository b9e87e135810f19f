/**
 * Matrices in panels: `width` neighbouring columns (or rows) stand together, one depth after the other, which is
 * the order in which a matrix product reads them. Absent columns of the last panel are 0.
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
  vectorBytes,
  vectorLanes,
} from '../loops.ts'
import { at, type LoweredKernel } from '../lowering.ts'

export interface PackShape {
  readonly width: number
  /** Dimensions before the matrix's, and how far it moves along each. */
  readonly batches: readonly Dimension[]
  /** Columns, and how many elements they lie apart. */
  readonly count: number
  readonly lane: number
  readonly depth: number
  readonly step: number
}

/** Elements of one matrix in panels. */
export function packedSize({ width, count, depth }: Omit<PackShape, 'batches'>): number {
  return Math.ceil(count / width) * width * depth
}

/** Units are panels. */
export function packKernel(source: View, target: View, shape: PackShape): LoweredKernel {
  const panels = Math.ceil(shape.count / shape.width)
  return {
    key: `pack ${JSON.stringify(shape)}`,
    parts: ['pack'],
    flops: 0,
    reads: [source],
    writes: [target],
    units: panels * countOf(shape.batches),
    mayReplace: () => false,
    emit: (f, { reads, writes, ...share }) => {
      const [from, to] = [at(reads, 0), at(writes, 0)]
      const panelBytes = shape.width * shape.depth * elementBytes
      const dimensions = [...shape.batches, { size: panels, strides: [shape.width * shape.lane] }]
      f.set(to, i32.add(to, i32.mul(share.start, i32.const(panelBytes))))
      const last = shape.count - (panels - 1) * shape.width
      forEachUnit(f, dimensions, [from], share, (panel) => {
        const write = (columns: number) => packPanel(f, shape, columns, f.let(from), to)
        if (panels === 1) write(last)
        else if (last === shape.width) write(last)
        else {
          f.if(
            i32.eq(panel, i32.const(panels - 1)),
            () => write(last),
            () => write(shape.width),
          )
        }
        f.advance(to, panelBytes)
      })
    },
  }
}

function packPanel(
  f: FunctionBuilder,
  shape: PackShape,
  columns: number,
  from: Pointer,
  target: Pointer,
): void {
  const to = f.let(target)
  const { width, lane, step, depth } = shape
  const vectors = Array.from({ length: width / vectorLanes }, (_, vector) => vector)
  const lanesOf = (vector: number) => Math.max(0, Math.min(vectorLanes, columns - vector * vectorLanes))
  const next = (depths: number) => {
    f.advance(from, depths * step * elementBytes)
    f.advance(to, depths * width * elementBytes)
  }
  const one = () => {
    for (const vector of vectors) {
      const lanes = lanesOf(vector)
      const value = lanes === 0 ? f32x4.const(0) : loadExactly(from, lane, vector, lanes)
      f.do(v128.store(to, value, vector * vectorBytes))
    }
    next(1)
  }
  if (step !== 1 || lane === 1) {
    f.repeat(depth, one)
    return
  }
  // Columns lie along the memory: squares of 4 × 4 are turned.
  f.repeat(Math.floor(depth / vectorLanes), () => {
    for (const vector of vectors) {
      const rows = Array.from({ length: vectorLanes }, (_, index) => {
        const column = vector * vectorLanes + index
        return f.let(column < columns ? v128.load(from, column * lane * elementBytes) : f32x4.const(0))
      })
      transpose(f, rows).forEach((value, index) => {
        f.do(v128.store(to, value, index * width * elementBytes + vector * vectorBytes))
      })
    }
    next(vectorLanes)
  })
  f.repeat(depth % vectorLanes, one)
}

/** The lanes that exist; the others 0. */
function loadExactly(from: Pointer, lane: number, vector: number, lanes: number): Code<'v128'> {
  const offset = vector * vectorLanes * lane * elementBytes
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
