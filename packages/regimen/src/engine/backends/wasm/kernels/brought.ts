/**
 * What the operations bring along of the backend: a page whose network has no convolution does not carry the
 * kernels of one.
 */
import type { FusedPlan } from '../../../fusion/fused-plan.ts'
import type { ElementaryName, PickingName, WindowName } from '../../../primitives/attributes.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { Code } from '../instructions.ts'
import type { Vector } from '../loops.ts'
import type { ImageLoweringTable, SimpleLoweringTable } from '../lowering.ts'

let windows: ImageLoweringTable<WindowName> | undefined

export function bringWindowLowerings(lowerings: ImageLoweringTable<WindowName>): void {
  windows = lowerings
}

export function broughtWindowLowerings(): ImageLoweringTable<WindowName> {
  if (!windows)
    throw new TypeError('a window primitive was used without engine/ops/windows.ts, which brings its kernels')
  return windows
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
