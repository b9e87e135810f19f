/** Matrix products made by a library: each thread calls it for its rows or columns, then computes the terms over them. */
import type { ProductKernel } from '../../../fusion/fused-plan.ts'
import { contiguousStrides } from '../../../layout.ts'
import type { View } from '../../../plan.ts'
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { collapse, type Dimension } from '../collapse.ts'
import { type ExternalLowering, importProduct } from '../external-product.ts'
import { type Code, i32 } from '../instructions.ts'
import {
  countOf,
  elementBytes,
  forEachUnit,
  loadVector,
  move,
  type Pointer,
  storeLanes,
  vectorLanes,
} from '../loops.ts'
import { at, bytesOfRows, type KernelPointers } from '../lowering.ts'
import { termsKey } from './loop-plan.ts'
import { Values } from './terms.ts'

/** Columns of a unit: whole cache lines of C. Rows: few, so that shares are nearly equal. */
const unitColumns = 16
const unitRows = 4

/** A matrix as CBLAS takes it. */
interface Placed {
  readonly transposed: boolean
  /** From one row in memory to the next, in elements. */
  readonly stride: number
  /** From one row, and from one column, of the matrix to the next. */
  readonly row: number
  readonly column: number
}

interface External {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: Placed
  readonly b: Placed
  readonly kernel: ProductKernel
  /** Which write takes the product, before the terms over it are computed. */
  readonly target: number
  readonly batches: readonly Dimension[]
  /** Strides of reads and writes. */
  readonly cells: readonly (readonly number[])[]
}

/**
 * What a backend with an external product must be given to make kernels of it. Gives `undefined` for matrices that such a
 * library cannot take, or with fewer multiplications than `smallest`.
 */
export const externalProductLowering: ExternalLowering = (kernel, smallest) => {
  const { shape, a, b, reads, writes, terms } = kernel
  const [m = 1, n = 1] = shape.slice(-2)
  const k = a.layout.shape.at(-1) ?? 1
  const [placedA, placedB] = [place(a, m, k), place(b, k, n)]
  if (m * n * k < smallest || !placedA || !placedB) return undefined
  const leading = shape.slice(0, -2)
  const cells = [...reads.map(({ layout }) => layout.strides), ...writes.map(() => contiguousStrides(shape))]
  const strides = [a.layout.strides, b.layout.strides, ...cells].map((each) => each.slice(0, -2))
  const batches = collapse(leading, strides)
  const product = { m, n, k, a: placedA, b: placedB, kernel, target: targetOf(kernel), batches, cells }
  return {
    key: `external product ${JSON.stringify([m, n, k, placedA, placedB, batches])} ${termsKey(kernel)}`,
    parts: terms.flatMap((term) =>
      term.kind === 'compute' ? [term.primitive] : term.kind === 'product' ? ['externalProduct'] : [],
    ),
    kind: 'other',
    flops: 2 * k * sizeOf(shape),
    reads: [a, b, ...reads],
    writes: writes.map(({ view }) => view),
    units: Math.ceil(Math.max(m, n) / unitSize(product)),
    unitBytes: unitBytes(product),
    // The product is written to its place before any of the terms is read.
    mayReplace: () => false,
    emit: (f, pointers) => emitExternal(f, product, pointers),
  }
}

function unitBytes(product: External): (number | undefined)[] {
  const { a, b, n, k, cells, batches } = product
  if (byColumns(product) || batches.length > 0) return [a, b, ...cells].map(() => undefined)
  const ofCells = cells.map((strides) => {
    const [row = 0, column = 0] = strides.slice(-2)
    return bytesOfRows(unitRows, row, (n - 1) * column + 1)
  })
  return [a.transposed ? undefined : bytesOfRows(unitRows, a.row, k), undefined, ...ofCells]
}

/** Rows or columns must be contiguous, and must not overlap. */
function place({ dtype, layout }: View, rows: number, columns: number): Placed | undefined {
  const [row = 0, column = 0] = layout.strides.slice(-2)
  if (dtype !== 'float32') return undefined
  const alongRows = rows === 1 ? columns : row
  if ((column === 1 || columns === 1) && alongRows >= columns) {
    return { transposed: false, stride: alongRows, row, column }
  }
  const alongColumns = columns === 1 ? rows : column
  if ((row === 1 || rows === 1) && alongColumns >= rows) {
    return { transposed: true, stride: alongColumns, row, column }
  }
  return undefined
}

/** The product itself where it is kept, else the place of a value that is computed from it, element by element. */
function targetOf({ writes, terms }: ProductKernel): number {
  const kept = writes.findIndex(({ term }) => terms[term]?.kind === 'product')
  return Math.max(0, kept)
}

function emitExternal(f: FunctionBuilder, product: External, pointers: KernelPointers): void {
  const { reads, writes, start, end } = pointers
  const all = [...reads, ...writes]
  const { m, n, batches } = product
  const size = i32.const(Math.max(m, n))
  const unit = i32.const(unitSize(product))
  const first = f.let(i32.mul(start, unit))
  const last = f.let(i32.mul(end, unit))
  const count = f.let(i32.sub(i32.select(last, size, i32.ltU(last, size)), first))
  skip(f, product, all, first)
  const matrix = () => {
    callProduct(f, product, all, count)
    emitTerms(f, product, all, count)
  }
  if (batches.length === 0) matrix()
  else
    forEachUnit(
      f,
      batches,
      all,
      { start: f.let(i32.const(0)), end: f.let(i32.const(countOf(batches))) },
      matrix,
    )
}

/** Shares are columns where these are more than the rows: then no thread has to read all of the larger operand. */
const byColumns = ({ m, n }: External) => n > m

const unitSize = (product: External) => (byColumns(product) ? unitColumns : unitRows)

/** From the first row or column of all to the first of the share. */
function skip(f: FunctionBuilder, product: External, all: readonly Pointer[], first: Code<'i32'>): void {
  const { a, b, cells } = product
  const columns = byColumns(product)
  const steps = [
    columns ? 0 : a.row,
    columns ? b.column : 0,
    ...cells.map((c) => at(c, c.length - (columns ? 1 : 2))),
  ]
  all.forEach((pointer, index) => {
    const bytes = at(steps, index) * elementBytes
    if (bytes !== 0) f.set(pointer, i32.add(pointer, i32.mul(first, i32.const(bytes))))
  })
}

function callProduct(f: FunctionBuilder, product: External, all: readonly Pointer[], count: Pointer): void {
  const { m, n, k, a, b, kernel, target } = product
  const columns = byColumns(product)
  f.call(importProduct(f.module), [
    i32.const(Number(a.transposed)),
    i32.const(Number(b.transposed)),
    columns ? i32.const(m) : count,
    columns ? count : i32.const(n),
    i32.const(k),
    at(all, 0),
    i32.const(a.stride),
    at(all, 1),
    i32.const(b.stride),
    at(all, 2 + kernel.reads.length + target),
    i32.const(n),
  ])
}

/** What is computed from the product's elements, in rows of vectors. */
function emitTerms(f: FunctionBuilder, product: External, all: readonly Pointer[], count: Pointer): void {
  const { m, n, kernel, target, cells } = product
  const { reads, terms, writes } = kernel
  const productPlace = terms.findIndex(({ kind }) => kind === 'product')
  const isDone = (write: number) => write === target && at(writes, write).term === productPlace
  if (writes.every((_, write) => isDone(write))) return
  const rows = all.slice(2).map((pointer) => f.let(pointer))
  const moving = rows.map(() => f.local('i32'))
  const columnStrides = cells.map((strides) => strides.at(-1) ?? 0)
  const step = (lanes: number) => {
    const load = (cell: number) => loadVector(at(moving, cell), at(columnStrides, cell), 0, lanes)
    const values = new Values(f, terms, load)
    values.set(productPlace, f.let(load(reads.length + target)))
    const results = writes.map(({ term }) => values.get(term))
    results.forEach((result, index) => {
      if (!isDone(index)) storeLanes(f, { pointer: at(moving, reads.length + index) }, result, lanes)
    })
  }
  const columns = byColumns(product)
  f.repeat(columns ? m : count, () => {
    rows.forEach((row, index) => {
      f.set(at(moving, index), row)
    })
    f.repeat(columns ? i32.shrU(count, i32.const(2)) : Math.floor(n / vectorLanes), () => {
      step(vectorLanes)
      move(f, moving, columnStrides, vectorLanes * elementBytes)
    })
    const rest = n % vectorLanes
    // Units are whole vectors: only the last share has a rest.
    if (rest > 0 && columns) f.if(i32.and(count, i32.const(vectorLanes - 1)), () => step(rest))
    else if (rest > 0) step(rest)
    move(
      f,
      rows,
      cells.map((strides) => strides.at(-2) ?? 0),
      elementBytes,
    )
  })
}
