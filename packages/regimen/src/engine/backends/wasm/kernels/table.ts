/** From a plan to kernels that can be written: fused first, then each lowered by its kind. */
import { fuse } from '../../../fuse.ts'
import type { FusedKernel, FusedPlan, SimpleName } from '../../../fusion/fused-plan.ts'
import { contiguousLayout } from '../../../layout.ts'
import type { Plan, PlanBuffer, PlanKernel, View } from '../../../plan.ts'
import type { ImageName } from '../../../primitives/attributes.ts'
import type { LoweredKernel, LoweredPlan, SimpleLoweringTable } from '../lowering.ts'
import { Placement } from '../placement.ts'
import type { StoreProduct } from '../store.ts'
import { argMaxLowering } from './arg-max.ts'
import { broughtImageLowering, broughtPickingLowerings, writeBroughtPieces } from './brought.ts'
import { lowerRowGather } from './gather-rows.ts'
import { groupKernels } from './group.ts'
import { lowerLoop } from './loop.ts'
import { placingLowerings } from './placing.ts'
import { lowerProduct, type NewTemporary } from './product.ts'
import type { Arithmetic } from './product-tile.ts'
import { randomBitsLowering } from './random-bits.ts'
import { sharePacks } from './share-packs.ts'

type OtherName = Exclude<SimpleName, ImageName>

const lowerings: SimpleLoweringTable<OtherName> = {
  gather: (kernel, isPlaced) => {
    const rows = lowerRowGather(kernel)
    return rows ? [rows] : broughtPickingLowerings().gather(kernel, isPlaced)
  },
  scatterAdd: (kernel, isPlaced) => broughtPickingLowerings().scatterAdd(kernel, isPlaced),
  ...placingLowerings,
  argMax: argMaxLowering,
  randomBits: randomBitsLowering,
}

/**
 * Kernels of empty results are left out. `relaxed` arithmetic may differ in the last bits from machine to machine.
 * Large matrix products are made by the external product, where it can; by default none.
 */
export function lowerPlan(
  plan: Plan,
  arithmetic: Arithmetic = 'strict',
  external?: StoreProduct,
): LoweredPlan {
  return lowerFused(fuse(plan), arithmetic, external)
}

/** The same for a plan that is fused already. */
export function lowerFused(plan: FusedPlan, arithmetic: Arithmetic, external?: StoreProduct): LoweredPlan {
  const fused = writeBroughtPieces(plan)
  const buffers: PlanBuffer[] = [...fused.buffers]
  const temporary = (size: number): View => {
    const buffer = buffers.push({ kind: 'temporary', dtype: 'float32', size }) - 1
    return { buffer, dtype: 'float32', layout: contiguousLayout([size]) }
  }
  const needed = new Set(fused.outputs.map(({ view }) => view.buffer))
  const placement = new Placement(fused)
  const context = { temporary, arithmetic, external, placement }
  const lowered = fused.kernels.flatMap((kernel) => lowerKernel(kernel, context))
  const shared = sharePacks(lowered)
  const kernels = groupKernels(shared, needed, withoutUnused(buffers, shared, fused))
  const { places } = placement
  return { buffers: withoutUnused(buffers, kernels, fused), kernels, places, outputs: fused.outputs }
}

interface Context {
  readonly temporary: NewTemporary
  readonly arithmetic: Arithmetic
  readonly external: StoreProduct | undefined
  readonly placement: Placement
}

/** What fusion has left without readers and writers needs no memory. Arguments are copied in all the same. */
function withoutUnused(
  buffers: readonly PlanBuffer[],
  kernels: readonly LoweredKernel[],
  { outputs }: FusedPlan,
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
  fused: FusedKernel,
  { temporary, arithmetic, external, placement }: Context,
): LoweredKernel[] {
  if (fused.kind === 'loop') return lowerLoop(fused, temporary)
  if (fused.kind === 'product') {
    const outside = external?.lowering(fused, external.smallest)
    return outside ? [outside] : lowerProduct(fused, temporary, arithmetic)
  }
  const { kernel } = fused
  if (isImageKernel(kernel)) return lowerImages(kernel, temporary, arithmetic)
  return isOther(kernel) ? lowerOther(kernel, placement) : []
}

function isImageKernel(kernel: PlanKernel<SimpleName>): kernel is PlanKernel<ImageName> {
  return !isOther(kernel)
}

function isOther(kernel: PlanKernel<SimpleName>): kernel is PlanKernel<OtherName> {
  return kernel.primitive in lowerings
}

function lowerImages<N extends ImageName>(
  kernel: PlanKernel<N>,
  temporary: NewTemporary,
  arithmetic: Arithmetic,
): LoweredKernel[] {
  return broughtImageLowering(kernel.primitive)(kernel, temporary, arithmetic)
}

function lowerOther<N extends OtherName>(kernel: PlanKernel<N>, placement: Placement): LoweredKernel[] {
  return lowerings[kernel.primitive](kernel, (view, target) => placement.isPlaced(view, target))
}
