/** A row after the other, four elements at a time; reductions run along the row, in as many passes as they need. */
import type { FunctionBuilder } from '../assembler.ts'
import {
  elementBytes,
  forEachUnit,
  loadVector,
  move,
  nest,
  type Pointer,
  storeLanes,
  type Vector,
  vectorLanes,
} from '../loops.ts'
import { at, type KernelPointers } from '../lowering.ts'
import type { LoopPlan } from './loop-plan.ts'
import { type Reducer, reducerOf, startState } from './reducers.ts'
import { type Pass, Values } from './terms.ts'

/** Rows of so few vectors are written out, and what a pass has computed serves the next. */
const mostKeptVectors = 4

interface RowContext {
  readonly plan: LoopPlan
  readonly share: KernelPointers
  readonly pointers: readonly Pointer[]
}

export function emitRows(f: FunctionBuilder, plan: LoopPlan, share: KernelPointers): void {
  const { kernel, analysis, outer } = plan
  const pointers = [...share.reads, ...share.writes]
  const context = { plan, share, pointers }
  const splat = (read: number) => loadVector(at(share.reads, read), 0)
  const once = new Values(f, kernel.terms, splat)
  for (const place of analysis.knownBefore('call', 0)) once.get(place)
  forEachUnit(f, outer, pointers, share, () => {
    const row = new Values(f, kernel.terms, splat, once)
    const kept = keptVectors(f, context, row)
    analysis.passes.forEach((pass, number) => {
      for (const place of analysis.knownBefore('unit', number)) row.get(place)
      emitPass(f, context, pass, row, kept)
    })
    for (const place of analysis.knownBefore('unit', analysis.passes.length)) row.get(place)
    kernel.writes.forEach(({ term, domain }, write) => {
      if (domain === 'kept') storeLanes(f, { pointer: at(share.writes, write) }, row.get(term), 1)
    })
  })
}

/** For a short row without inner dimensions, the values of each of its vectors. */
function keptVectors(f: FunctionBuilder, { plan, share }: RowContext, row: Values): Values[] | undefined {
  const { size, strides } = innerRow(plan)
  const count = Math.ceil(size / vectorLanes)
  if (plan.inner.length > 1 || count > mostKeptVectors || plan.analysis.passes.length === 1) return undefined
  return Array.from({ length: count }, (_, vector) => {
    const lanes = Math.min(vectorLanes, size - vector * vectorLanes)
    const load = (read: number) => {
      const stride = strides[read] ?? 0
      return loadVector(at(share.reads, read), stride, vector * vectorLanes * stride * elementBytes, lanes)
    }
    return new Values(f, plan.kernel.terms, load, row)
  })
}

function innerRow({ inner }: LoopPlan) {
  return inner.at(-1) ?? { size: 1, strides: [] }
}

interface Running {
  readonly place: number
  readonly operand: number
  readonly reducer: Reducer
  readonly states: readonly (readonly Vector[])[]
}

function emitPass(
  f: FunctionBuilder,
  { plan, share, pointers }: RowContext,
  pass: Pass,
  row: Values,
  kept: readonly Values[] | undefined,
): void {
  const { terms, writes } = plan.kernel
  const { size, strides } = innerRow(plan)
  const running = pass.reductions.map((place): Running => {
    const term = at(terms, place)
    if (term.kind !== 'reduce') throw new TypeError('not a reduction')
    const reducer = reducerOf(term.primitive, term.dtype)
    // Two chains of additions run side by side.
    const states = [startState(f, reducer), startState(f, reducer)]
    return { place, operand: term.operand, reducer, states }
  })
  const vector = (values: Values, index: number, offset: number, lanes: number) => {
    for (const { operand, reducer, states } of running) {
      reducer.step(f, at(states, index % 2), f.let(reducer.masked(values.get(operand), lanes)))
    }
    const results = pass.writes.map((write) => ({ write, value: values.get(write.term) }))
    for (const { write, value } of results) {
      const place = writes.indexOf(write)
      const stride = strides[share.reads.length + place] ?? 0
      const target = { pointer: at(share.writes, place), stride, offset: offset * stride * elementBytes }
      storeLanes(f, target, value, lanes)
    }
  }
  if (kept) {
    kept.forEach((values, index) => {
      const offset = index * vectorLanes
      vector(values, index, offset, Math.min(vectorLanes, size - offset))
    })
  } else {
    const fresh = (lanes: number) =>
      new Values(f, terms, (read) => loadVector(at(share.reads, read), strides[read] ?? 0, 0, lanes), row)
    const vectors = Math.floor(size / vectorLanes)
    const forward = (elements: number) => move(f, pointers, strides, elements * elementBytes)
    const next = (index: number) => {
      vector(fresh(vectorLanes), index, 0, vectorLanes)
      forward(vectorLanes)
    }
    nest(f, plan.inner.slice(0, -1), pointers, () => {
      f.repeat(vectors >> 1, () => {
        next(0)
        next(1)
      })
      f.repeat(vectors & 1, () => next(0))
      if (size % vectorLanes > 0) vector(fresh(size % vectorLanes), 0, 0, size % vectorLanes)
      forward(-vectors * vectorLanes)
    })
  }
  for (const { place, reducer, states } of running) row.set(place, f.let(reducer.total(f, states)))
}
