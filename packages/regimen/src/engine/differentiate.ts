/** Reverse-mode differentiation of any function whose result is one number. */
import { RegimenError } from '../errors.ts'
import { ones, zeros } from './ops/create.ts'
import { add } from './ops/elementwise.ts'
import { gradientsOf } from './primitives/gradients.ts'
import { recording, Tape } from './tape.ts'
import type { Tensor } from './tensor.ts'
import { leavesOf, mapTree } from './tree.ts'
import { formatShape, isFloat } from './types.ts'

/** What `valueAndGradient` also hands through: anything the function computed on the way. */
export interface WithAuxiliary<A> {
  readonly loss: Tensor
  readonly auxiliary: A
}

/**
 * The value of a scalar function and its gradient with respect to its first argument, a tensor or a tree
 * of tensors (Rumelhart, Hinton, Williams 1986). Works eagerly and inside `compile`, and can be nested
 * for higher derivatives. Tensors of the tree that do not influence the result get zeros.
 * @throws RegimenError `not-scalar`, `not-differentiable`.
 */
export function valueAndGradient<P>(
  fn: (parameters: P) => Tensor,
  parameters: P,
): { value: Tensor; gradient: P } {
  const { value, gradient } = valueAndGradientWith(
    (p: P) => ({ loss: fn(p), auxiliary: undefined }),
    parameters,
  )
  return { value, gradient }
}

/** As `valueAndGradient`, for a function that returns more than its loss. */
export function valueAndGradientWith<P, A>(
  fn: (parameters: P) => WithAuxiliary<A>,
  parameters: P,
): { value: Tensor; auxiliary: A; gradient: P } {
  const tape = new Tape()
  for (const { path, tensor } of leavesOf(parameters)) {
    if (!isFloat(tensor.dtype)) {
      throw new RegimenError('not-differentiable', { what: path || 'the argument', dtype: tensor.dtype })
    }
    tape.watch(tensor)
  }
  const { loss, auxiliary } = recording(tape, () => fn(parameters))
  if (loss.size !== 1) {
    throw new RegimenError('not-scalar', {
      what: 'The value to differentiate',
      shape: formatShape(loss.shape),
    })
  }
  if (!isFloat(loss.dtype)) {
    throw new RegimenError('not-differentiable', { what: 'The value to differentiate', dtype: loss.dtype })
  }
  const cotangents = backward(tape, loss)
  const gradient = mapTree(
    parameters,
    (tensor) => cotangents.get(tensor) ?? zeros(tensor.shape, tensor.dtype),
  )
  return { value: loss, auxiliary, gradient }
}

/** The gradient alone. */
export function gradient<P>(fn: (parameters: P) => Tensor, parameters: P): P {
  return valueAndGradient(fn, parameters).gradient
}

/** Walks the tape back from the loss; the result maps each watched tensor to its cotangent. */
function backward(tape: Tape, loss: Tensor): Map<Tensor, Tensor> {
  const cotangents = new Map<Tensor, Tensor>([[loss, ones(loss.shape, loss.dtype)]])
  for (const { operation, inputs, output } of tape.entries.toReversed()) {
    const cotangent = cotangents.get(output)
    if (!cotangent) continue
    gradientsOf(operation, cotangent, inputs, output).forEach((contribution, place) => {
      const input = inputs[place]
      if (!contribution || !input || !tape.watches(input)) return
      const known = cotangents.get(input)
      cotangents.set(input, known ? add(known, contribution) : contribution)
    })
  }
  return cotangents
}
