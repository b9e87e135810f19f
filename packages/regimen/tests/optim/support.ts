import { referenceBackend, type Tensor, tensor, withBackend } from '../../src/engine/index.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import { applyUpdates, hyperparameterTensors } from '../../src/optim/index.ts'
import type { Optimizer, TransformState } from '../../src/optim/transform.ts'

export interface Iterate {
  readonly parameters: TensorRecord
  readonly state: TransformState
}

/** The iterates of an optimizer, eagerly in float64; the first is the start, or where a run goes on. */
export function iterate(
  optimizer: Optimizer,
  start: TensorRecord,
  gradients: (parameters: TensorRecord, step: number) => TensorRecord,
  steps: number,
  from?: { readonly state: TransformState; readonly step: number },
): Iterate[] {
  return withBackend(referenceBackend, () => {
    const { transform } = optimizer
    let parameters = start
    let state = from?.state ?? transform.initialize(start)
    const iterates = [{ parameters, state }]
    for (let step = from?.step ?? 0; step < steps; step++) {
      const values = hyperparameterTensors(transform.hyperparameters(step), 'float64')
      const gradient = gradients(parameters, step)
      const refined =
        optimizer.refineGradient?.(gradient, parameters, (at) => gradients(at, step)) ?? gradient
      const result = transform.update(refined, state, parameters, values)
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

/** The averaged weights of an optimizer that has them. */
export function averageOf(
  optimizer: Optimizer,
  parameters: TensorRecord,
  state: TransformState,
): TensorRecord {
  return withBackend(referenceBackend, () => optimizer.transform.averaged?.read(parameters, state) ?? {})
}
