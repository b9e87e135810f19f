/**
 * General matrix multiplication after Goto & van de Geijn 2008, "Anatomy of high-performance matrix
 * multiplication": blocks of A and B are packed into panels in the order in which the innermost kernel
 * reads them, so strides (and with them transposes) cost nothing there, and edges are padded with zeros.
 *
 * All sizes and strides are parameters: one set of functions serves every product of a module.
 */
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { type Code, f32, f32x4, i32, memory, v128 } from '../instructions.ts'
import { elementBytes, type Pointer, vectorBytes, vectorLanes } from '../loops.ts'
import { alignUp } from '../memory-plan.ts'

/**
 * The tile of the result that the innermost kernel keeps in registers: 8 of 16. Taller or wider tiles read
 * less, but engines that compile WebAssembly then run out of registers, and spilling halves the speed.
 */
const tileRows = 4
const tileColumns = 8
const tileBytes = tileRows * tileColumns * elementBytes
const tileVectors = tileColumns / vectorLanes
/** A panel of B (8 columns) stays in the first-level cache, a block of A (96 rows) in the second. */
const blockDepth = 256
const blockRows = 24 * tileRows

/** Bytes of packed panels for a product of these sizes. */
export function gemmScratchBytes(m: number, n: number, k: number): number {
  const { packedA, packedB } = scratchParts(m, n, k)
  return tileSlot + packedA + packedB
}

const tileSlot = alignUp(tileBytes, 64)

function scratchParts(m: number, n: number, k: number) {
  const depth = Math.min(k, blockDepth)
  const rows = Math.min(alignUp(m, tileRows), blockRows)
  return {
    packedA: alignUp(rows * depth * elementBytes, 64),
    packedB: alignUp(n, tileColumns) * depth * elementBytes,
  }
}

/** Strides in bytes. */
export interface MatrixStrides {
  readonly row: number
  readonly column: number
}

export interface GemmSizes {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: MatrixStrides
  readonly b: MatrixStrides
}

/** Writes a call of c = a·b: float32, c contiguous, no size 0. */
export function callGemm(
  f: FunctionBuilder,
  { m, n, k, a, b }: GemmSizes,
  pointers: { readonly a: Pointer; readonly b: Pointer; readonly c: Pointer; readonly scratch: Pointer },
): void {
  const packedB = tileSlot + scratchParts(m, n, k).packedA
  f.call(gemm(f.module), [
    pointers.a,
    pointers.b,
    pointers.c,
    i32.const(m),
    i32.const(n),
    i32.const(k),
    i32.const(a.row),
    i32.const(a.column),
    i32.const(b.row),
    i32.const(b.column),
    pointers.scratch,
    i32.add(pointers.scratch, i32.const(packedB)),
  ])
}

/** (a, b, c, m, n, k, a.row, a.column, b.row, b.column, scratch for tile and A, scratch for B) */
const gemmParameters = [
  'i32',
  'i32',
  'i32',
  'i32',
  'i32',
  'i32',
  'i32',
  'i32',
  'i32',
  'i32',
  'i32',
  'i32',
] as const

function gemm(module: ModuleBuilder) {
  return module.once('gemm', gemmParameters, (f, parameters) => {
    const [a, b, c, m, n, k, aRow, aColumn, bRow, bColumn, tile, packedB] = parameters
    const packedA = f.let(i32.add(tile, i32.const(tileSlot)))
    const rowBytes = f.let(i32.mul(n, i32.const(elementBytes)))
    const accumulate = f.let(i32.const(0))
    blocks(f, k, blockDepth, (depth) => {
      packPanels(f, tileColumns, { source: b, target: packedB, count: n, lane: bColumn, step: bRow, depth })
      const aBlock = f.let(a)
      const cBlock = f.let(c)
      blocks(f, m, blockRows, (rows) => {
        packPanels(f, tileRows, {
          source: aBlock,
          target: packedA,
          count: rows,
          lane: aRow,
          step: aColumn,
          depth,
        })
        f.call(multiplyPanels(module), [packedA, packedB, cBlock, rows, n, depth, rowBytes, accumulate, tile])
        f.set(aBlock, i32.add(aBlock, i32.mul(rows, aRow)))
        f.set(cBlock, i32.add(cBlock, i32.mul(rows, rowBytes)))
      })
      f.set(a, i32.add(a, i32.mul(depth, aColumn)))
      f.set(b, i32.add(b, i32.mul(depth, bRow)))
      f.set(accumulate, i32.const(1))
    })
  })
}

/** Cuts a positive length into blocks; the body gets each block's length. */
function blocks(f: FunctionBuilder, total: Code<'i32'>, step: number, body: (size: Pointer) => void): void {
  const left = f.let(total)
  const size = f.local('i32')
  f.repeatWhile(left, () => {
    f.set(size, i32.select(left, i32.const(step), i32.ltU(left, i32.const(step))))
    body(size)
    f.set(left, i32.sub(left, size))
  })
}

interface Packing {
  readonly source: Pointer
  readonly target: Pointer
  /** Lanes in all panels together. */
  readonly count: Pointer
  /** Bytes from one lane to the next, and from one step of depth to the next. */
  readonly lane: Pointer
  readonly step: Pointer
  readonly depth: Pointer
}

/** One panel of `width` lanes after the other: depth × width elements, absent lanes 0. */
function packPanels(f: FunctionBuilder, width: number, packing: Packing): void {
  const { source, target, count, lane, step, depth } = packing
  const from = f.let(source)
  const to = f.let(target)
  blocks(f, count, width, (lanes) => {
    f.call(packPanel(f.module, width), [from, to, lanes, lane, step, depth])
    f.set(from, i32.add(from, i32.mul(lanes, lane)))
    f.set(to, i32.add(to, i32.mul(depth, i32.const(width * elementBytes))))
  })
}

/** (source, target, lanes, lane, step, depth) */
function packPanel(module: ModuleBuilder, width: number) {
  const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
  return module.once(`pack ${width}`, parameters, (f, [source, target, lanes, lane, step, depth]) => {
    const next = () => {
      f.set(source, i32.add(source, step))
      f.advance(target, width * elementBytes)
    }
    const whole = i32.eq(lanes, i32.const(width))
    const adjacent = i32.eq(lane, i32.const(elementBytes))
    const copyVectors = () =>
      f.repeat(depth, () => {
        for (let first = 0; first < width; first += vectorLanes) {
          const offset = first * elementBytes
          f.do(v128.store(target, v128.load(source, offset), offset))
        }
        next()
      })
    const copyLanes = () =>
      f.repeat(depth, () => {
        const from = f.let(source)
        for (let index = 0; index < width; index++) {
          f.do(i32.store(target, i32.load(from), index * elementBytes))
          if (index < width - 1) f.set(from, i32.add(from, lane))
        }
        next()
      })
    const copyPartly = () => {
      f.do(memory.fill(target, i32.const(0), i32.mul(depth, i32.const(width * elementBytes))))
      f.repeat(depth, () => {
        const from = f.let(source)
        const to = f.let(target)
        f.repeat(lanes, () => {
          f.do(i32.store(to, i32.load(from)))
          f.set(from, i32.add(from, lane))
          f.advance(to, elementBytes)
        })
        next()
      })
    }
    f.if(whole, () => f.if(adjacent, copyVectors, copyLanes), copyPartly)
  })
}

/** (packed A, packed B, c, rows, columns, depth, bytes of a row of c, accumulate, tile) */
function multiplyPanels(module: ModuleBuilder) {
  const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
  return module.once('multiply panels', parameters, (f, all) => {
    const [packedA, packedB, c, rows, columns, depth, rowBytes, accumulate, tile] = all
    const panelA = f.local('i32')
    const out = f.local('i32')
    blocks(f, columns, tileColumns, (width) => {
      f.set(panelA, packedA)
      f.set(out, c)
      blocks(f, rows, tileRows, (height) => {
        const full = i32.and(i32.eq(width, i32.const(tileColumns)), i32.eq(height, i32.const(tileRows)))
        f.if(
          full,
          () => f.call(multiplyTile(module), [panelA, packedB, out, rowBytes, depth, accumulate]),
          () => {
            const tileRowBytes = i32.const(tileColumns * elementBytes)
            f.call(multiplyTile(module), [panelA, packedB, tile, tileRowBytes, depth, i32.const(0)])
            f.call(copyTile(module), [tile, out, height, width, rowBytes, accumulate])
          },
        )
        f.set(panelA, i32.add(panelA, i32.mul(depth, i32.const(tileRows * elementBytes))))
        f.set(out, i32.add(out, i32.mul(height, rowBytes)))
      })
      f.set(packedB, i32.add(packedB, i32.mul(depth, i32.const(tileColumns * elementBytes))))
      f.advance(c, tileColumns * elementBytes)
    })
  })
}

/** (panel of A, panel of B, c, bytes of a row of c, depth, accumulate): the innermost kernel. */
function multiplyTile(module: ModuleBuilder) {
  const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
  return module.once('multiply tile', parameters, (f, [a, b, c, rowBytes, depth, accumulate]) => {
    const sums = Array.from({ length: tileRows }, () =>
      Array.from({ length: tileVectors }, () => f.local('v128')),
    )
    const bVectors = Array.from({ length: tileVectors }, () => f.local('v128'))
    const element = f.local('v128')
    f.repeat(depth, () => {
      bVectors.forEach((vector, index) => {
        f.set(vector, v128.load(b, index * vectorBytes))
      })
      sums.forEach((row, index) => {
        f.set(element, v128.load32Splat(a, index * elementBytes))
        row.forEach((sum, column) => {
          const product = f32x4.mul(element, bVectors[column] ?? element)
          f.set(sum, f32x4.add(sum, product))
        })
      })
      f.advance(a, tileRows * elementBytes)
      f.advance(b, tileColumns * elementBytes)
    })
    const forEachSum = (visit: (sum: (typeof bVectors)[number], row: Pointer, offset: number) => void) => {
      const rowPointer = f.let(c)
      for (const row of sums) {
        row.forEach((sum, column) => {
          visit(sum, rowPointer, column * vectorBytes)
        })
        f.set(rowPointer, i32.add(rowPointer, rowBytes))
      }
    }
    f.if(accumulate, () =>
      forEachSum((sum, row, offset) => f.set(sum, f32x4.add(v128.load(row, offset), sum))),
    )
    forEachSum((sum, row, offset) => f.do(v128.store(row, sum, offset)))
  })
}

/** (tile, c, rows, columns, bytes of a row of c, accumulate): the part of an edge tile that exists. */
function copyTile(module: ModuleBuilder) {
  const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
  return module.once('copy tile', parameters, (f, [tile, c, rows, columns, rowBytes, accumulate]) => {
    f.repeat(rows, () => {
      const from = f.let(tile)
      const to = f.let(c)
      f.repeat(columns, () => {
        f.if(
          accumulate,
          () => f.do(f32.store(to, f32.add(f32.load(to), f32.load(from)))),
          () => f.do(f32.store(to, f32.load(from))),
        )
        f.advance(from, elementBytes)
        f.advance(to, elementBytes)
      })
      f.advance(tile, tileColumns * elementBytes)
      f.set(c, i32.add(c, rowBytes))
    })
  })
}
