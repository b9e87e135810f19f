/**
 * Pieces that are joined side by side are written where they stand in the rows of the whole, instead of being copied
 * there: the cotangents of a gated network's gates become the matrix that the weights' products take (Hochreiter &
 * Schmidhuber 1997). What follows each other as a whole is placed instead (placement.ts).
 */
import type { FusedKernel, FusedPlan, LoopKernel, Write } from '../../fusion/fused-plan.ts'
import { isContiguous } from '../../layout.ts'
import type { PlanKernel, View } from '../../plan.ts'
import { sameShape } from '../../types.ts'

type Join = PlanKernel<'concatenate'>

export function writePieces(plan: FusedPlan): FusedPlan {
  const { buffers, kernels, outputs } = plan
  const fixed = new Set(outputs.map(({ view }) => view.buffer))
  const isOwn = ({ buffer }: View) => buffers[buffer]?.kind === 'temporary' && !fixed.has(buffer)
  const producers = new Map<number, LoopKernel>()
  for (const kernel of kernels) {
    if (kernel.kind !== 'loop') continue
    for (const { view, domain } of kernel.writes) if (domain === 'full') producers.set(view.buffer, kernel)
  }
  const added = new Map<LoopKernel, Write[]>()
  const others = kernels.filter((kernel) => {
    const join = joinOf(kernel)
    const pieces = join && isOwn(join.output) ? piecesOf(join, producers) : undefined
    for (const { producer, write } of pieces ?? []) {
      added.set(producer, [...(added.get(producer) ?? []), write])
    }
    return pieces === undefined
  })
  if (added.size === 0) return plan
  const read = new Set(others.flatMap(readsOf).map(({ buffer }) => buffer))
  return {
    ...plan,
    kernels: others.map((kernel) => {
      const pieces = kernel.kind === 'loop' ? added.get(kernel) : undefined
      if (kernel.kind !== 'loop' || !pieces) return kernel
      const kept = kernel.writes.filter(({ view }) => read.has(view.buffer) || !isOwn(view))
      return { ...kernel, writes: [...kept, ...pieces] }
    }),
  }
}

function joinOf(kernel: FusedKernel): Join | undefined {
  return kernel.kind === 'simple' && isJoin(kernel.kernel) ? kernel.kernel : undefined
}

function isJoin(kernel: PlanKernel): kernel is Join {
  return kernel.primitive === 'concatenate'
}

function readsOf(kernel: FusedKernel): readonly View[] {
  if (kernel.kind === 'simple') return kernel.kernel.inputs
  return kernel.kind === 'product' ? [kernel.a, kernel.b, ...kernel.reads] : kernel.reads
}

interface Piece {
  readonly producer: LoopKernel
  readonly write: Write
}

/** A write for each piece, into the rows of the whole; undefined where they are not all blocks of columns of loops. */
function piecesOf(
  { attributes: { axis }, inputs, output }: Join,
  producers: ReadonlyMap<number, LoopKernel>,
): Piece[] | undefined {
  let offset = 0
  const pieces = inputs.map((input) => {
    const producer = producers.get(input.buffer)
    const write = producer && pieceOf(producer, input, output, offset)
    offset += (input.layout.shape[axis] ?? 0) * (output.layout.strides[axis] ?? 0)
    return producer && write ? { producer, write } : undefined
  })
  const known = pieces.flatMap((piece) => piece ?? [])
  return known.length === pieces.length && known.length > 0 ? known : undefined
}

/** From a loop without reductions, which goes along the rows of its result. */
function pieceOf(
  { shape, reduced, writes }: LoopKernel,
  { buffer, layout }: View,
  output: View,
  offset: number,
): Write | undefined {
  const write = writes.find(({ view, domain }) => view.buffer === buffer && domain === 'full')
  const axes = layout.shape.flatMap((size, axis) => (size === 1 ? [] : [axis]))
  const sizes = axes.map((axis) => layout.shape[axis] ?? 1)
  const strides = axes.map((axis) => output.layout.strides[axis] ?? 0)
  const block = { shape, strides, offset }
  const isWhole = isContiguous(layout) && layout.offset === 0 && sameShape(sizes, shape)
  const isBlock = !reduced.includes(true) && strides.at(-1) === 1 && !isContiguous(block)
  return write && isWhole && isBlock ? { ...write, view: { ...output, layout: block } } : undefined
}
