/** Bringing outputs and targets to one shape, or refusing: [batch, 1] and [batch] must never broadcast. */
import { iota } from '../../engine/ops/create.ts'
import { and, cast, equal, less, lessEqual, select } from '../../engine/ops/elementwise.ts'
import { expandDims, reshape } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { formatType, type Shape, sameShape } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'

/** The error for outputs and targets that do not fit; names both types. */
export function targetsError(
  technique: string,
  outputs: Tensor,
  targets: Tensor,
  expected: string,
): RegimenError<'targets-shape'> {
  return new RegimenError('targets-shape', {
    technique,
    outputs: formatType(outputs.type),
    targets: formatType(targets.type),
    expected,
  })
}

const isSingle = (example: Shape) => example.every((size) => size === 1)

/**
 * Outputs and targets as two matrices [batch, values] of the outputs' type. They must have the same shape,
 * except that one value per example may be written [batch] or [batch, 1].
 * @throws RegimenError `targets-shape`.
 */
export function alignTargets(technique: string, outputs: Tensor, targets: Tensor): [Tensor, Tensor] {
  const [batch, ...values] = outputs.shape
  const [targetBatch, ...targetValues] = targets.shape
  const fits = sameShape(values, targetValues) || (isSingle(values) && isSingle(targetValues))
  if (batch === undefined || batch !== targetBatch || !fits) {
    const expected = 'one target for each output: the same shape, or [batch] for outputs [batch, 1]'
    throw targetsError(technique, outputs, targets, expected)
  }
  const size = values.reduce((product, length) => product * length, 1)
  const asMatrix = (x: Tensor) => reshape(x, [batch, size])
  return [asMatrix(outputs), cast(asMatrix(targets), outputs.dtype)]
}

/** Whether targets are int32 classes [batch] of outputs [batch, classes], and not a value for each output. */
export function areClasses(outputs: Tensor, targets: Tensor): boolean {
  const [batch = 0, classes = 0] = outputs.shape
  return outputs.rank === 2 && classes > 1 && targets.dtype === 'int32' && sameShape(targets.shape, [batch])
}

/**
 * Class targets of logits [batch, classes]: integers [batch], or rows of probabilities [batch, classes].
 * @throws RegimenError `targets-shape`.
 */
export function classTargets(
  technique: string,
  outputs: Tensor,
  targets: Tensor,
): { readonly kind: 'indices' | 'rows'; readonly targets: Tensor } {
  const [batch] = outputs.shape
  if (outputs.rank === 2) {
    if (targets.dtype === 'int32' && sameShape(targets.shape, [batch ?? 0]))
      return { kind: 'indices', targets }
    if (sameShape(targets.shape, outputs.shape))
      return { kind: 'rows', targets: cast(targets, outputs.dtype) }
  }
  const expected =
    'outputs [batch, classes], with int32 class targets [batch] or rows of probabilities [batch, classes]'
  throw targetsError(technique, outputs, targets, expected)
}

/**
 * Rows of targets [batch, values] for outputs of the same shape.
 * @throws RegimenError `targets-shape`.
 */
export function rowTargets(technique: string, outputs: Tensor, targets: Tensor): Tensor {
  if (outputs.rank === 2 && sameShape(targets.shape, outputs.shape)) return cast(targets, outputs.dtype)
  throw targetsError(technique, outputs, targets, 'outputs and rows of targets, both [batch, values]')
}

/** [batch, classes]: true at each example's class. */
export function isTargetClass(outputs: Tensor, classes: Tensor): Tensor {
  return equal(expandDims(classes, 1), iota([outputs.shape[1] ?? 0], 0))
}

/** [batch]: whether the outputs have such a class. */
export function classExists(outputs: Tensor, classes: Tensor): Tensor {
  return and(lessEqual(0, classes), less(classes, outputs.shape[1] ?? 0))
}

/**
 * As `alignTargets`; classes [batch] of outputs [batch, classes] become their one-hot rows. A class that does
 * not exist makes the outputs of its example NaN.
 * @throws RegimenError `targets-shape`.
 */
export function alignedOrOneHot(technique: string, outputs: Tensor, targets: Tensor): [Tensor, Tensor] {
  if (!areClasses(outputs, targets)) return alignTargets(technique, outputs, targets)
  const exists = expandDims(classExists(outputs, targets), 1)
  return [select(exists, outputs, Number.NaN), cast(isTargetClass(outputs, targets), outputs.dtype)]
}
