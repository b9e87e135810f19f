/** The lowering of every kernel: a name without a row does not type-check. */
import type { KernelName } from '../../../primitives/attributes.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { KernelPointers, KernelSpecification, LoweringTable } from '../lowering.ts'
import { argMaxLowering } from './arg-max.ts'
import { convolutionLowerings } from './convolution.ts'
import { convolutionWeightGradient } from './convolution-weight-gradient.ts'
import { elementwiseLowerings } from './elementwise.ts'
import { indexingLowerings } from './indexing.ts'
import { matmulLowering } from './matmul.ts'
import { poolingLowerings } from './pooling.ts'
import { randomBitsLowering } from './random-bits.ts'
import { reductionLowerings } from './reductions.ts'

const lowerings: LoweringTable<KernelName> = {
  ...elementwiseLowerings,
  ...reductionLowerings,
  ...indexingLowerings,
  ...convolutionLowerings,
  ...poolingLowerings,
  conv2dWeightGradient: convolutionWeightGradient,
  argMax: argMaxLowering,
  matmul: matmulLowering,
  randomBits: randomBitsLowering,
}

export function emitKernel<N extends KernelName>(
  f: FunctionBuilder,
  kernel: KernelSpecification<N>,
  pointers: KernelPointers,
): void {
  lowerings[kernel.primitive].emit(f, kernel, pointers)
}

export function scratchBytes<N extends KernelName>(kernel: KernelSpecification<N>): number {
  return lowerings[kernel.primitive].scratchBytes?.(kernel) ?? 0
}
