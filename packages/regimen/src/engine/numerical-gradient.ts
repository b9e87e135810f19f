/** Gradients from values alone: slow, plain, and independent of every gradient rule. */
import { RegimenError } from '../errors.ts'
import type { Technique } from '../technique.ts'
import { fromData, type Tensor } from './tensor.ts'
import { mapTree } from './tree.ts'
import { allocate, isFloat, toData } from './types.ts'

/** The options of `numericalGradient`. */
export interface NumericalGradientOptions {
  /**
   * h, in the parameters' unit. Default: ∛ε · max(1, |xᵢ|), ε the precision of the parameters' float type, which
   * balances the formula's error, O(h²), against rounding, O(ε/h) (Dennis & Schnabel 1983, section 5.4).
   */
  readonly step?: number
}

/**
 * The gradient of a scalar function by central differences, (f(x + heᵢ) − f(x − heᵢ)) / 2h for each element of the
 * parameters (a tensor or a tree of tensors): two evaluations per element. It is there to check `gradient`, best in
 * float64: `withBackend(referenceBackend, …)`. Not to be traced.
 * @throws RegimenError `not-scalar`, `not-differentiable`, `bad-attribute` for a step that is not positive and finite.
 */
export function numericalGradient<P>(
  fn: (parameters: P) => Tensor,
  parameters: P,
  { step }: NumericalGradientOptions = {},
): P {
  if (step !== undefined && !(step > 0 && Number.isFinite(step))) {
    throw new RegimenError('bad-attribute', {
      operation: 'numericalGradient',
      attribute: 'step',
      value: String(step),
      expected: 'a positive number',
    })
  }
  return mapTree(parameters, (tensor, path) => {
    const valueAt = (moved: Tensor) =>
      fn(mapTree(parameters, (other, place) => (place === path ? moved : other))).item()
    return differences(tensor, path, step, valueAt)
  })
}

function differences(
  tensor: Tensor,
  path: string,
  step: number | undefined,
  valueAt: (moved: Tensor) => number,
): Tensor {
  const { dtype, shape, size } = tensor
  if (!isFloat(dtype)) throw new RegimenError('not-differentiable', { what: path || 'the argument', dtype })
  const precision = dtype === 'float32' ? 2 ** -23 : Number.EPSILON
  const values = tensor.data()
  const gradient = allocate(dtype, size)
  for (let index = 0; index < size; index++) {
    const value = values[index] ?? 0
    const h = step ?? Math.cbrt(precision) * Math.max(1, Math.abs(value))
    const [above, below] = [moved(values, index, value + h), moved(values, index, value - h)]
    const difference =
      valueAt(fromData(dtype, shape, toData(dtype, above))) -
      valueAt(fromData(dtype, shape, toData(dtype, below)))
    gradient[index] = difference / ((above[index] ?? 0) - (below[index] ?? 0))
  }
  return fromData(dtype, shape, gradient)
}

/** A copy with one other value: rounded as its type rounds, so that the step that is taken is the one divided by. */
function moved<T extends { slice(): T; [index: number]: number }>(
  values: T,
  index: number,
  value: number,
): T {
  const copy = values.slice()
  copy[index] = value
  return copy
}

/** The row of `numericalGradient`. */
export const numericalGradientTechnique: Technique = {
  name: 'numericalGradient',
  kind: 'procedure',
  defaults: {},
  paper: 'Dennis & Schnabel 1983, Numerical Methods for Unconstrained Optimization, section 5.4',
  catalogue: ['F12'],
}
