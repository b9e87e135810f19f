/** The small ends of an update: numbers made tensors before it, updates added after it. */
import { add } from '../engine/ops/elementwise.ts'
import { scalar } from '../engine/ops/operands.ts'
import type { FloatType, TensorData } from '../engine/types.ts'
import type { TensorRecord } from '../nn/layer.ts'
import type { Hyperparameters, HyperparameterValues } from './transform.ts'

/** The hyperparameters of an update as scalar tensors. */
export function hyperparameterTensors(values: HyperparameterValues, dtype: FloatType): Hyperparameters {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? scalar(value, dtype) : hyperparameterTensors(value, dtype),
    ]),
  )
}

/**
 * Writes the hyperparameters of another update over those of an earlier one: `arrays` are those of the tensors that
 * `hyperparameterTensors` made, in the order of the tree, `place` the first that is meant. Gives the place behind the
 * last one written.
 */
export function writeHyperparameters(
  values: HyperparameterValues,
  arrays: readonly TensorData[],
  place = 0,
): number {
  let next = place
  for (const name in values) {
    const value = values[name]
    const array = arrays[next]
    if (typeof value === 'object') next = writeHyperparameters(value, arrays, next)
    else if (value !== undefined && array) {
      array[0] = value
      next++
    }
  }
  return next
}

/** The parameters after an update; those that got none stay. */
export function applyUpdates(parameters: TensorRecord, updates: TensorRecord): TensorRecord {
  return Object.fromEntries(
    Object.entries(parameters).map(([path, parameter]) => {
      const update = updates[path]
      return [path, update ? add(parameter, update) : parameter]
    }),
  )
}
