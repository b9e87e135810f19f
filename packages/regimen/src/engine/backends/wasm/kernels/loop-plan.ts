/** How a loop kernel's index space is walked: which dimensions make a unit, and which lie within it. */
import type { LoopKernel, Terms, Write } from '../../../fusion/fused-plan.ts'
import { keptShape, liftLayout } from '../../../fusion/nodes.ts'
import { contiguousLayout, isContiguous } from '../../../layout.ts'
import { collapse, type Dimension } from '../collapse.ts'
import { at, withoutAddress } from '../lowering.ts'
import { type Level, TermAnalysis } from './terms.ts'

/**
 * `flat`: no reduction, everything in one run through memory. `rows`: lanes along a row, reductions across
 * it. `columns`: lanes side by side, reductions down each.
 */
export type Strategy = 'flat' | 'rows' | 'columns'

/** Elements of a unit of a flat loop, and columns of a unit of reductions down columns: a cache line. */
export const lineElements = 16

export interface LoopPlan {
  readonly kernel: LoopKernel
  readonly strategy: Strategy
  readonly analysis: TermAnalysis
  /** In elements, under the kernel's shape: of the reads, then of the writes. */
  readonly strides: readonly (readonly number[])[]
  /** Dimensions over which units are counted. For `columns` the last one's size is in columns, not units. */
  readonly outer: readonly Dimension[]
  /** Dimensions within a unit, innermost last. */
  readonly inner: readonly Dimension[]
}

/** `wanted`: by default what suits the kernel. */
export function planLoop(kernel: LoopKernel, wanted?: Strategy): LoopPlan {
  const strides = operandStrides(kernel)
  const groups = splitDimensions(kernel, strides)
  const strategy = wanted ?? chooseStrategy(kernel, groups, strides.length)
  const { outer, inner } = strategy === 'rows' && groups.inner.length === 0 ? lastRow(groups.outer) : groups
  const once = (read: number) => at(strides, read).every((stride) => stride === 0)
  const repeats = (read: number) => inner.every((dimension) => dimension.strides[read] === 0)
  const levelOf = (read: number): Level => {
    if (once(read)) return 'call'
    return strategy !== 'flat' && repeats(read) ? 'unit' : 'element'
  }
  return { kernel, strategy, analysis: new TermAnalysis(kernel, levelOf), strides, outer, inner }
}

/** A block of columns of something wider. */
export function isPiece({ view: { layout } }: Write): boolean {
  return !isContiguous(layout)
}

/** What tells kernels apart that need different code. */
export function termsKey({ reads, terms, writes }: Terms): string {
  const exact = (_: string, value: unknown) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? `${Object.is(value, -0) ? '-0' : value}`
      : value
  const targets = writes.map((write) => {
    const { term, domain, view } = write
    return isPiece(write) ? [term, domain, view.layout.strides] : [term, domain]
  })
  return JSON.stringify([reads.map(withoutAddress), terms, targets], exact)
}

function operandStrides({ shape, reduced, reads, writes }: LoopKernel): (readonly number[])[] {
  const full = contiguousLayout(shape).strides
  const kept = liftLayout(contiguousLayout(keptShape(shape, reduced)), shape, reduced).strides
  return [
    ...reads.map(({ layout }) => layout.strides),
    ...writes.map((write) =>
      isPiece(write) ? write.view.layout.strides : write.domain === 'full' ? full : kept,
    ),
  ]
}

interface Groups {
  readonly outer: readonly Dimension[]
  readonly inner: readonly Dimension[]
}

/** Dimensions that are kept, outermost first, and those that are reduced, the nearest neighbours innermost. */
function splitDimensions({ shape, reduced }: LoopKernel, strides: readonly (readonly number[])[]): Groups {
  const axes = shape.map((_, axis) => axis)
  const nearness = (axis: number) => strides.reduce((sum, operand) => sum + (operand[axis] ?? 0), 0)
  const group = (chosen: readonly number[]) =>
    collapse(
      chosen.map((axis) => shape[axis] ?? 1),
      strides.map((operand) => chosen.map((axis) => operand[axis] ?? 0)),
    )
  return {
    outer: group(axes.filter((axis) => !reduced[axis])),
    inner: group(axes.filter((axis) => reduced[axis]).sort((a, b) => nearness(b) - nearness(a))),
  }
}

function chooseStrategy({ reduced }: LoopKernel, { outer, inner }: Groups, operands: number): Strategy {
  if (!reduced.includes(true)) return outer.length <= 1 ? 'flat' : 'rows'
  const adjacent = (dimension: Dimension | undefined) =>
    dimension?.strides.slice(0, operands).filter((stride) => stride === 1).length ?? 0
  return adjacent(outer.at(-1)) > adjacent(inner.at(-1)) ? 'columns' : 'rows'
}

/** Without reductions the last dimension is the row. */
function lastRow(dimensions: readonly Dimension[]): Groups {
  return { outer: dimensions.slice(0, -1), inner: dimensions.slice(-1) }
}
