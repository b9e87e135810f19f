/** Reductions down columns, a cache line of neighbouring columns at a time, in as many passes as they need. */
import type { FunctionBuilder } from '../assembler.ts'
import type { Dimension } from '../collapse.ts'
import { i32 } from '../instructions.ts'
import {
  elementBytes,
  forEachUnit,
  loadVector,
  nest,
  type Pointer,
  storeLanes,
  type Vector,
  vectorLanes,
} from '../loops.ts'
import { at, type KernelPointers, type Share } from '../lowering.ts'
import { type LoopPlan, lineElements } from './loop-plan.ts'
import { type Reducer, reducerOf, startState } from './reducers.ts'
import { type Pass, Values } from './terms.ts'

export function emitColumns(f: FunctionBuilder, plan: LoopPlan, share: KernelPointers): void {
  const { reads, writes } = share
  const pointers = [...reads, ...writes]
  const once = callValues(f, plan, reads)
  const columns = columnsOf(plan)
  forEachBlock(f, columns.size, blockDimensions(plan), pointers, share, (vectors) => {
    emitBlock(f, { plan, reads, writes, columns, vectors, once }, pointers)
  })
}

/** The values that are the same everywhere. */
export function callValues(
  f: FunctionBuilder,
  { kernel, analysis }: LoopPlan,
  reads: readonly Pointer[],
): Values {
  const once = new Values(f, kernel.terms, (read) => loadVector(at(reads, read), 0))
  for (const place of analysis.knownBefore('call', 0)) once.get(place)
  return once
}

/** The columns' dimension: of the kept ones, the innermost. */
export function columnsOf({ outer }: LoopPlan): Dimension {
  return outer.at(-1) ?? { size: 1, strides: [] }
}

/** Blocks of columns as units: the last dimension counts a cache line of neighbouring columns. */
export function blockDimensions({ outer }: LoopPlan): Dimension[] {
  const { size, strides } = outer.at(-1) ?? { size: 1, strides: [] }
  const blocks = { size: Math.ceil(size / lineElements), strides: strides.map((each) => each * lineElements) }
  return [...outer.slice(0, -1), blocks]
}

/** The body for each unit of the share, the innermost being blocks of columns, with the lanes of its vectors. */
export function forEachBlock(
  f: FunctionBuilder,
  columns: number,
  dimensions: readonly Dimension[],
  pointers: readonly Pointer[],
  share: Share,
  body: (vectors: readonly number[]) => void,
): void {
  const block = (width: number) => {
    const vectors = Array.from({ length: Math.ceil(width / vectorLanes) }, (_, vector) =>
      Math.min(vectorLanes, width - vector * vectorLanes),
    )
    body(vectors)
  }
  const blocks = Math.ceil(columns / lineElements)
  const lastWidth = columns - (blocks - 1) * lineElements
  forEachUnit(f, dimensions, pointers, share, (index) => {
    if (blocks === 1) block(lastWidth)
    else if (lastWidth === lineElements) block(lineElements)
    else {
      const isLast = i32.eq(index, i32.const(blocks - 1))
      f.if(
        isLast,
        () => block(lastWidth),
        () => block(lineElements),
      )
    }
  })
}

/** Neighbouring columns on their way down: operands and values of each of their vectors. */
export interface Block {
  readonly plan: LoopPlan
  readonly reads: readonly Pointer[]
  readonly writes: readonly Pointer[]
  /** How far operands are apart from column to column. */
  readonly columns: Dimension
  /** The lanes of each vector. */
  readonly vectors: readonly number[]
  readonly once: Values
}

function emitBlock(f: FunctionBuilder, block: Block, pointers: readonly Pointer[]): void {
  const { plan, writes, columns, vectors } = block
  const { kernel, analysis } = plan
  const levels = blockValues(f, block)
  const prepare = (pass: number) => {
    for (const values of levels) for (const place of analysis.knownBefore('unit', pass)) values.get(place)
  }
  analysis.passes.forEach((pass, number) => {
    prepare(number)
    const running = emitPass(f, block, pass, levels, (body) => nest(f, plan.inner, pointers, body))
    for (const { place, reducer, unit, state } of running) unit.set(place, f.let(reducer.lanes(state)))
  })
  prepare(analysis.passes.length)
  kernel.writes.forEach(({ term, domain }, write) => {
    if (domain !== 'kept') return
    const stride = columns.strides[block.reads.length + write] ?? 0
    levels.forEach((values, vector) => {
      const offset = vector * vectorLanes * stride * elementBytes
      storeLanes(f, { pointer: at(writes, write), stride, offset }, values.get(term), at(vectors, vector))
    })
  })
}

/** The values of each vector that do not change down its columns. */
export function blockValues(f: FunctionBuilder, block: Block): Values[] {
  return block.vectors.map((_, vector) => valuesOf(f, block, vector, block.once))
}

function valuesOf(
  f: FunctionBuilder,
  { plan, reads, columns, vectors }: Block,
  vector: number,
  outer: Values,
): Values {
  const load = (read: number) => {
    const stride = columns.strides[read] ?? 0
    const offset = vector * vectorLanes * stride * elementBytes
    return loadVector(at(reads, read), stride, offset, at(vectors, vector))
  }
  return new Values(f, plan.kernel.terms, load, outer)
}

/** A reduction of one vector of columns. */
export interface RunningReduction {
  /** Of its term. */
  readonly place: number
  readonly operand: number
  readonly reducer: Reducer
  readonly unit: Values
  readonly vector: number
  readonly state: readonly Vector[]
}

/** Runs down the columns as `loop` does, reduces and writes; `levels` are the values of each vector. */
export function emitPass(
  f: FunctionBuilder,
  block: Block,
  pass: Pass,
  levels: readonly Values[],
  loop: (body: () => void) => void,
): RunningReduction[] {
  const { plan, reads, columns, vectors } = block
  const { terms, writes } = plan.kernel
  const running = pass.reductions.flatMap((place) => {
    const term = at(terms, place)
    if (term.kind !== 'reduce') return []
    const reducer: Reducer = reducerOf(term.primitive, term.dtype)
    return levels.map((unit, vector) => ({
      place,
      operand: term.operand,
      reducer,
      unit,
      vector,
      state: startState(f, reducer),
    }))
  })
  loop(() => {
    levels.forEach((unit, vector) => {
      const values = valuesOf(f, block, vector, unit)
      for (const { operand, reducer, state, ...each } of running) {
        if (each.vector === vector) reducer.step(f, state, values.get(operand))
      }
      const results = pass.writes.map((write) => ({ write, value: values.get(write.term) }))
      for (const { write, value } of results) {
        const place = writes.indexOf(write)
        const stride = columns.strides[reads.length + place] ?? 0
        const offset = vector * vectorLanes * stride * elementBytes
        storeLanes(f, { pointer: at(block.writes, place), stride, offset }, value, at(vectors, vector))
      }
    })
  })
  return running
}
