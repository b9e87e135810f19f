/**
 * The innermost kernel of convolutions: one row of results for up to eight channels. The product of a
 * matrix that is never written down (its rows are the windows of the image) with packed weights.
 */
import type { FunctionBuilder, FunctionReference, ModuleBuilder } from '../assembler.ts'
import { elementBytes, type Pointer, storeLanes, vectorBytes, vectorLanes } from '../loops.ts'
import { type Arithmetic, tileHeights } from './product-tile.ts'
import { addSteps, forEachTile, RegisterTile } from './register-tile.ts'

/** Distances are in bytes. */
export interface ConvolvedRow {
  readonly outputs: number
  /** From one output to the next, in the source and in the target. */
  readonly sourceStep: number
  readonly targetStep: number
  /** Places of the kernel, as they lie in the source. */
  readonly rows: { readonly count: number; readonly step: number }
  readonly columns: { readonly count: number; readonly step: number }
  /** Adjacent elements at each place. */
  readonly depth: number
  /** Channels that are stored, and channels of a packed panel. */
  readonly lanes: number
  readonly width: number
  readonly arithmetic: Arithmetic
}

/** Outputs of a single vector computed side by side. */
const singleVectors = 8

/** (source, packed panel, target): the sums of one row. */
export function convolveRow(
  module: ModuleBuilder,
  row: ConvolvedRow,
): FunctionReference<readonly ['i32', 'i32', 'i32']> {
  const merged = mergeColumns(row)
  const parameters = ['i32', 'i32', 'i32'] as const
  return module.once(`convolve row ${JSON.stringify(merged)}`, parameters, (f, [source, panel, target]) => {
    const { arithmetic, lanes, outputs, sourceStep } = merged
    const side = lanes > vectorLanes ? tileHeights[arithmetic] : singleVectors
    forEachTile(f, outputs, side, (present) => {
      convolveTile(f, merged, present, { source, panel, target })
      f.advance(source, present * sourceStep)
      f.advance(target, present * merged.targetStep)
    })
  })
}

/** Neighbouring places whose elements touch are one place with more elements. */
function mergeColumns(row: ConvolvedRow): ConvolvedRow {
  const { columns, depth } = row
  const touch = columns.count > 1 && columns.step === depth * elementBytes
  return touch ? { ...row, columns: { count: 1, step: 0 }, depth: columns.count * depth } : row
}

interface RowPointers {
  readonly source: Pointer
  readonly panel: Pointer
  readonly target: Pointer
}

function convolveTile(
  f: FunctionBuilder,
  { sourceStep, targetStep, rows, columns, depth, lanes, width, arithmetic }: ConvolvedRow,
  outputs: number,
  pointers: RowPointers,
): void {
  const vectors = Math.ceil(lanes / vectorLanes)
  const tile = new RegisterTile(f, outputs, vectors, arithmetic)
  tile.clear(f)
  const source = f.let(pointers.source)
  const panel = f.let(pointers.panel)
  const operands = { left: source, right: panel, rowStep: sourceStep }
  f.repeat(rows.count, () => {
    f.repeat(columns.count, () => {
      addSteps(f, tile, operands, { depth, rightStep: width * elementBytes })
      f.advance(source, columns.step - depth * elementBytes)
    })
    f.advance(source, rows.step - columns.count * columns.step)
  })
  const target = f.let(pointers.target)
  for (const row of tile.sums) {
    row.forEach((sum, index) => {
      storeLanes(f, { pointer: target }, sum, Math.min(vectorLanes, lanes - index * vectorLanes))
      f.advance(target, vectorBytes)
    })
    f.advance(target, targetStep - vectors * vectorBytes)
  }
}
