/** Applying a primitive: the one door through which every operation of every program goes. */
import { runEagerly } from './eager.ts'
import type { Operation, PrimitiveAttributes, PrimitiveName } from './primitives/attributes.ts'
import { inferTable } from './primitives/infer.ts'
import { recordOnTapes } from './tape.ts'
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
  const type = inferTable[primitive](
    inputs.map((input) => input.type),
    attributes,
  )
  const operation: Operation = { primitive, attributes }
  const trace = traceOf(inputs)
  const output = trace ? trace.operation(operation, inputs, type) : runEagerly(operation, inputs, type)
  recordOnTapes({ operation, inputs, output })
  return output
}
