/** The innermost kernel of a matrix product: one tile of the result in registers, then the terms over it. */
import type { FunctionBuilder, FunctionReference, ModuleBuilder } from '../assembler.ts'
import { type Code, f32x4, v128 } from '../instructions.ts'
import { elementBytes, loadVector, type Pointer, storeLanes, type Vector, vectorLanes } from '../loops.ts'
import { at } from '../lowering.ts'
import { termsKey } from './loop-plan.ts'
import type { Product } from './product-loops.ts'
import { Values } from './terms.ts'

/**
 * The tile's size, within 16 registers: more rows or columns read less, but engines that compile WebAssembly
 * then run out of registers, and spilling halves the speed. One instruction for product and sum needs none
 * for the product in between, which leaves room for two more rows.
 */
export const tileColumns = 8
export const tileHeights = { strict: 4, relaxed: 6 } as const

export type Arithmetic = keyof typeof tileHeights

/** sum + a·b on four lanes. */
export const multiplyAdd: {
  readonly [A in Arithmetic]: (a: Code<'v128'>, b: Code<'v128'>, sum: Code<'v128'>) => Code<'v128'>
} = {
  strict: (a, b, sum) => f32x4.add(sum, f32x4.mul(a, b)),
  relaxed: f32x4.relaxedMultiplyAdd,
}

/** Depths written out one after the other in a round of the loop. */
const unroll = 4

export interface TileCode {
  readonly rows: number
  readonly columns: number
  readonly depth: number
  /** Whether this is the first block of the depth (else the sums so far are read), and the last. */
  readonly first: boolean
  readonly last: boolean
}

/** Parameters: addresses of a, b and the cells. */
export function tileFunction(
  module: ModuleBuilder,
  product: Product,
  code: TileCode,
): FunctionReference<readonly 'i32'[]> {
  const { a, b, cells, kernel, arithmetic } = product
  const matrices = [a.lane, a.step, b.lane, b.step]
  const rows = cells.map((strides) => strides.slice(-2))
  const key = `tile ${arithmetic} ${JSON.stringify([code, matrices, rows])} ${code.last ? tileTerms(product) : ''}`
  const parameters = new Array<'i32'>(cells.length + 2 + Number(!(code.first && code.last))).fill('i32')
  return module.once(key, parameters, (f, pointers) => {
    const [pointerA, pointerB, ...cellPointers] = pointers
    if (!pointerA || !pointerB) throw new RangeError('a tile has two operands')
    const lanes = Array.from({ length: Math.ceil(code.columns / vectorLanes) }, (_, vector) =>
      Math.min(vectorLanes, code.columns - vector * vectorLanes),
    )
    const sums = multiply(f, product, code, lanes, pointerA, pointerB)
    const { reads, writes } = kernel
    const partial = cellPointers[reads.length + writes.length]
    if (partial) addPartial(f, code, sums, partial)
    if (code.last) finish(f, product, lanes, sums, cellPointers)
  })
}

function tileTerms({ kernel: { reads, terms, writes } }: Product): string {
  // Where the reads lie is in the strides of the cells.
  return termsKey({ reads: [], terms, writes }) + reads.length
}

function multiply(
  f: FunctionBuilder,
  { a, b, arithmetic }: Product,
  { rows, depth }: TileCode,
  lanes: readonly number[],
  pointerA: Pointer,
  pointerB: Pointer,
): Vector[][] {
  const sums = Array.from({ length: rows }, () => lanes.map(() => f.local('v128')))
  const columns = lanes.map(() => f.local('v128'))
  const element = f.local('v128')
  const step = (index: number) => {
    const offsetB = index * b.step * elementBytes
    columns.forEach((vector, place) => {
      // A single column of a matrix in place may stand anywhere: its other lanes do not count.
      f.set(vector, v128.load(pointerB, offsetB + place * vectorLanes * elementBytes))
    })
    sums.forEach((row, place) => {
      f.set(element, v128.load32Splat(pointerA, (index * a.step + place * a.lane) * elementBytes))
      row.forEach((sum, column) => {
        f.set(sum, multiplyAdd[arithmetic](element, at(columns, column), sum))
      })
    })
  }
  const round = (count: number) => {
    for (let index = 0; index < count; index++) step(index)
    f.advance(pointerA, count * a.step * elementBytes)
    f.advance(pointerB, count * b.step * elementBytes)
  }
  f.repeat(Math.floor(depth / unroll), () => round(unroll))
  if (depth % unroll > 0) round(depth % unroll)
  return sums
}

/** The sums of the blocks before come in, those up to here go out unless they are all. */
function addPartial(
  f: FunctionBuilder,
  { first, last }: TileCode,
  sums: readonly (readonly Vector[])[],
  pointer: Pointer,
): void {
  sums.forEach((row, place) => {
    row.forEach((sum, vector) => {
      const offset = (place * tileColumns + vector * vectorLanes) * elementBytes
      if (!first) f.set(sum, f32x4.add(v128.load(pointer, offset), sum))
      if (!last) f.do(v128.store(pointer, sum, offset))
    })
  })
}

/** The terms over the tile's elements. */
function finish(
  f: FunctionBuilder,
  { kernel, cells }: Product,
  lanes: readonly number[],
  sums: readonly (readonly Vector[])[],
  pointers: readonly Pointer[],
): void {
  const { reads, terms, writes } = kernel
  const productPlace = terms.findIndex(({ kind }) => kind === 'product')
  const offsetOf = (cell: number, row: number, vector: number) => {
    const [rowStride = 0, columnStride = 0] = at(cells, cell).slice(-2)
    return (row * rowStride + vector * vectorLanes * columnStride) * elementBytes
  }
  const load = (read: number, row: number, vector: number): Code<'v128'> =>
    loadVector(at(pointers, read), at(cells, read).at(-1) ?? 0, offsetOf(read, row, vector))
  sums.forEach((sumsOfRow, row) => {
    sumsOfRow.forEach((sum, vector) => {
      const values = new Values(f, terms, (read) => load(read, row, vector))
      values.set(productPlace, sum)
      const results = writes.map(({ term }) => values.get(term))
      results.forEach((result, write) => {
        const cell = reads.length + write
        const place = { pointer: at(pointers, cell), offset: offsetOf(cell, row, vector) }
        storeLanes(f, place, result, at(lanes, vector))
      })
    })
  })
}
