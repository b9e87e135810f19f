/**
 * The gradient rule of every primitive: the inputs' cotangents written in other primitives, so that a
 * rule works eagerly, traced, and differentiated again.
 */

import type { Tensor } from '../tensor.ts'
import type {
  CompositeName,
  DifferentiableAttributes,
  DifferentiableName,
  DifferentiableOperation,
  ImageName,
} from './attributes.ts'
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

/** Their rules come with the operations that use them. */
type BroughtName = ImageName | CompositeName

const always: GradientTable<Exclude<DifferentiableName, BroughtName>> = {
  ...elementwiseGradients,
  ...kernelGradients,
  ...viewGradients,
}

let table: Partial<GradientTable> = always

export function bringGradientRules(rules: Partial<GradientTable<BroughtName>>): void {
  table = { ...table, ...rules }
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
