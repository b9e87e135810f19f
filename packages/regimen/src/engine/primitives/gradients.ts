/**
 * The gradient rule of every primitive: the inputs' cotangents written in other primitives, so that a
 * rule works eagerly, traced, and differentiated again.
 */

import type { Tensor } from '../tensor.ts'
import type { Operation, PrimitiveAttributes, PrimitiveName } from './attributes.ts'
import { elementwiseGradients } from './gradients-elementwise.ts'
import { kernelGradients } from './gradients-kernels.ts'
import { viewGradients } from './gradients-views.ts'
import { windowGradients } from './gradients-windows.ts'

/** One cotangent per input; undefined where nothing flows. Never longer than the inputs. */
export type GradientRule<N extends PrimitiveName> = (
  cotangent: Tensor,
  inputs: readonly Tensor[],
  output: Tensor,
  attributes: PrimitiveAttributes[N],
) => readonly (Tensor | undefined)[]

export type GradientTable<Names extends PrimitiveName = PrimitiveName> = {
  readonly [N in Names]: GradientRule<N>
}

const gradientTable: GradientTable = {
  ...elementwiseGradients,
  ...kernelGradients,
  ...windowGradients,
  ...viewGradients,
}

export function gradientsOf<N extends PrimitiveName>(
  operation: Operation<N>,
  cotangent: Tensor,
  inputs: readonly Tensor[],
  output: Tensor,
): readonly (Tensor | undefined)[] {
  return gradientTable[operation.primitive](cotangent, inputs, output, operation.attributes)
}
