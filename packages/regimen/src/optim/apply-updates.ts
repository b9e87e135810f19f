/** The small ends of an update: numbers made tensors before it, updates added after it. */
import { add } from '../engine/ops/elementwise.ts'
import { scalar } from '../engine/ops/operands.ts'
import { Tensor } from '../engine/tensor.ts'
import type { FloatType } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'
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
 * Writes the hyperparameters of another update into the arrays of tensors made by `hyperparameterTensors`.
 * @throws RegimenError `optimizer-state` when these updates have other hyperparameters.
 */
export function writeHyperparameters(values: HyperparameterValues, tensors: Hyperparameters): void {
  for (const name of Object.keys(values)) {
    const value = values[name]
    const target = tensors[name]
    if (value === undefined || target === undefined) {
      throw new RegimenError('optimizer-state', { path: `the hyperparameter ${name}` })
    }
    if (typeof value === 'number') {
      if (target instanceof Tensor) target.data()[0] = value
    } else if (!(target instanceof Tensor)) writeHyperparameters(value, target)
  }
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
