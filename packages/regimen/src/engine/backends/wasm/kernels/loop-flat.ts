/** One run through memory: every operand moves on by one stride from element to element. */
import type { FunctionBuilder } from '../assembler.ts'
import { i32 } from '../instructions.ts'
import { countOf, elementBytes, loadVector, move, type Pointer, storeLanes, vectorLanes } from '../loops.ts'
import { at, type KernelPointers } from '../lowering.ts'
import { type LoopPlan, lineElements } from './loop-plan.ts'
import { Values } from './terms.ts'

/** Longer computations are written once per vector, not four times. */
const mostUnrolledTerms = 32

export function emitFlat(f: FunctionBuilder, plan: LoopPlan, share: KernelPointers): void {
  const { kernel, analysis, outer } = plan
  const { terms, writes } = kernel
  const pointers = [...share.reads, ...share.writes]
  const strides = outer[0]?.strides ?? pointers.map(() => 0)
  const size = countOf(outer)
  const once = new Values(f, terms, (read) => loadVector(at(share.reads, read), 0))
  for (const place of analysis.knownBefore('call', 0)) once.get(place)

  const body = (vector: number, lanes: number) => {
    const offsetOf = (operand: number) => vector * vectorLanes * (strides[operand] ?? 0) * elementBytes
    const load = (read: number) =>
      loadVector(at(share.reads, read), strides[read] ?? 0, offsetOf(read), lanes)
    const values = new Values(f, terms, load, once)
    const results = writes.map(({ term }) => values.get(term))
    // Outputs have room for the whole of the last vector.
    writes.forEach((_, write) => {
      const offset = offsetOf(share.reads.length + write)
      storeLanes(f, { pointer: at(share.writes, write), offset }, at(results, write), vectorLanes)
    })
  }
  const vectors = (count: number) => {
    f.repeat(count, () => {
      body(0, vectorLanes)
      move(f, pointers, strides, vectorLanes * elementBytes)
    })
  }
  moveTo(f, pointers, strides, share.start)
  const wholeUnits = Math.floor(size / lineElements)
  const last = i32.select(share.end, i32.const(wholeUnits), i32.ltU(share.end, i32.const(wholeUnits)))
  const unroll = terms.length <= mostUnrolledTerms
  if (wholeUnits > 0) {
    f.repeat(i32.sub(last, share.start), () => {
      if (!unroll) return vectors(lineElements / vectorLanes)
      for (let vector = 0; vector < lineElements / vectorLanes; vector++) body(vector, vectorLanes)
      move(f, pointers, strides, lineElements * elementBytes)
    })
  }
  const rest = size % lineElements
  if (rest === 0) return
  f.if(i32.gtS(share.end, i32.const(wholeUnits)), () => {
    vectors(Math.floor(rest / vectorLanes))
    if (rest % vectorLanes > 0) body(0, rest % vectorLanes)
  })
}

function moveTo(
  f: FunctionBuilder,
  pointers: readonly Pointer[],
  strides: readonly number[],
  unit: Pointer,
): void {
  pointers.forEach((pointer, index) => {
    const bytes = (strides[index] ?? 0) * lineElements * elementBytes
    if (bytes !== 0) f.set(pointer, i32.add(pointer, i32.mul(unit, i32.const(bytes))))
  })
}
