/** Applying a primitive: the one door through which every operation of every program goes. */
import { runEagerly } from './eager.ts'
import type {
  CompositeAttributes,
  CompositeName,
  Operation,
  PrimitiveAttributes,
  PrimitiveName,
} from './primitives/attributes.ts'
import { infer } from './primitives/infer.ts'
import { recordOnTapes, withoutTapes } from './tape.ts'
import type { Tensor } from './tensor.ts'
import { traceOf } from './trace.ts'

/**
 * Checks shapes, then computes at once (define-by-run) or, when an input is being traced, adds a node
 * to its graph (define-and-run).
 * @throws RegimenError when the inputs do not fit the primitive.
 */
export function apply<N extends PrimitiveName>(
  primitive: N,
  inputs: readonly Tensor[],
  attributes: PrimitiveAttributes[N],
): Tensor {
  const types = inputs.map((input) => input.type)
  const type = infer(primitive, types, attributes)
  const operation: Operation = { primitive, attributes }
  const trace = traceOf(inputs)
  const output = trace ? trace.operation(operation, inputs, type) : runEagerly(operation, inputs, type)
  recordOnTapes({ operation, inputs, output })
  return output
}

/** Computes what is made of several primitives and has a gradient rule of its own: tapes record it as one. */
export function applyComposite<N extends CompositeName, R extends { readonly output: Tensor }>(
  primitive: N,
  inputs: readonly Tensor[],
  attributes: CompositeAttributes[N],
  compute: () => R,
): R {
  const computed = withoutTapes(compute)
  recordOnTapes({ operation: { primitive, attributes }, inputs, output: computed.output })
  return computed
}
