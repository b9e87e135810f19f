/** The shape rule of every primitive: the result's type, or an error that names what would fit. */

import type { TensorType } from '../types.ts'
import type { PrimitiveAttributes, PrimitiveName } from './attributes.ts'
import { inferElementwise } from './infer-elementwise.ts'
import { inferKernels } from './infer-kernels.ts'
import { inferViews } from './infer-views.ts'
import { inferWindows } from './infer-windows.ts'

/** Throws RegimenError `shape-mismatch`, `dtype-mismatch`, `bad-axis` or `bad-attribute`. */
export type InferRule<N extends PrimitiveName> = (
  inputs: readonly TensorType[],
  attributes: PrimitiveAttributes[N],
) => TensorType

export type InferTable<Names extends PrimitiveName = PrimitiveName> = { readonly [N in Names]: InferRule<N> }

export const inferTable: InferTable = {
  ...inferElementwise,
  ...inferKernels,
  ...inferWindows,
  ...inferViews,
}
