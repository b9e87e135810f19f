/**
 * The fused plan: fewer, larger kernels with the same results as the plan's. A kernel is an index space and
 * a list of terms, each a value at every index; only what others need is written to memory.
 */
import type { Plan, PlanKernel, View } from '../plan.ts'
import type { BinaryName, KernelName, UnaryName } from '../primitives/attributes.ts'
import type { DType, Shape } from '../types.ts'

export type ElementwiseName = UnaryName | BinaryName | 'select'
export type ReductionName = 'sum' | 'max'

/** Operands are places of earlier terms of the same kernel. */
export type Term =
  | { readonly kind: 'read'; readonly read: number; readonly dtype: DType }
  | { readonly kind: 'number'; readonly value: number; readonly dtype: DType }
  | {
      readonly kind: 'compute'
      readonly primitive: ElementwiseName
      readonly operands: readonly number[]
      readonly dtype: DType
    }
  /** Over the reduced axes of the kernel. */
  | {
      readonly kind: 'reduce'
      readonly primitive: ReductionName
      readonly operand: number
      readonly dtype: DType
    }
  /** The element of the matrix product. */
  | { readonly kind: 'product'; readonly dtype: DType }

export interface Write {
  readonly term: number
  /** A contiguous buffer, from offset 0; a backend may make it a block of columns of a wider one. */
  readonly view: View
  /** One element for each index of the kernel's shape, or only of its axes that are not reduced. */
  readonly domain: 'full' | 'kept'
}

export interface Terms {
  /** Under the kernel's shape; stride 0 where the value repeats. */
  readonly reads: readonly View[]
  readonly terms: readonly Term[]
  readonly writes: readonly Write[]
}

/** Elementwise terms and reductions over one index space, which is never empty. */
export interface LoopKernel extends Terms {
  readonly kind: 'loop'
  /** Without dimensions of size 1. */
  readonly shape: Shape
  /** For each axis whether the reductions run over it. */
  readonly reduced: readonly boolean[]
}

/** A matrix product [..., m, k] · [..., k, n] (no size 0), and terms over its elements. */
export interface ProductKernel extends Terms {
  readonly kind: 'product'
  /** [..., m, n] */
  readonly shape: Shape
  readonly a: View
  readonly b: View
}

export type SimpleName = Exclude<KernelName, ElementwiseName | ReductionName | 'matmul'>

/** A kernel of the plan as it was. */
export interface SimpleKernel {
  readonly kind: 'simple'
  readonly kernel: PlanKernel<SimpleName>
}

export type FusedKernel = LoopKernel | ProductKernel | SimpleKernel

export interface FusedPlan extends Pick<Plan, 'buffers' | 'outputs'> {
  /** In an order in which every buffer is written before it is read. */
  readonly kernels: readonly FusedKernel[]
}
