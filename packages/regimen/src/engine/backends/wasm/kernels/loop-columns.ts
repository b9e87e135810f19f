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
  vectorLanes,
} from '../loops.ts'
import { at, type KernelPointers } from '../lowering.ts'
import { type LoopPlan, lineElements } from './loop-plan.ts'
import { type Reducer, reducerOf, startState } from './reducers.ts'
import { type Pass, Values } from './terms.ts'

export function emitColumns(f: FunctionBuilder, plan: LoopPlan, share: KernelPointers): void {
  const { kernel, analysis, outer } = plan
  const pointers = [...share.reads, ...share.writes]
  const columns = outer.at(-1) ?? { size: 1, strides: pointers.map(() => 0) }
  const once = new Values(f, kernel.terms, (read) => loadVector(at(share.reads, read), 0))
  for (const place of analysis.knownBefore('call', 0)) once.get(place)
  const blocks: Dimension = {
    size: Math.ceil(columns.size / lineElements),
    strides: columns.strides.map((stride) => stride * lineElements),
  }
  const block = (width: number) => {
    const vectors = Array.from({ length: Math.ceil(width / vectorLanes) }, (_, vector) =>
      Math.min(vectorLanes, width - vector * vectorLanes),
    )
    emitBlock(f, { plan, share, pointers, columns, vectors, once })
  }
  const lastWidth = columns.size - (blocks.size - 1) * lineElements
  forEachUnit(f, [...outer.slice(0, -1), blocks], pointers, share, (index) => {
    if (blocks.size === 1) block(lastWidth)
    else if (lastWidth === lineElements) block(lineElements)
    else {
      const isLast = i32.eq(index, i32.const(blocks.size - 1))
      f.if(
        isLast,
        () => block(lastWidth),
        () => block(lineElements),
      )
    }
  })
}

interface Block {
  readonly plan: LoopPlan
  readonly share: KernelPointers
  readonly pointers: readonly Pointer[]
  readonly columns: Dimension
  /** The lanes of each vector. */
  readonly vectors: readonly number[]
  readonly once: Values
}

function emitBlock(f: FunctionBuilder, block: Block): void {
  const { plan, share, columns, vectors, once } = block
  const { kernel, analysis } = plan
  const levels = vectors.map((_, vector) => valuesOf(f, block, vector, once))
  const prepare = (pass: number) => {
    for (const values of levels) for (const place of analysis.knownBefore('unit', pass)) values.get(place)
  }
  analysis.passes.forEach((pass, number) => {
    prepare(number)
    emitPass(f, block, pass, levels)
  })
  prepare(analysis.passes.length)
  kernel.writes.forEach(({ term, domain }, write) => {
    if (domain !== 'kept') return
    const stride = columns.strides[share.reads.length + write] ?? 0
    levels.forEach((values, vector) => {
      const offset = vector * vectorLanes * stride * elementBytes
      storeLanes(
        f,
        { pointer: at(share.writes, write), stride, offset },
        values.get(term),
        at(vectors, vector),
      )
    })
  })
}

function valuesOf(
  f: FunctionBuilder,
  { plan, share, columns, vectors }: Block,
  vector: number,
  outer: Values,
): Values {
  const load = (read: number) => {
    const stride = columns.strides[read] ?? 0
    const offset = vector * vectorLanes * stride * elementBytes
    return loadVector(at(share.reads, read), stride, offset, at(vectors, vector))
  }
  return new Values(f, plan.kernel.terms, load, outer)
}

function emitPass(f: FunctionBuilder, block: Block, pass: Pass, levels: readonly Values[]): void {
  const { plan, share, pointers, columns, vectors } = block
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
  nest(f, plan.inner, pointers, () => {
    levels.forEach((unit, vector) => {
      const values = valuesOf(f, block, vector, unit)
      for (const { operand, reducer, state, ...each } of running) {
        if (each.vector === vector) reducer.step(f, state, values.get(operand))
      }
      const results = pass.writes.map((write) => ({ write, value: values.get(write.term) }))
      for (const { write, value } of results) {
        const place = writes.indexOf(write)
        const stride = columns.strides[share.reads.length + place] ?? 0
        const offset = vector * vectorLanes * stride * elementBytes
        storeLanes(f, { pointer: at(share.writes, place), stride, offset }, value, at(vectors, vector))
      }
    })
  })
  for (const { place, reducer, unit, state } of running) unit.set(place, f.let(reducer.lanes(state)))
}
