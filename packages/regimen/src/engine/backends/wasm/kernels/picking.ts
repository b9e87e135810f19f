/** Kernels that pick entries by index: gather, and its transpose, which adds where gather reads. */
import type { View } from '../../../plan.ts'
import type { PickingName } from '../../../primitives/attributes.ts'
import { type Shape, sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { collapse } from '../collapse.ts'
import { f32x4, i32, i32x4, memory } from '../instructions.ts'
import { countOf, elementBytes, forEachUnit, mapElements, nest, type Pointer } from '../loops.ts'
import { at, type KernelPointers, type LoweredKernel, type SimpleLoweringTable } from '../lowering.ts'
import { missing } from './gather-rows.ts'

/** `dense` has one entry for each index, `picked` is where the indices point. */
interface Pick {
  readonly dense: View
  readonly picked: View
  readonly indices: View
  readonly axis: number
}

/** The parts of the operands' strides before, within and after the dimensions that the indices stand for. */
function sectionsOf({ dense, picked, indices, axis }: Pick) {
  const rank = indices.layout.shape.length
  const [denseStrides, pickedStrides] = [dense.layout.strides, picked.layout.strides]
  return {
    outer: collapse(dense.layout.shape.slice(0, axis), [
      denseStrides.slice(0, axis),
      pickedStrides.slice(0, axis),
    ]),
    inner: collapse(indices.layout.shape, [denseStrides.slice(axis, axis + rank), indices.layout.strides]),
    entry: dense.layout.shape.slice(axis + rank),
    denseEntry: denseStrides.slice(axis + rank),
    pickedEntry: pickedStrides.slice(axis + 1),
    entries: picked.layout.shape[axis] ?? 0,
    /** Bytes from entry to entry. */
    step: (pickedStrides[axis] ?? 0) * elementBytes,
  }
}

function keyOf(name: string, { dense, picked, indices, axis }: Pick): string {
  return `${name} ${JSON.stringify([axis, ...[dense, picked, indices].map(({ dtype, layout }) => [dtype, layout.shape, layout.strides])])}`
}

/** Units are the indices, once for each place before them. */
function gatherKernel(pick: Pick): LoweredKernel {
  const { outer, inner, entries, step, entry, denseEntry, pickedEntry } = sectionsOf(pick)
  const dimensions = [
    ...outer.map(({ size, strides: [dense = 0, picked = 0] }) => ({ size, strides: [dense, picked, 0] })),
    ...inner.map(({ size, strides: [dense = 0, index = 0] }) => ({ size, strides: [dense, 0, index] })),
  ]
  return {
    key: keyOf('gather', pick),
    parts: ['gather'],
    kind: 'other',
    flops: 0,
    reads: [pick.picked, pick.indices],
    writes: [pick.dense],
    units: countOf(dimensions),
    mayReplace: () => false,
    emit: (f, { reads, writes, ...share }) => {
      const [picked, indices, dense] = [at(reads, 0), at(reads, 1), at(writes, 0)]
      forEachUnit(f, dimensions, [dense, picked, indices], share, () => {
        const index = f.let(i32.load(indices))
        const copy = () => {
          const source = f.let(i32.add(picked, i32.mul(index, i32.const(step))))
          const loop = { shape: entry, outputStrides: denseEntry, inputStrides: [pickedEntry] }
          mapElements(f, loop, dense, [source], (operands) => at(operands, 0))
        }
        const fill = () =>
          mapElements(f, { shape: entry, outputStrides: denseEntry, inputStrides: [] }, dense, [], () =>
            missing(pick.dense.dtype),
          )
        // Unsigned: a negative index is a very large one, and out of range as well.
        f.if(i32.ltU(index, i32.const(entries)), copy, fill)
      })
    },
  }
}

/**
 * Units are the entries that are added to: each share goes through all indices and takes those that point to it,
 * so that every entry gets its updates in their order.
 */
function scatterKernel(pick: Pick): LoweredKernel {
  return {
    key: keyOf('scatterAdd', pick),
    parts: ['scatterAdd'],
    kind: 'other',
    flops: sizeOf(pick.dense.layout.shape),
    reads: [pick.dense, pick.indices],
    writes: [pick.picked],
    units: pick.picked.layout.shape[pick.axis] ?? 0,
    mayReplace: () => false,
    emit: (f, pointers) => emitScatter(f, pick, pointers),
  }
}

function emitScatter(f: FunctionBuilder, pick: Pick, pointers: KernelPointers): void {
  const { outer, inner, entry, denseEntry, pickedEntry, step } = sectionsOf(pick)
  const { reads, writes, start } = pointers
  const [updates, indices, picked] = [at(reads, 0), at(reads, 1), at(writes, 0)]
  const count = f.let(i32.sub(pointers.end, start))
  // From here on the pointer stands at the first entry of the share.
  f.set(picked, i32.add(picked, i32.mul(start, i32.const(step))))
  const add = pick.picked.dtype === 'float32' ? f32x4.add : i32x4.add
  const sum = { shape: entry, outputStrides: pickedEntry, inputStrides: [pickedEntry, denseEntry] }
  nest(f, outer, [updates, picked], () => {
    f.do(memory.fill(picked, i32.const(0), i32.mul(count, i32.const(step))))
    if (isEmpty(pick)) return
    nest(f, inner, [updates, indices], () => {
      const place = f.let(i32.sub(i32.load(indices), start))
      f.if(i32.ltU(place, count), () => {
        const target: Pointer = f.let(i32.add(picked, i32.mul(place, i32.const(step))))
        // The result is an operand, too; each pointer that a loop moves must be a variable of its own.
        mapElements(f, sum, target, [f.let(target), updates], (operands) =>
          add(at(operands, 0), at(operands, 1)),
        )
      })
    })
  })
}

function isEmpty({ dense }: Pick): boolean {
  const { shape }: { readonly shape: Shape } = dense.layout
  return sizeOf(shape) === 0
}

export const pickingLowerings: SimpleLoweringTable<PickingName> = {
  gather: ({ attributes, inputs, output }) => [
    gatherKernel({ dense: output, picked: at(inputs, 0), indices: at(inputs, 1), axis: attributes.axis }),
  ],
  scatterAdd: ({ attributes: { axis }, inputs, output }) => [
    scatterKernel({ dense: at(inputs, 0), picked: output, indices: at(inputs, 1), axis }),
  ],
}
