/** How a plan's kernels become WebAssembly functions: what a function is given, and what shares of it may run. */
import { extentOf } from '../../layout.ts'
import type { Plan, PlanKernel, View } from '../../plan.ts'
import type { KernelName } from '../../primitives/attributes.ts'
import type { DType, Shape } from '../../types.ts'
import type { FunctionBuilder } from './assembler.ts'
import type { Arithmetic } from './kernels/product-tile.ts'
import type { Pointer } from './loops.ts'

/** An operand of a kernel without its address: the function gets that as a parameter. */
export interface Operand {
  readonly dtype: DType
  readonly shape: Shape
  /** In elements. */
  readonly strides: readonly number[]
}

/** The units from `start` up to, not including, `end`: the part of a kernel that one call computes. */
export interface Share {
  readonly start: Pointer
  readonly end: Pointer
}

/** The parameters of a kernel's function: byte addresses of first elements, which it may move, and its share. */
export interface KernelPointers extends Share {
  readonly reads: readonly Pointer[]
  readonly writes: readonly Pointer[]
}

/**
 * A kernel ready to be written. Its function takes the addresses of `reads`, then of `writes`, then `start`
 * and `end` (all i32), and computes these of its `units`. Calls with shares that together are all units, in
 * any order or at the same time on several threads, give the same bits as one call with all of them. There
 * is no call without units. Memory that a kernel needs while it runs is a temporary buffer among its writes.
 */
export interface LoweredKernel {
  /** Kernels with equal keys are one function. */
  readonly key: string
  /** The primitives in it; `pack` for panels of a matrix, `externalProduct` for a product made outside. */
  readonly parts: readonly string[]
  /** Elements that it reads and writes, where these are not all that its operands have. */
  readonly touched?: number
  /** Operations on floats in its arithmetic, one for each element of each primitive; of a product 2·m·n·k. */
  readonly flops: number
  /** Kernels of one kind whose units take about the same time: several that are independent become one. */
  readonly kind: 'flat' | 'columns' | 'pack' | 'other'
  readonly reads: readonly View[]
  /** Contiguous, with room up to the next multiple of 64 bytes; or a block of columns, beyond which nothing is written. */
  readonly writes: readonly View[]
  /** 1 for a kernel that cannot be split; 0 for one that has nothing to do. */
  readonly units: number
  /**
   * Of the reads, then of the writes: unit u touches only so many bytes from u times as many on. Kernels in which
   * each thread has the same rows follow each other without waiting. Undefined: units may touch all of it.
   */
  readonly unitBytes?: readonly (number | undefined)[]
  /**
   * True when a write may share the memory of a read: each element of the read is read for the last time
   * when its place in the write is written, whatever the shares.
   */
  mayReplace(read: number, write: number): boolean
  emit(f: FunctionBuilder, pointers: KernelPointers): void
}

/** A buffer that lies within another, so many elements from its beginning. */
export interface Place {
  readonly within: number
  readonly offset: number
}

/** Elements that a kernel reads and writes. */
export function touchedElements({ reads, writes, touched }: LoweredKernel): number {
  return touched ?? [...reads, ...writes].reduce((sum, { layout }) => sum + extentOf(layout), 0)
}

export interface LoweredPlan extends Pick<Plan, 'buffers' | 'outputs'> {
  readonly kernels: readonly LoweredKernel[]
  /** Of the buffers that have no memory of their own, by number. */
  readonly places: ReadonlyMap<number, Place>
}

/** A primitive's kernel without addresses: equal specifications share one function. */
export interface KernelSpecification<N extends KernelName = KernelName> {
  readonly primitive: N
  readonly attributes: PlanKernel<N>['attributes']
  readonly inputs: readonly Operand[]
  /** Contiguous and never empty. */
  readonly output: Operand
}

/** A row of the lowering table. `isPlaced` tells that a view lies where another looks: it need not be copied there. */
export type SimpleLowering<N extends KernelName> = (
  kernel: PlanKernel<N>,
  isPlaced: (view: View, target: View) => boolean,
) => LoweredKernel[]

export type SimpleLoweringTable<Names extends KernelName> = { readonly [N in Names]: SimpleLowering<N> }

/** A row for primitives that slide over images: several kernels, and scratch memory made with the function. */
export type ImageLowering<N extends KernelName> = (
  kernel: PlanKernel<N>,
  temporary: (size: number) => View,
  arithmetic: Arithmetic,
) => LoweredKernel[]

export type ImageLoweringTable<Names extends KernelName> = { readonly [N in Names]: ImageLowering<N> }

/** For `unitBytes`: of so many rows, if these lie one after the other. All in elements. */
export function bytesOfRows(rows: number, stride: number, extent: number): number | undefined {
  return stride >= extent && stride > 0 ? rows * stride * Float32Array.BYTES_PER_ELEMENT : undefined
}

/** The item at a place; plans give every kernel the operands that its row expects. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError(`operand ${index} is missing`)
  return item
}

export function withoutAddress({ dtype, layout }: View): Operand {
  return { dtype, shape: layout.shape, strides: layout.strides }
}

/** A plan's kernel without addresses. */
export function specificationOf<N extends KernelName>(kernel: PlanKernel<N>): KernelSpecification<N> {
  const { primitive, attributes, inputs, output } = kernel
  return { primitive, attributes, inputs: inputs.map(withoutAddress), output: withoutAddress(output) }
}
