/**
 * Loops down few columns of many rows, in chunks of rows that threads share: a pass over the elements after the
 * other, each a kernel of its own. What a pass reduces is gathered by chunk and added up in order, so that the sums
 * do not depend on who computed them; the next pass reads the results.
 */
import type { LoopKernel, Term, Write } from '../../../fusion/fused-plan.ts'
import { keptShape, liftLayout } from '../../../fusion/nodes.ts'
import { contiguousLayout, contiguousStrides } from '../../../layout.ts'
import type { View } from '../../../plan.ts'
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { Dimension } from '../collapse.ts'
import { type Code, i32, v128 } from '../instructions.ts'
import {
  countOf,
  elementBytes,
  move,
  nest,
  type Pointer,
  storeLanes,
  vectorBytes,
  vectorLanes,
} from '../loops.ts'
import { at, type KernelPointers, type LoweredKernel } from '../lowering.ts'
import {
  blockDimensions,
  blockValues,
  callValues,
  columnsOf,
  emitPass,
  forEachBlock,
  type RunningReduction,
} from './loop-columns.ts'
import { type LoopPlan, lineElements, planLoop, termsKey } from './loop-plan.ts'
import type { NewTemporary } from './product.ts'
import { type Reducer, reducerOf } from './reducers.ts'

/** Units of a pass, if the columns do not make more. */
const wantedUnits = 32

/** One pass: its writes are first those of elements, then the results of its reductions. */
interface Chunks {
  readonly plan: LoopPlan
  /** Writes of elements. */
  readonly full: number
  readonly count: number
  /** Along the outermost dimension within a unit; the last chunk may have less. */
  readonly length: number
}

/** The kernels of a loop, pass by pass. `lowerSmall` lowers what is left for each column. */
export function lowerChunks(
  plan: LoopPlan,
  temporary: NewTemporary,
  lowerSmall: (kernel: LoopKernel) => LoweredKernel[],
): LoweredKernel[] {
  const { kernel, analysis } = plan
  const kept = contiguousLayout(keptShape(kernel.shape, kernel.reduced))
  const results = new Map<number, View>()
  const lowered: LoweredKernel[] = []
  for (const pass of analysis.passes) {
    if (pass.reductions.length + pass.writes.length === 0) continue
    const wanted = pass.reductions.map((term): Write => {
      const view = kernel.writes.find((write) => write.term === term && write.domain === 'kept')?.view
      return { term, view: view ?? { ...temporary(sizeOf(kept.shape)), layout: kept }, domain: 'kept' }
    })
    const part = { ...kernel, ...select(kernel, [...pass.writes, ...wanted], results) }
    lowered.push(...lowerPass(part, pass.writes.length, temporary))
    for (const { term, view } of wanted) results.set(term, view)
  }
  const rest = kernel.writes.filter(({ term, domain }) => domain === 'kept' && !results.has(term))
  return rest.length === 0 ? lowered : [...lowered, ...lowerSmall(keptKernel(kernel, rest, results))]
}

/** The terms that some writes need, with the results of reductions that are known as reads. */
function select(
  { shape, reduced, reads, terms }: LoopKernel,
  wanted: readonly Write[],
  results: ReadonlyMap<number, View>,
): Pick<LoopKernel, 'reads' | 'terms' | 'writes'> {
  const ownReads: View[] = []
  const ownTerms: Term[] = []
  const places = new Map<number, number>()
  const build = (term: Term, place: number): Term => {
    const result = results.get(place)
    if (result) {
      const layout = liftLayout(result.layout, shape, reduced)
      return { kind: 'read', read: ownReads.push({ ...result, layout }) - 1, dtype: term.dtype }
    }
    if (term.kind === 'read') return { ...term, read: ownReads.push(at(reads, term.read)) - 1 }
    if (term.kind === 'compute') return { ...term, operands: term.operands.map(placeOf) }
    if (term.kind === 'reduce') return { ...term, operand: placeOf(term.operand) }
    return term
  }
  const placeOf = (place: number): number => {
    const known = places.get(place)
    if (known !== undefined) return known
    const own = ownTerms.push(build(at(terms, place), place)) - 1
    places.set(place, own)
    return own
  }
  const writes = wanted.map(({ term, ...write }) => ({ ...write, term: placeOf(term) }))
  return { reads: ownReads, terms: ownTerms, writes }
}

/** What is computed for each column when all reductions are known, over the columns alone. */
function keptKernel(
  kernel: LoopKernel,
  wanted: readonly Write[],
  results: ReadonlyMap<number, View>,
): LoopKernel {
  const { reduced } = kernel
  const { reads, terms, writes } = select(kernel, wanted, results)
  const shape = keptShape(kernel.shape, reduced)
  const keptAxes = (sizes: readonly number[]) => sizes.filter((_, axis) => !reduced[axis])
  return {
    kind: 'loop',
    shape,
    reduced: shape.map(() => false),
    reads: reads.map((view) => {
      const { offset, strides } = view.layout
      return { ...view, layout: { offset, shape, strides: keptAxes(strides) } }
    }),
    terms,
    writes: writes.map((write) => ({ ...write, domain: 'full' })),
  }
}

function lowerPass(kernel: LoopKernel, full: number, temporary: NewTemporary): LoweredKernel[] {
  const plan = planLoop(kernel, 'columns')
  const size = plan.inner[0]?.size ?? 1
  const length = Math.ceil(size / Math.min(size, Math.ceil(wantedUnits / blockCount(plan))))
  const chunks: Chunks = { plan, full, count: Math.ceil(size / length), length }
  const { shape, reduced, reads, terms, writes } = kernel
  const views = writes.map(({ view }) => view)
  const scratch =
    views.length > full ? [temporary(chunks.count * blockCount(plan) * stateElements(plan))] : []
  const common = { key: `${shape} ${reduced} ${full} ${termsKey(kernel)}`, kind: 'other' } as const
  const operations = terms.filter(({ kind }) => kind === 'compute' || kind === 'reduce').length
  const passKernel: LoweredKernel = {
    ...common,
    key: `chunks ${common.key}`,
    parts: terms.flatMap((term) => ('primitive' in term ? [term.primitive] : [])),
    flops: operations * sizeOf(shape),
    reads,
    writes: [...views.slice(0, full), ...scratch],
    units: chunks.count * blockCount(plan),
    mayReplace: (read, write) => write < full && sameElements(plan, read, write),
    emit: (f, pointers) => emitChunks(f, chunks, pointers),
  }
  if (scratch.length === 0) return [passKernel]
  const total: LoweredKernel = {
    ...common,
    key: `total ${common.key}`,
    parts: ['total'],
    flops: 0,
    reads: scratch,
    writes: views.slice(full),
    units: blockCount(plan),
    mayReplace: () => false,
    emit: (f, pointers) => emitTotals(f, chunks, pointers),
  }
  return [passKernel, total]
}

/** True when each element of the read is read where its place in the write is written, and nowhere else. */
function sameElements({ kernel, strides }: LoopPlan, read: number, write: number): boolean {
  const [from, to] = [at(strides, read), at(strides, kernel.reads.length + write)]
  return at(kernel.reads, read).layout.offset === 0 && to.every((stride, axis) => stride === from[axis])
}

/** Blocks of columns, whatever the chunk. */
function blockCount(plan: LoopPlan): number {
  return countOf(blockDimensions(plan))
}

interface Reduction {
  readonly place: number
  readonly reducer: Reducer
  readonly write: number
  /** Where the states of its vectors begin among those of a block, in vectors. */
  readonly from: number
}

function reductionsOf({ kernel }: LoopPlan): Reduction[] {
  let from = 0
  return kernel.terms.flatMap((term, place) => {
    if (term.kind !== 'reduce') return []
    const reducer = reducerOf(term.primitive, term.dtype)
    const own = { place, reducer, from, write: kernel.writes.findIndex((write) => write.term === place) }
    from += reducer.initial.length * (lineElements / vectorLanes)
    return [own]
  })
}

/** Room for the states of a block in one chunk. */
function stateElements(plan: LoopPlan): number {
  const vectors = reductionsOf(plan).reduce((sum, { reducer }) => sum + reducer.initial.length, 0)
  return vectors * lineElements
}

/** Blocks as units, with the strides of these operands of the plan and, behind them, of the blocks' states. */
function unitDimensions(plan: LoopPlan, operands: readonly number[]): Dimension[] {
  const blocks = blockDimensions(plan)
  const steps = contiguousStrides(blocks.map(({ size }) => size))
  const states = stateElements(plan)
  return blocks.map(({ size, strides }, axis) => ({
    size,
    strides: [...operands.map((operand) => strides[operand] ?? 0), at(steps, axis) * states],
  }))
}

/** Each unit is a block of columns in a chunk of rows. */
function emitChunks(f: FunctionBuilder, { plan, full, count, length }: Chunks, share: KernelPointers): void {
  const [first = { size: 1, strides: [] }, ...inner] = plan.inner
  const operands = [...share.reads, ...share.writes.slice(0, full)]
  // Moved as a pointer: four times the number of rows before the chunk.
  const before = f.let(i32.const(0))
  const states = share.writes[full] ?? f.let(i32.const(0))
  const chunk: Dimension = {
    size: count,
    strides: [
      ...operands.map((_, index) => (first.strides[index] ?? 0) * length),
      blockCount(plan) * stateElements(plan),
      length,
    ],
  }
  const dimensions = [
    chunk,
    ...unitDimensions(
      plan,
      operands.map((_, index) => index),
    ),
  ]
  const columns = columnsOf(plan)
  const once = callValues(f, plan, share.reads)
  forEachBlock(f, columns.size, dimensions, [...operands, states, before], share, (vectors) => {
    const copies = operands.map((pointer) => f.let(pointer))
    const reads = copies.slice(0, share.reads.length)
    const block = { plan, reads, writes: copies.slice(share.reads.length), columns, vectors, once }
    const levels = blockValues(f, block)
    for (const values of levels) for (const place of plan.analysis.knownBefore('unit', 0)) values.get(place)
    const left = f.let(i32.sub(i32.const(first.size), i32.shrU(before, i32.const(2))))
    const rows = first.size % length === 0 ? length : smaller(i32.const(length), left)
    const loop = (body: () => void) =>
      f.repeat(rows, () => {
        nest(f, inner, copies, body)
        move(f, copies, first.strides, elementBytes)
      })
    for (const pass of plan.analysis.passes) {
      storeStates(f, plan, emitPass(f, block, pass, levels, loop), states)
    }
  })
}

function smaller(a: Code<'i32'>, b: Code<'i32'>): Code<'i32'> {
  return i32.select(a, b, i32.ltU(a, b))
}

function storeStates(
  f: FunctionBuilder,
  plan: LoopPlan,
  running: readonly RunningReduction[],
  target: Pointer,
): void {
  const reductions = reductionsOf(plan)
  for (const { place, vector, state } of running) {
    const from = reductions.find((reduction) => reduction.place === place)?.from ?? 0
    state.forEach((value, part) => {
      f.do(v128.store(target, value, (from + vector * state.length + part) * vectorBytes))
    })
  }
}

/** Adds up the states of a block's chunks, in order, and stores the results. */
function emitTotals(
  f: FunctionBuilder,
  { plan, full, count }: Chunks,
  { reads, writes, ...share }: KernelPointers,
): void {
  const operands = writes.map((_, write) => plan.kernel.reads.length + full + write)
  const columns = columnsOf(plan)
  const pointers = [...writes, at(reads, 0)]
  const step = blockCount(plan) * stateElements(plan) * elementBytes
  forEachBlock(f, columns.size, unitDimensions(plan, operands), pointers, share, (vectors) => {
    for (const { reducer, from, write } of reductionsOf(plan)) {
      const target = at(writes, write - full)
      const stride = columns.strides[at(operands, write - full)] ?? 0
      vectors.forEach((lanes, vector) => {
        const states = f.let(at(reads, 0))
        const parts = reducer.initial.map((_, part) =>
          v128.load(states, (from + vector * reducer.initial.length + part) * vectorBytes),
        )
        const state = parts.map((part) => f.let(part))
        f.repeat(count - 1, () => {
          f.advance(states, step)
          reducer.merge(f, state, parts)
        })
        const offset = vector * vectorLanes * stride * elementBytes
        storeLanes(f, { pointer: target, stride, offset }, reducer.lanes(state), lanes)
      })
    }
  })
}
