/**
 * The loops around the tile of a matrix product, after Goto & van de Geijn 2008, "Anatomy of high-performance
 * matrix multiplication": the depth goes by in blocks, so that a panel of B stays in the first-level cache
 * while tiles of rows follow each other under it, and a block of rows of A in the second.
 */
import type { ProductKernel } from '../../../fusion/fused-plan.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { Dimension } from '../collapse.ts'
import { type Code, i32 } from '../instructions.ts'
import { countOf, elementBytes, forEachUnit, move, type Pointer } from '../loops.ts'
import { at, type KernelPointers } from '../lowering.ts'
import { type Arithmetic, type TileCode, tileColumns, tileFunction, tileHeights } from './product-tile.ts'

/** Of steps of the depth: a panel of B and a tile's rows of A, 22 KiB together, fit in a first-level cache of 32. */
export const blockDepth = 384
/** In tiles of rows. */
const blockTiles = 16

/** In elements. Lanes are rows of A and columns of B; steps go along the depth. */
export interface Matrix {
  readonly lane: number
  readonly step: number
  /** Columns of all its panels (see pack), or 0 for a matrix that lies as it was. */
  readonly columns: number
}

export interface Product {
  readonly arithmetic: Arithmetic
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: Matrix
  readonly b: Matrix
  readonly kernel: ProductKernel
  /** Leading dimensions; strides of a, b and the cells. */
  readonly batches: readonly Dimension[]
  /** Strides of what is read and written with the result's elements. */
  readonly cells: readonly (readonly number[])[]
}

/**
 * The sums of a depth that goes by in several blocks lie tile by tile, in the order in which panels and tiles of rows
 * pass: where the result's rows lie a multiple of 4 KiB apart, those of a tile would be in each other's way in the caches.
 */
export function partialSize(product: Pick<Product, 'm' | 'n' | 'arithmetic'>): number {
  return Math.ceil(product.n / tileColumns) * panelOfSums(product)
}

/** Elements from one panel's sums to those of the next. */
function panelOfSums({ m, arithmetic }: Pick<Product, 'm' | 'arithmetic'>): number {
  return Math.ceil(m / tileHeights[arithmetic]) * tileHeights[arithmetic] * tileColumns
}

/** The depth in blocks of nearly equal length. */
export function depthBlocks(k: number): number[] {
  const count = Math.ceil(k / blockDepth)
  const depth = Math.ceil(k / count / 4) * 4
  return Array.from({ length: Math.ceil(k / depth) }, (_, block) => Math.min(depth, k - block * depth))
}

/** Units are tiles of rows. */
export function productUnits({ m, batches, arithmetic }: Product): number {
  return Math.ceil(m / tileHeights[arithmetic]) * countOf(batches)
}

export function emitProduct(f: FunctionBuilder, product: Product, pointers: KernelPointers): void {
  const { reads, writes, start, end } = pointers
  const all = [...reads, ...writes]
  const { m, batches, arithmetic } = product
  if (batches.length === 0) {
    emitMatrix(f, product, all, start, end)
    return
  }
  const tiles = i32.const(Math.ceil(m / tileHeights[arithmetic]))
  const first = f.let(i32.divU(start, tiles))
  const last = f.let(i32.add(i32.divU(i32.sub(end, i32.const(1)), tiles), i32.const(1)))
  // Units of the share, counted from the first of the current batch.
  const from = f.let(i32.sub(start, i32.mul(first, tiles)))
  const to = f.let(i32.sub(end, i32.mul(first, tiles)))
  forEachUnit(f, batches, all, { start: first, end: last }, () => {
    const until = f.let(i32.select(to, tiles, i32.ltU(to, tiles)))
    emitMatrix(f, product, all, from, until)
    f.set(from, i32.const(0))
    f.set(to, i32.sub(to, tiles))
  })
}

/** Tiles of rows from `start` to `end` of one matrix; leaves the pointers as they were. */
function emitMatrix(
  f: FunctionBuilder,
  product: Product,
  pointers: readonly Pointer[],
  start: Code<'i32'>,
  end: Code<'i32'>,
): void {
  const { a, b } = product
  const depths = depthBlocks(product.k)
  const tile = f.local('i32')
  const blockEnd = f.local('i32')
  let done = 0
  depths.forEach((depth, index) => {
    const code = { depth, first: index === 0, last: index === depths.length - 1 }
    const offsets = [blockOffset(a, done), blockOffset(b, done)]
    f.set(tile, start)
    f.repeatWhile(i32.ltU(tile, end), () => {
      f.set(blockEnd, i32.add(tile, i32.const(blockTiles)))
      f.set(blockEnd, i32.select(blockEnd, end, i32.ltU(blockEnd, end)))
      const local = pointers.map((pointer, place) => {
        const step = rowStep(product, depth, place) * elementBytes
        const base = i32.add(pointer, i32.const(offsets[place] ?? 0))
        return f.let(step === 0 ? base : i32.add(base, i32.mul(tile, i32.const(step))))
      })
      emitBlock(f, product, code, local, tile, blockEnd)
      f.set(tile, blockEnd)
    })
    done += depth
  })
}

/** Bytes to where a matrix's block of the depth begins. */
function blockOffset({ columns, step }: Matrix, done: number): number {
  return done * (columns > 0 ? columns : step) * elementBytes
}

/** From the lanes of one tile to those of the next. */
function panelStep({ columns, lane }: Matrix, width: number, depth: number): number {
  return width * (columns > 0 ? depth : lane)
}

/** How far an operand moves from one tile of rows to the next. */
function rowStep({ a, cells, arithmetic }: Product, depth: number, place: number): number {
  if (place === 0) return panelStep(a, tileHeights[arithmetic], depth)
  if (place === 1) return 0
  const row = place - 2 < cells.length ? (cells[place - 2]?.at(-2) ?? 0) : tileColumns
  return row * tileHeights[arithmetic]
}

/** How far an operand moves from one panel of columns to the next. */
function columnStep(product: Product, depth: number, place: number): number {
  const { b, cells } = product
  if (place === 0) return 0
  if (place === 1) return panelStep(b, tileColumns, depth)
  return place - 2 < cells.length ? (cells[place - 2]?.at(-1) ?? 0) * tileColumns : panelOfSums(product)
}

/** A block of tiles under one panel of B after the other. */
function emitBlock(
  f: FunctionBuilder,
  product: Product,
  code: Pick<TileCode, 'depth' | 'first' | 'last'>,
  pointers: readonly Pointer[],
  start: Pointer,
  end: Pointer,
): void {
  const { m, n } = product
  const tileRows = tileHeights[product.arithmetic]
  const wholeTiles = Math.floor(m / tileRows)
  const wholePanels = Math.floor(n / tileColumns)
  const rowSteps = pointers.map((_, place) => rowStep(product, code.depth, place))
  const columnSteps = pointers.map((_, place) => columnStep(product, code.depth, place))
  const moving = pointers.map(() => f.local('i32'))
  const wholeEnd = f.let(i32.select(end, i32.const(wholeTiles), i32.ltU(end, i32.const(wholeTiles))))
  const panel = (columns: number) => {
    pointers.forEach((pointer, place) => {
      f.set(at(moving, place), pointer)
    })
    const tile = (rows: number) => {
      f.call(tileFunction(f.module, product, { ...code, rows, columns }), moving)
      move(f, moving, rowSteps, elementBytes)
    }
    if (wholeTiles > 0) {
      // Negative when the block has only the last, lower tile: then there is none.
      f.if(i32.ltU(start, wholeEnd), () => f.repeat(i32.sub(wholeEnd, start), () => tile(tileRows)))
    }
    if (m % tileRows > 0) f.if(i32.ltU(i32.const(wholeTiles), end), () => tile(m % tileRows))
    move(f, pointers, columnSteps, elementBytes)
  }
  f.repeat(wholePanels, () => panel(tileColumns))
  if (n % tileColumns > 0) panel(n % tileColumns)
}
