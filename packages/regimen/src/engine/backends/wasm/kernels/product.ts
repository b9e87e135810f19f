/** The lowering of matrix products: which operands are packed into panels, and what is baked into the code. */
import type { ProductKernel } from '../../../fusion/fused-plan.ts'
import { contiguousStrides } from '../../../layout.ts'
import type { View } from '../../../plan.ts'
import { type Shape, sizeOf } from '../../../types.ts'
import { collapse } from '../collapse.ts'
import { elementBytes } from '../loops.ts'
import { bytesOfRows, type LoweredKernel } from '../lowering.ts'
import { termsKey } from './loop-plan.ts'
import { packedColumns, packKernel } from './pack.ts'
import {
  blockDepth,
  depthBlocks,
  emitProduct,
  type Matrix,
  type Product,
  partialSize,
  productUnits,
} from './product-loops.ts'
import { type Arithmetic, tileColumns, tileHeights } from './product-tile.ts'

const mostColumnsUnpacked = 32
const fewRows = 16
/** So often does each tile of A go by that it is worth being brought together, if there are more than a few rows. */
const manyColumns = 1024

/** Makes a temporary buffer of so many float32. */
export type NewTemporary = (size: number) => View

/** One operand as panels run through it: `count` lanes, each `depth` long. */
interface Panels {
  readonly view: View
  readonly width: number
  readonly count: number
  readonly depth: number
  readonly lane: number
  readonly step: number
}

interface Operand extends Matrix {
  readonly view: View
  /** In elements, along the dimensions before the matrix's. */
  readonly batches: readonly number[]
}

/** The product, and before it what packs its operands. */
export function lowerProduct(
  kernel: ProductKernel,
  temporary: NewTemporary,
  arithmetic: Arithmetic,
): LoweredKernel[] {
  const { shape, a, b, reads, writes } = kernel
  const leading = shape.slice(0, -2)
  const [m = 1, n = 1] = shape.slice(-2)
  const k = a.layout.shape.at(-1) ?? 1
  const packs: LoweredKernel[] = []
  const panelsA: Panels = {
    ...lastStrides(a, 'row'),
    view: a,
    width: tileHeights[arithmetic],
    count: m,
    depth: k,
  }
  const panelsB: Panels = { ...lastStrides(b, 'column'), view: b, width: tileColumns, count: n, depth: k }
  const placedA = needsPackedA(panelsA, n) ? pack(panelsA, leading, temporary, packs) : inPlace(panelsA)
  const placedB = needsPackedB(panelsB, m) ? pack(panelsB, leading, temporary, packs) : inPlace(panelsB)
  // Partial sums of all depths but the last.
  const matrixOfSums = partialSize({ m, n, arithmetic })
  const partial = depthBlocks(k).length > 1 ? [temporary(matrixOfSums * sizeOf(leading))] : []
  const cells = [...reads.map(({ layout }) => layout.strides), ...writes.map(() => contiguousStrides(shape))]
  const operands = [
    placedA.batches,
    placedB.batches,
    ...cells.map((strides) => strides.slice(0, -2)),
    ...partial.map(() => contiguousStrides(leading).map((stride) => stride * matrixOfSums)),
  ]
  const matrices = { a: withoutView(placedA), b: withoutView(placedB) }
  const product: Product = {
    arithmetic,
    m,
    n,
    k,
    ...matrices,
    kernel,
    batches: collapse(leading, operands),
    cells,
  }
  const { batches } = product
  return [
    ...packs,
    {
      key: `product ${arithmetic} ${JSON.stringify([m, n, k, matrices, batches])} ${termsKey(kernel)}`,
      parts: kernel.terms.flatMap((term) =>
        term.kind === 'compute' ? [term.primitive] : term.kind === 'product' ? ['matmul'] : [],
      ),
      kind: 'other',
      flops: 2 * k * sizeOf(shape),
      reads: [placedA.view, placedB.view, ...reads],
      writes: [...writes.map(({ view }) => view), ...partial],
      units: productUnits(product),
      ...(batches.length === 0 && { unitBytes: unitBytes(product) }),
      mayReplace: (read, write) => mayReplace(product, read - 2, write),
      emit: (f, pointers) => emitProduct(f, product, pointers),
    },
  ]
}

/** Units are tiles of rows: of A, of nothing in B, of what is read and written with the elements. */
function unitBytes({ a, cells, arithmetic, n, k }: Product): (number | undefined)[] {
  const rows = tileHeights[arithmetic]
  const inPlace = bytesOfRows(rows, a.lane, (k - 1) * a.step + 1)
  const packed = depthBlocks(k).length === 1 ? rows * k * elementBytes : undefined
  const ofCells = cells.map((strides) => {
    const [row = 0, column = 0] = strides.slice(-2)
    return bytesOfRows(rows, row, (n - 1) * column + 1)
  })
  const ofPartial = depthBlocks(k).length > 1 ? [undefined] : []
  return [a.columns > 0 ? packed : inPlace, undefined, ...ofCells, ...ofPartial]
}

/** Elements are read, if at all, when their place is written, unless they are partial sums. */
function mayReplace({ k, kernel, cells }: Product, read: number, write: number): boolean {
  const [view, from, to] = [kernel.reads[read], cells[read], cells[kernel.reads.length + write]]
  if (!view || !from || !to || view.layout.offset !== 0 || depthBlocks(k).length > 1) return false
  return to.every((stride, axis) => stride === from[axis] || kernel.shape[axis] === 1)
}

function lastStrides({ layout }: View, lanes: 'row' | 'column'): { lane: number; step: number } {
  const [row = 0, column = 0] = layout.strides.slice(-2)
  return lanes === 'row' ? { lane: row, step: column } : { lane: column, step: row }
}

function withoutView({ lane, step, columns }: Operand): Matrix {
  return { lane, step, columns }
}

function inPlace({ view, lane, step }: Panels): Operand {
  return { view, batches: view.layout.strides.slice(0, -2), lane, step, columns: 0 }
}

function pack(panels: Panels, leading: Shape, temporary: NewTemporary, packs: LoweredKernel[]): Operand {
  const { view, width, depth } = panels
  const columns = packedColumns(panels)
  const matrix = columns * depth
  const strides = view.layout.strides.slice(0, -2)
  // A matrix that all batches share is packed once.
  const shared = strides.every((stride) => stride === 0)
  const batches = collapse(shared ? [] : leading, [strides])
  const packed = temporary(shared ? matrix : matrix * sizeOf(leading))
  const { count, lane, step } = panels
  packs.push(packKernel(view, packed, { width, count, lane, step, depths: depthBlocks(depth), batches }))
  const spread = contiguousStrides(leading).map((stride) => (shared ? 0 : stride * matrix))
  return { view: packed, batches: spread, lane: 1, step: width, columns }
}

/** The columns of B are read as vectors; bringing panels together pays only if enough rows go by them. */
function needsPackedB({ count, depth, lane, step }: Panels, m: number): boolean {
  return (lane !== 1 && count > 1) || (m > fewRows && collides(step, depth))
}

/** A is read element by element wherever it lies, unless many columns would read it across the caches' sets and pages. */
function needsPackedA({ count, depth, lane, step }: Panels, n: number): boolean {
  if (lane === 1 && step !== 1) return n > mostColumnsUnpacked || (n > tileColumns && collides(step, depth))
  if (n >= manyColumns && count > fewRows) return true
  return n > 8 * mostColumnsUnpacked && collides(lane, blockDepth)
}

/** True when the lines of a block of the depth fall on too few sets of a first-level cache of 4 KiB × 8 ways. */
function collides(step: number, depth: number): boolean {
  const line = 64
  let sets = 4096 / line
  for (let bytes = step * elementBytes; sets > 1 && bytes > 0 && bytes % (2 * line) === 0; bytes /= 2)
    sets /= 2
  return Math.min(depth, blockDepth) > sets * 8
}
