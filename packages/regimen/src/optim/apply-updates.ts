/** The small ends of an update: numbers made tensors before it, updates added after it. */
import { add } from '../engine/ops/elementwise.ts'
import { scalar } from '../engine/ops/operands.ts'
import { Tensor } from '../engine/tensor.ts'
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

/** The array of a hyperparameter's tensor, and the names that lead to its value. */
export interface HyperparameterPlace {
  readonly names: readonly string[]
  readonly array: TensorData
}

/** The places of the hyperparameters that `hyperparameterTensors` made tensors of. */
export function hyperparameterPlaces(
  tensors: Hyperparameters,
  outer: readonly string[] = [],
): HyperparameterPlace[] {
  return Object.entries(tensors).flatMap(([name, tensor]) => {
    const names = [...outer, name]
    return tensor instanceof Tensor ? [{ names, array: tensor.data() }] : hyperparameterPlaces(tensor, names)
  })
}

/**
 * Writes the hyperparameters of another update over those of an earlier one.
 * @returns false when the names are others: then what is in the places is of no use.
 */
export function writeHyperparameters(
  values: HyperparameterValues,
  places: readonly HyperparameterPlace[],
): boolean {
  for (const { names, array } of places) {
    const value = valueAt(values, names)
    if (value === undefined) return false
    array[0] = value
  }
  return countOf(values) === places.length
}

function valueAt(values: HyperparameterValues, names: readonly string[]): number | undefined {
  let found: number | HyperparameterValues | undefined = values
  for (const name of names) found = typeof found === 'object' ? found[name] : undefined
  return typeof found === 'number' ? found : undefined
}

function countOf(values: HyperparameterValues): number {
  let count = 0
  for (const name in values) {
    const value = values[name]
    if (value !== undefined) count += typeof value === 'number' ? 1 : countOf(value)
  }
  return count
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
