/**
 * The plan: what a backend is asked to run. Buffers, and kernels in order over views of them.
 * View primitives (reshape, transpose, broadcast, slice) are gone: they have become layouts.
 */
import type { InputSource, OutputTarget } from './graph.ts'
import type { Layout } from './layout.ts'
import type { KernelName, Operation } from './primitives/attributes.ts'
import type { DType, TensorData } from './types.ts'

/** `size` elements of one type. Input buffers of arguments hold exactly the extent of the argument's layout. */
export type PlanBuffer =
  | { readonly kind: 'input'; readonly dtype: DType; readonly size: number; readonly source: InputSource }
  | { readonly kind: 'constant'; readonly dtype: DType; readonly size: number; readonly data: TensorData }
  | { readonly kind: 'temporary'; readonly dtype: DType; readonly size: number }

/** Elements of a buffer seen under a layout; any strides ≥ 0, stride 0 for broadcast dimensions. */
export interface View {
  readonly buffer: number
  readonly dtype: DType
  readonly layout: Layout
}

/** One primitive run: reads its inputs, writes the whole of its output, a contiguous temporary at offset 0. */
export interface PlanKernel<N extends KernelName = KernelName> extends Operation<N> {
  readonly inputs: readonly View[]
  readonly output: View
}

export interface Plan {
  readonly buffers: readonly PlanBuffer[]
  readonly kernels: readonly PlanKernel[]
  /** Outputs are contiguous views. All kernels run before any state slot is overwritten. */
  readonly outputs: readonly { readonly view: View; readonly target: OutputTarget }[]
}
