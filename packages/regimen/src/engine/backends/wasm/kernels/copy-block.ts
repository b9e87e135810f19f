/** Copying a block of elements from one layout to another, in shares. */
import type { View } from '../../../plan.ts'
import { type Shape, sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { collapse, type Dimension } from '../collapse.ts'
import { i32, memory } from '../instructions.ts'
import { countOf, elementBytes, forEachUnit, mapElements, type Pointer } from '../loops.ts'
import { at, type KernelPointers, type LoweredKernel, type Share } from '../lowering.ts'

/** Strides in elements. */
interface Block {
  readonly shape: Shape
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** Units are rows, a long one in pieces of so many elements. */
const pieceElements = 1024
/** Bytes of a unit of clearing. */
const clearedBytes = 16_384

interface Pieces {
  readonly outer: readonly Dimension[]
  readonly row: Dimension
  readonly count: number
}

function piecesOf({ shape, from, to }: Block): Pieces {
  const dimensions = collapse(shape, [to, from])
  const row = dimensions.at(-1) ?? { size: 1, strides: [1, 1] }
  return { outer: dimensions.slice(0, -1), row, count: Math.ceil(row.size / pieceElements) }
}

/** The elements of `source` to where `target`, a view of the same shape, has them. */
export function copyKernel(name: string, source: View, target: View): LoweredKernel {
  const { shape } = source.layout
  const block = { shape, from: source.layout.strides, to: target.layout.strides }
  const pieces = piecesOf(block)
  return {
    key: `copy ${JSON.stringify(block)}`,
    parts: [name],
    kind: 'other',
    flops: 0,
    reads: [source],
    writes: [target],
    units: sizeOf(shape) === 0 ? 0 : countOf(pieces.outer) * pieces.count,
    mayReplace: () => false,
    emit: (f, { reads, writes, ...share }) => {
      emitPieces(f, pieces, at(writes, 0), at(reads, 0), share)
    },
  }
}

function emitPieces(
  f: FunctionBuilder,
  { outer, row, count }: Pieces,
  to: Pointer,
  from: Pointer,
  share: Share,
): void {
  const copy = (size: number) => {
    const [target = 1, source = 1] = row.strides
    const loop = { shape: [size], outputStrides: [target], inputStrides: [[source]] }
    mapElements(f, loop, to, [from], (operands) => at(operands, 0))
  }
  const along = { size: count, strides: row.strides.map((stride) => stride * pieceElements) }
  const last = row.size - (count - 1) * pieceElements
  forEachUnit(f, [...outer, along], [to, from], share, (piece) => {
    if (count === 1 || last === pieceElements) copy(count === 1 ? last : pieceElements)
    else {
      f.if(
        i32.eq(piece, i32.const(count - 1)),
        () => copy(last),
        () => copy(pieceElements),
      )
    }
  })
}

/** Zeros in all of a buffer. */
export function clearKernel(name: string, target: View): LoweredKernel {
  const bytes = sizeOf(target.layout.shape) * elementBytes
  return {
    key: `clear ${bytes}`,
    parts: [name],
    kind: 'other',
    flops: 0,
    reads: [],
    writes: [target],
    units: Math.ceil(bytes / clearedBytes),
    mayReplace: () => false,
    emit: (f, { writes, start, end }: KernelPointers) => {
      const from = f.let(i32.mul(start, i32.const(clearedBytes)))
      const share = i32.mul(i32.sub(end, start), i32.const(clearedBytes))
      const length = f.let(share)
      const left = f.let(i32.sub(i32.const(bytes), from))
      const size = i32.select(left, length, i32.ltU(left, length))
      f.do(memory.fill(i32.add(at(writes, 0), from), i32.const(0), size))
    },
  }
}
