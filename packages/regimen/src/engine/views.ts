/** How each view primitive changes a layout; shared by eager execution and the planner. */
import { broadcastLayout, type Layout, reshapeLayout, sliceLayout, transposeLayout } from './layout.ts'
import type { KernelName, Operation, PrimitiveAttributes, ViewName } from './primitives/attributes.ts'

/** Undefined when no layout over the same buffer can express the view: then the elements are copied first. */
type ViewRule<N extends ViewName> = (layout: Layout, attributes: PrimitiveAttributes[N]) => Layout | undefined

const viewTable: { readonly [N in ViewName]: ViewRule<N> } = {
  reshape: (layout, { shape }) => reshapeLayout(layout, shape),
  transpose: (layout, { permutation }) => transposeLayout(layout, permutation),
  broadcastTo: (layout, { shape }) => broadcastLayout(layout, shape),
  slice: (layout, { starts, sizes, steps }) => sliceLayout(layout, starts, sizes, steps),
  stopGradient: (layout) => layout,
}

export function isView(operation: Operation): operation is Operation<ViewName> {
  return operation.primitive in viewTable
}

/** The operation as one that a backend runs. Only views are not. */
export function asKernel(operation: Operation): Operation<KernelName> {
  if (isKernel(operation)) return operation
  throw new TypeError(`${operation.primitive} is a view`)
}

function isKernel(operation: Operation): operation is Operation<KernelName> {
  return !isView(operation)
}

export function viewLayout<N extends ViewName>(layout: Layout, operation: Operation<N>): Layout | undefined {
  return viewTable[operation.primitive](layout, operation.attributes)
}
