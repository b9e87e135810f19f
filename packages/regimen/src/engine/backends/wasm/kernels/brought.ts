/**
 * What the operations bring along of the backend: a page whose network has no convolution does not carry the
 * kernels of one.
 */
import type { FusedPlan } from '../../../fusion/fused-plan.ts'
import type { ElementaryName, ImageName, PickingName } from '../../../primitives/attributes.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { Code } from '../instructions.ts'
import type { Vector } from '../loops.ts'
import type { ImageLowering, ImageLoweringTable, SimpleLoweringTable } from '../lowering.ts'

const images: { [N in ImageName]?: ImageLowering<N> } = {}

export function bringImageLowerings(lowerings: Partial<ImageLoweringTable<ImageName>>): void {
  Object.assign(images, lowerings)
}

export function broughtImageLowering<N extends ImageName>(name: N): ImageLowering<N> {
  const lowering: ImageLowering<N> | undefined = images[name]
  if (!lowering) throw new TypeError(`nothing has brought the kernels of ${name}`)
  return lowering
}

/** A pass over fused plans. */
type PlanPass = (plan: FusedPlan) => FusedPlan

let piecesPass: PlanPass = (plan) => plan

export function bringColumnPieces(pass: PlanPass): void {
  piecesPass = pass
}

/** Writes pieces that are joined side by side where they stand in the whole, where somebody has brought that. */
export function writeBroughtPieces(plan: FusedPlan): FusedPlan {
  return piecesPass(plan)
}

let picking: SimpleLoweringTable<PickingName> | undefined

export function bringPickingLowerings(lowerings: SimpleLoweringTable<PickingName>): void {
  picking = lowerings
}

export function broughtPickingLowerings(): SimpleLoweringTable<PickingName> {
  if (!picking) throw new TypeError('nothing has brought the kernels that pick entries')
  return picking
}

/** The code of an elementary function of vectors. */
export type VectorFunction = (f: FunctionBuilder, ...operands: readonly Vector[]) => Code<'v128'>

const functions: { [N in ElementaryName]?: VectorFunction } = {}

export function bringFunction(name: ElementaryName, code: VectorFunction): void {
  functions[name] = code
}

export function broughtFunction(name: ElementaryName): VectorFunction {
  const code = functions[name]
  if (!code) throw new TypeError(`nothing has brought the function ${name}`)
  return code
}
