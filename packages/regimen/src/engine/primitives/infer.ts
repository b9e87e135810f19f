/** The shape rule of every primitive: the result's type, or an error that names what would fit. */

import type { TensorType } from '../types.ts'
import type { ImageName, PrimitiveAttributes, PrimitiveName } from './attributes.ts'
import { inferElementwise } from './infer-elementwise.ts'
import { inferKernels } from './infer-kernels.ts'
import { inferViews } from './infer-views.ts'

/** Throws RegimenError `shape-mismatch`, `dtype-mismatch`, `bad-axis` or `bad-attribute`. */
export type InferRule<N extends PrimitiveName> = (
  inputs: readonly TensorType[],
  attributes: PrimitiveAttributes[N],
) => TensorType

export type InferTable<Names extends PrimitiveName = PrimitiveName> = { readonly [N in Names]: InferRule<N> }

const always: InferTable<Exclude<PrimitiveName, ImageName>> = {
  ...inferElementwise,
  ...inferKernels,
  ...inferViews,
}

let table: Partial<InferTable> = always

/** The rules of images come with the operations that use them, as their kernels do (`ops/bring-windows.ts`). */
export function bringInferRules(rules: Partial<InferTable<ImageName>>): void {
  table = { ...table, ...rules }
}

/** @throws RegimenError as `InferRule`. */
export function infer<N extends PrimitiveName>(
  primitive: N,
  inputs: readonly TensorType[],
  attributes: PrimitiveAttributes[N],
): TensorType {
  const rule: InferRule<N> | undefined = table[primitive]
  if (!rule) throw new TypeError(`nothing has brought the primitive ${primitive}`)
  return rule(inputs, attributes)
}
