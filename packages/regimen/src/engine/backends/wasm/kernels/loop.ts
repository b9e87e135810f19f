/** The lowering of loop kernels: elementwise terms alone, or with reductions along rows or down columns. */
import type { LoopKernel } from '../../../fusion/fused-plan.ts'
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { countOf } from '../loops.ts'
import { at, bytesOfRows, type KernelPointers, type LoweredKernel } from '../lowering.ts'
import { lowerChunks } from './loop-chunks.ts'
import { emitColumns } from './loop-columns.ts'
import { emitFlat } from './loop-flat.ts'
import { isPiece, type LoopPlan, lineElements, planLoop, type Strategy, termsKey } from './loop-plan.ts'
import { emitRows } from './loop-rows.ts'
import type { NewTemporary } from './product.ts'

interface Row {
  units(plan: LoopPlan): number
  emit(f: FunctionBuilder, plan: LoopPlan, pointers: KernelPointers): void
}

const strategies: { readonly [S in Strategy]: Row } = {
  flat: { units: ({ outer }) => Math.ceil(countOf(outer) / lineElements), emit: emitFlat },
  rows: { units: ({ outer }) => countOf(outer), emit: emitRows },
  columns: {
    units: ({ outer }) => countOf(outer.slice(0, -1)) * Math.ceil((outer.at(-1)?.size ?? 1) / lineElements),
    emit: emitColumns,
  },
}

/** Fewer units cannot be shared well among threads, if there is enough to do. */
const fewUnits = 16
const smallWork = 16_384

export function lowerLoop(kernel: LoopKernel, temporary: NewTemporary): LoweredKernel[] {
  const plan = planLoop(kernel)
  const { units } = strategies[plan.strategy]
  const chunked = plan.strategy === 'columns' && units(plan) < fewUnits && sizeOf(kernel.shape) > smallWork
  return chunked ? lowerChunks(plan, temporary, (rest) => [lowerPlain(planLoop(rest))]) : [lowerPlain(plan)]
}

function lowerPlain(plan: LoopPlan): LoweredKernel {
  const { kernel } = plan
  const { units, emit } = strategies[plan.strategy]
  const { shape, reduced, reads, terms, writes } = kernel
  return {
    key: `loop ${shape} ${reduced} ${termsKey(kernel)}`,
    kind: plan.strategy === 'rows' ? 'other' : plan.strategy,
    parts: terms.flatMap((term) => ('primitive' in term ? [term.primitive] : [])),
    flops: terms.filter(({ kind }) => kind === 'compute' || kind === 'reduce').length * sizeOf(shape),
    reads,
    writes: writes.map(({ view }) => view),
    units: units(plan),
    unitBytes: unitBytes(plan),
    mayReplace: (read, write) => mayReplace(plan, read, write),
    emit: (f, pointers) => emit(f, plan, pointers),
  }
}

/** Where units are counted along one dimension: its rows, or lines of its elements. */
function unitBytes({ strategy, outer, inner, strides }: LoopPlan): (number | undefined)[] {
  const [dimension, ...more] = outer
  return strides.map((_, operand) => {
    const stride = dimension?.strides[operand] ?? 0
    if (more.length > 0 || strategy === 'columns') return undefined
    const extent = inner.reduce((sum, { size, strides }) => sum + (size - 1) * (strides[operand] ?? 0), 1)
    return bytesOfRows(strategy === 'flat' ? lineElements : 1, stride, extent)
  })
}

/** Units are independent, and each reads an element in a pass no later than the one that writes its place. */
function mayReplace({ kernel, analysis, strides }: LoopPlan, read: number, write: number): boolean {
  const { reads, writes, reduced } = kernel
  const from = at(strides, read)
  const to = at(strides, reads.length + write)
  if (isPiece(at(writes, write))) return false
  if (at(reads, read).layout.offset !== 0 || !to.every((stride, axis) => stride === from[axis])) return false
  const { domain, term } = at(writes, write)
  if (domain === 'full') return analysis.lastPassOf(read) <= analysis.passOf(term)
  return reduced.every((flag, axis) => !flag || from[axis] === 0)
}
