/** From a plan to kernels that can be written: fused first, then each lowered by its kind. */
import { fuse } from '../../../fuse.ts'
import type { FusedKernel, SimpleKernel, SimpleName } from '../../../fusion/fused-plan.ts'
import { contiguousLayout } from '../../../layout.ts'
import type { Plan, PlanBuffer, View } from '../../../plan.ts'
import type { FunctionBuilder } from '../assembler.ts'
import {
  at,
  type KernelSpecification,
  type LoweredKernel,
  type LoweredPlan,
  type LoweringTable,
  type SinglePointers,
  withoutAddress,
} from '../lowering.ts'
import { argMaxLowering } from './arg-max.ts'
import { lowerExternalProduct } from './external-product.ts'
import { groupKernels } from './group.ts'
import { indexingLowerings } from './indexing.ts'
import { lowerLoop } from './loop.ts'
import { lowerProduct, type NewTemporary } from './product.ts'
import type { Arithmetic } from './product-tile.ts'
import { randomBitsLowering } from './random-bits.ts'

const lowerings: LoweringTable<SimpleName> = {
  ...indexingLowerings,
  argMax: argMaxLowering,
  randomBits: randomBitsLowering,
}

/**
 * Kernels of empty results are left out. `relaxed` arithmetic may differ in the last bits from machine to machine.
 * Matrix products of at least `external` multiplications are made by the external product, where it can; by default
 * none.
 */
export function lowerPlan(
  plan: Plan,
  arithmetic: Arithmetic = 'strict',
  external = Number.POSITIVE_INFINITY,
): LoweredPlan {
  const fused = fuse(plan)
  const buffers: PlanBuffer[] = [...fused.buffers]
  const temporary = (size: number): View => {
    const buffer = buffers.push({ kind: 'temporary', dtype: 'float32', size }) - 1
    return { buffer, dtype: 'float32', layout: contiguousLayout([size]) }
  }
  const needed = new Set(plan.outputs.map(({ view }) => view.buffer))
  const kernels = groupKernels(
    fused.kernels.flatMap((kernel) => lowerKernel(kernel, temporary, { arithmetic, external })),
    needed,
  )
  return { buffers: withoutUnused(buffers, kernels, plan), kernels, outputs: fused.outputs }
}

/** What fusion has left without readers and writers needs no memory. Arguments are copied in all the same. */
function withoutUnused(
  buffers: readonly PlanBuffer[],
  kernels: readonly LoweredKernel[],
  { outputs }: Plan,
): PlanBuffer[] {
  const views = kernels.flatMap(({ reads, writes }) => [...reads, ...writes])
  const used = new Set([...views, ...outputs.map(({ view }) => view)].map(({ buffer }) => buffer))
  return buffers.map((buffer, index) => {
    if (used.has(index) || buffer.kind === 'input') return buffer
    const empty = { ...buffer, size: 0 }
    return empty.kind === 'constant' ? { ...empty, data: empty.data.subarray(0, 0) } : empty
  })
}

function lowerKernel(
  kernel: FusedKernel,
  temporary: NewTemporary,
  { arithmetic, external }: { readonly arithmetic: Arithmetic; readonly external: number },
): LoweredKernel[] {
  if (kernel.kind === 'loop') return [lowerLoop(kernel)]
  if (kernel.kind === 'simple') return [lowerSimple(kernel)]
  const outside = lowerExternalProduct(kernel, external)
  return outside ? [outside] : lowerProduct(kernel, temporary, arithmetic)
}

function lowerSimple({ kernel }: SimpleKernel): LoweredKernel {
  const { primitive, attributes, inputs, output } = kernel
  const specification = {
    primitive,
    attributes,
    inputs: inputs.map(withoutAddress),
    output: withoutAddress(output),
  }
  return {
    key: JSON.stringify(specification),
    parts: [primitive],
    kind: 'other',
    flops: 0,
    reads: inputs,
    writes: [output],
    units: 1,
    mayReplace: () => false,
    emit: (f, { reads, writes }) => {
      emitSimple(f, specification, { inputs: reads, output: at(writes, 0) })
    },
  }
}

function emitSimple<N extends SimpleName>(
  f: FunctionBuilder,
  kernel: KernelSpecification<N>,
  pointers: SinglePointers,
): void {
  lowerings[kernel.primitive].emit(f, kernel, pointers)
}
