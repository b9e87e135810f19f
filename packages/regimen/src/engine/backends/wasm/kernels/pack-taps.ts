/** The weights of a convolution in the order in which its innermost kernel reads them. */

import type { FunctionBuilder } from '../assembler.ts'
import { i32, v128 } from '../instructions.ts'
import { elementBytes, nest, type Pointer, vectorBytes, vectorLanes } from '../loops.ts'
import { offsetBy } from './images.ts'
import type { Taps } from './sweeps.ts'

/** Strides of the weights by what their dimensions mean to the kernel, in elements. */
export interface WeightStrides {
  readonly row: number
  readonly column: number
  /** The channels that are summed over. */
  readonly depth: number
  /** The channels of the result. */
  readonly lane: number
  readonly group: number
}

export interface TapWeights {
  readonly rows: Taps
  readonly columns: Taps
  /** Of one group. */
  readonly depth: number
  /** Channels of the result, of one group. */
  readonly lanes: number
  readonly groups: number
  readonly strides: WeightStrides
}

/** Lanes of a panel: few results do not fill eight. */
export function panelWidth(lanes: number): number {
  return lanes <= vectorLanes ? vectorLanes : 2 * vectorLanes
}

/** Elements of one panel: rows × columns × depth × width. */
export function panelSize({ rows, columns, depth, lanes }: TapWeights): number {
  return rows.count * columns.count * depth * panelWidth(lanes)
}

export function panelCount({ lanes }: TapWeights): number {
  return Math.ceil(lanes / panelWidth(lanes))
}

export function packedBytes(weights: TapWeights): number {
  return weights.groups * panelCount(weights) * panelSize(weights) * elementBytes
}

/** Writes, for each group, one panel after the other; absent lanes are 0. */
export function packTaps(f: FunctionBuilder, weights: TapWeights, source: Pointer, target: Pointer): void {
  const { rows, columns, depth, lanes, groups, strides } = weights
  if (panelSize(weights) === 0) return
  const width = panelWidth(lanes)
  const whole = Math.floor(lanes / width)
  const first = rows.kernel.first * strides.row + columns.kernel.first * strides.column
  const size = panelSize(weights)
  const taps = [
    { size: rows.count, strides: [rows.kernel.step * strides.row, columns.count * depth * width] },
    { size: columns.count, strides: [columns.kernel.step * strides.column, depth * width] },
    { size: depth, strides: [strides.depth, width] },
  ]
  const panels = (start: number, count: number, present: number) => {
    const from = f.let(offsetBy(source, (first + start * width * strides.lane) * elementBytes))
    const to = f.let(offsetBy(target, start * size * elementBytes))
    const dimensions = [
      { size: groups, strides: [strides.group, panelCount(weights) * size] },
      { size: count, strides: [width * strides.lane, size] },
      ...taps,
    ]
    nest(f, dimensions, [from, to], () => copyLanes(f, { from, to, stride: strides.lane, present, width }))
  }
  if (whole > 0) panels(0, whole, width)
  if (lanes > whole * width) panels(whole, 1, lanes - whole * width)
}

interface LaneCopy {
  readonly from: Pointer
  readonly to: Pointer
  readonly stride: number
  /** The rest of the width becomes 0. */
  readonly present: number
  readonly width: number
}

function copyLanes(f: FunctionBuilder, { from, to, stride, present, width }: LaneCopy): void {
  const vectors = stride === 1 ? Math.floor(present / vectorLanes) : 0
  for (let vector = 0; vector < vectors; vector++) {
    f.do(v128.store(to, v128.load(from, vector * vectorBytes), vector * vectorBytes))
  }
  for (let lane = vectors * vectorLanes; lane < width; lane++) {
    const value = lane < present ? i32.load(from, lane * stride * elementBytes) : i32.const(0)
    f.do(i32.store(to, value, lane * elementBytes))
  }
}
