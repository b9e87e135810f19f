/** What a row of the lowering table is: how one kernel becomes a WebAssembly function. */
import { broadcastLayout } from '../../layout.ts'
import type { PlanKernel } from '../../plan.ts'
import type { KernelName } from '../../primitives/attributes.ts'
import type { DType, Shape } from '../../types.ts'
import type { FunctionBuilder } from './assembler.ts'
import type { Pointer } from './loops.ts'

/** An operand of a kernel without its address: the function gets that as a parameter. */
export interface Operand {
  readonly dtype: DType
  readonly shape: Shape
  /** In elements. */
  readonly strides: readonly number[]
}

/** A kernel without addresses: equal specifications share one function. */
export interface KernelSpecification<N extends KernelName = KernelName> {
  readonly primitive: N
  readonly attributes: PlanKernel<N>['attributes']
  readonly inputs: readonly Operand[]
  /** Contiguous, never empty, and with room up to the next multiple of 64 bytes. */
  readonly output: Operand
}

/** Byte addresses of the operands' first elements, as parameters that the kernel may move. */
export interface KernelPointers {
  readonly inputs: readonly Pointer[]
  readonly output: Pointer
  readonly scratch: Pointer
}

export interface Lowering<N extends KernelName> {
  emit(f: FunctionBuilder, kernel: KernelSpecification<N>, pointers: KernelPointers): void
  /** Bytes of memory that the kernel needs while it runs. */
  scratchBytes?(kernel: KernelSpecification<N>): number
}

export type LoweringTable<Names extends KernelName> = { readonly [N in Names]: Lowering<N> }

/** The item at a place; plans give every kernel the operands that its row expects. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError(`operand ${index} is missing`)
  return item
}

/** Strides of an operand when it is repeated to fill a larger shape. */
export function broadcastStrides({ shape, strides }: Operand, target: Shape): readonly number[] {
  return broadcastLayout({ shape, strides, offset: 0 }, target).strides
}
