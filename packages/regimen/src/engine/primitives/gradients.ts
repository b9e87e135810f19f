/**
 * The gradient rule of every primitive: the inputs' cotangents written in other primitives, so that a
 * rule works eagerly, traced, and differentiated again.
 */

import type { Tensor } from '../tensor.ts'
import type {
  DifferentiableAttributes,
  DifferentiableName,
  DifferentiableOperation,
  WindowName,
} from './attributes.ts'
import { compositeGradients } from './gradients-composites.ts'
import { elementwiseGradients } from './gradients-elementwise.ts'
import { kernelGradients } from './gradients-kernels.ts'
import { viewGradients } from './gradients-views.ts'

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

const always: GradientTable<Exclude<DifferentiableName, WindowName>> = {
  ...elementwiseGradients,
  ...kernelGradients,
  ...viewGradients,
  ...compositeGradients,
}

let table: Partial<GradientTable> = always

/** The rules of windows come with the operations that use them. */
export function bringGradientRules(windows: GradientTable<WindowName>): void {
  table = { ...always, ...windows }
}

export function gradientsOf<N extends DifferentiableName>(
  { primitive, attributes }: DifferentiableOperation<N>,
  cotangent: Tensor,
  inputs: readonly Tensor[],
  output: Tensor,
): readonly (Tensor | undefined)[] {
  const rule: GradientRule<N> | undefined = table[primitive]
  if (!rule) throw new TypeError(`nothing has brought the primitive ${primitive}`)
  return rule(cotangent, inputs, output, attributes)
}
