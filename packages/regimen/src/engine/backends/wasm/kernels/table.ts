/** From a plan to kernels that can be written: the lowering of every primitive. */
import { contiguousLayout } from '../../../layout.ts'
import type { Plan, PlanBuffer, PlanKernel, View } from '../../../plan.ts'
import type { KernelName } from '../../../primitives/attributes.ts'
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { elementBytes } from '../loops.ts'
import {
  at,
  type KernelPointers,
  type KernelSpecification,
  type LoweredKernel,
  type LoweredPlan,
  type LoweringTable,
  type SinglePointers,
  withoutAddress,
} from '../lowering.ts'
import { argMaxLowering } from './arg-max.ts'
import { elementwiseLowerings, isElementwise } from './elementwise.ts'
import { indexingLowerings } from './indexing.ts'
import { emitMatmul, matmulScratchBytes } from './matmul.ts'
import { randomBitsLowering } from './random-bits.ts'
import { reductionLowerings } from './reductions.ts'

type SimpleName = Exclude<KernelName, 'matmul'>

const lowerings: LoweringTable<SimpleName> = {
  ...elementwiseLowerings,
  ...reductionLowerings,
  ...indexingLowerings,
  argMax: argMaxLowering,
  randomBits: randomBitsLowering,
}

/** Kernels of empty results are left out. */
export function lowerPlan(plan: Plan): LoweredPlan {
  const buffers: PlanBuffer[] = [...plan.buffers]
  const temporary = (bytes: number): View => {
    const size = Math.ceil(bytes / elementBytes)
    const buffer = buffers.push({ kind: 'temporary', dtype: 'float32', size }) - 1
    return { buffer, dtype: 'float32', layout: contiguousLayout([size]) }
  }
  const kernels = plan.kernels
    .filter(({ output }) => sizeOf(output.layout.shape) > 0)
    .map((kernel) => lowerKernel(kernel, temporary))
  return { buffers, kernels, outputs: plan.outputs }
}

function lowerKernel(kernel: PlanKernel, temporary: (bytes: number) => View): LoweredKernel {
  const { primitive, attributes, inputs, output } = kernel
  const specification = {
    primitive,
    attributes,
    inputs: inputs.map(withoutAddress),
    output: withoutAddress(output),
  }
  const scratch = isMatmul(specification) ? [temporary(matmulScratchBytes(specification))] : []
  return {
    key: JSON.stringify(specification),
    reads: inputs,
    writes: [output, ...scratch],
    units: 1,
    mayReplace: (read) => isElementwise(primitive) && sameOrder(at(inputs, read), output),
    emit: (f, pointers) => emitKernel(f, specification, pointers),
  }
}

function isMatmul(kernel: KernelSpecification): kernel is KernelSpecification<'matmul'> {
  return kernel.primitive === 'matmul'
}

function isSimple(kernel: KernelSpecification): kernel is KernelSpecification<SimpleName> {
  return !isMatmul(kernel)
}

function emitKernel(
  f: FunctionBuilder,
  kernel: KernelSpecification,
  { reads, writes }: KernelPointers,
): void {
  const output = at(writes, 0)
  if (isMatmul(kernel)) emitMatmul(f, kernel, { inputs: reads, output, scratch: at(writes, 1) })
  if (isSimple(kernel)) emitSimple(f, kernel, { inputs: reads, output })
}

function emitSimple<N extends SimpleName>(
  f: FunctionBuilder,
  kernel: KernelSpecification<N>,
  pointers: SinglePointers,
): void {
  lowerings[kernel.primitive].emit(f, kernel, pointers)
}

/** True when both views go through their buffers in the same order, from the beginning. */
function sameOrder({ layout }: View, { layout: { shape, strides } }: View): boolean {
  const sameStrides = shape.every((size, axis) => size === 1 || layout.strides[axis] === strides[axis])
  const sameShape = layout.shape.length === shape.length && shape.every((size, a) => layout.shape[a] === size)
  return layout.offset === 0 && sameShape && sameStrides
}
