/**
 * The gradient rule of every primitive: the inputs' cotangents written in other primitives, so that a
 * rule works eagerly, traced, and differentiated again.
 */

import type { Tensor } from '../tensor.ts'
import type { DifferentiableAttributes, DifferentiableName, DifferentiableOperation } from './attributes.ts'
import { compositeGradients } from './gradients-composites.ts'
import { elementwiseGradients } from './gradients-elementwise.ts'
import { kernelGradients } from './gradients-kernels.ts'
import { viewGradients } from './gradients-views.ts'
import { windowGradients } from './gradients-windows.ts'

/** One cotangent per input; undefined where nothing flows. Never longer than the inputs. */
export type GradientRule<N extends DifferentiableName> = (
  cotangent: Tensor,
  inputs: readonly Tensor[],
  output: Tensor,
  attributes: DifferentiableAttributes[N],
) => readonly (Tensor | undefined)[]

export type GradientTable<Names extends DifferentiableName = DifferentiableName> = {
  readonly [N in Names]: GradientRule<N>
}

const gradientTable: GradientTable = {
  ...elementwiseGradients,
  ...kernelGradients,
  ...windowGradients,
  ...viewGradients,
  ...compositeGradients,
}

export function gradientsOf<N extends DifferentiableName>(
  operation: DifferentiableOperation<N>,
  cotangent: Tensor,
  inputs: readonly Tensor[],
  output: Tensor,
): readonly (Tensor | undefined)[] {
  return gradientTable[operation.primitive](cotangent, inputs, output, operation.attributes)
}
