/** Walking over the elements of laid-out buffers. */

import type { Layout } from '../../layout.ts'
import type { KernelName, PrimitiveAttributes } from '../../primitives/attributes.ts'
import type { Shape, TensorData } from '../../types.ts'

export interface Elements {
  readonly data: TensorData
  readonly layout: Layout
}

/** Writes the whole of `output` (contiguous from offset 0; zero-filled beforehand). */
export type ReferenceKernel<N extends KernelName> = (
  output: Elements,
  inputs: readonly Elements[],
  attributes: PrimitiveAttributes[N],
) => void

export type KernelTable<Names extends KernelName> = { readonly [N in Names]: ReferenceKernel<N> }

/** Calls `visit` with each index of a shape, in row-major order. The array is reused between calls. */
export function forEachIndex(
  shape: Shape,
  visit: (index: readonly number[], position: number) => void,
): void {
  const index = new Array<number>(shape.length).fill(0)
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  for (let position = 0; position < size; position++) {
    visit(index, position)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      index[axis] = next < (shape[axis] ?? 1) ? next : 0
      if (next < (shape[axis] ?? 1)) break
    }
  }
}

/** The element at an index of the elements' own shape. */
export function elementAt({ data, layout }: Elements, index: readonly number[]): number {
  let at = layout.offset
  for (let axis = 0; axis < index.length; axis++) at += (index[axis] ?? 0) * (layout.strides[axis] ?? 0)
  return data[at] ?? Number.NaN
}

/** The element that broadcasting puts at an index of a larger shape. */
export function broadcastAt(elements: Elements, index: readonly number[]): number {
  const { shape } = elements.layout
  const added = index.length - shape.length
  return elementAt(
    elements,
    shape.map((size, axis) => (size === 1 ? 0 : (index[axis + added] ?? 0))),
  )
}

/** The input at a place; the planner gives every kernel the inputs its row expects. */
export function operand(inputs: readonly Elements[], place: number): Elements {
  const input = inputs[place]
  if (!input) throw new RangeError(`operand ${place} is missing`)
  return input
}
