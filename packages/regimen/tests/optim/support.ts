import { referenceBackend, type Tensor, tensor, withBackend } from '../../src/engine/index.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import { applyUpdates, hyperparameterTensors } from '../../src/optim/index.ts'
import type { Optimizer, TransformState } from '../../src/optim/transform.ts'

export interface Iterate {
  readonly parameters: TensorRecord
  readonly state: TransformState
}

/** The iterates of an optimizer, eagerly in float64; the first is the start. */
export function iterate(
  optimizer: Optimizer,
  start: TensorRecord,
  gradients: (parameters: TensorRecord, step: number) => TensorRecord,
  steps: number,
): Iterate[] {
  return withBackend(referenceBackend, () => {
    const { transform } = optimizer
    let parameters = start
    let state = transform.initialize(start)
    const iterates = [{ parameters, state }]
    for (let step = 0; step < steps; step++) {
      const values = hyperparameterTensors(transform.hyperparameters(step), 'float64')
      const result = transform.update(gradients(parameters, step), state, parameters, values)
      parameters = applyUpdates(parameters, result.updates)
      state = result.state
      iterates.push({ parameters, state })
    }
    return iterates
  })
}

export const vector = (...values: readonly number[]): Tensor => tensor(values, [values.length], 'float64')

/** The iterates of one vector under a function that gives its gradient. */
export function path(
  optimizer: Optimizer,
  start: readonly number[],
  gradient: (point: readonly number[], step: number) => readonly number[],
  steps: number,
): number[][] {
  const numbers = ({ weight }: TensorRecord) => [...(weight?.data() ?? [])]
  return iterate(
    optimizer,
    { weight: vector(...start) },
    (parameters, step) => ({ weight: vector(...gradient(numbers(parameters), step)) }),
    steps,
  ).map(({ parameters }) => numbers(parameters))
}
