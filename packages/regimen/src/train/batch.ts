/** Rows of a data set as tensors of the running backend. */
import { gatherBatch } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { type FloatType, sizeOf, toData } from '../engine/types.ts'

/** Examples as tensors. */
export interface Batch {
  /** [examples, ...inputShape] */
  readonly inputs: Tensor
  /** int32 [examples] for classification, floats [examples] for regression. */
  readonly targets: Tensor
  /** Of rows that were mixed with others: the others' targets, and what the rows' own count, both [examples]. */
  readonly mixed?: { readonly partners: Tensor; readonly shares: Tensor }
}

/** The first `examples` rows of arrays laid out like the data set's. */
export function toBatch(
  dataset: Dataset,
  examples: number,
  inputs: Float32Array,
  targets: Int32Array | Float32Array,
  floatType: FloatType,
): Batch {
  const size = examples * sizeOf(dataset.inputShape)
  const targetType = targets instanceof Int32Array ? 'int32' : floatType
  return {
    inputs: fromData(
      floatType,
      [examples, ...dataset.inputShape],
      toData(floatType, inputs.subarray(0, size)),
    ),
    targets: fromData(targetType, [examples], toData(targetType, targets.subarray(0, examples))),
  }
}

/** The given rows of a data set. */
export function rowBatch(dataset: Dataset, rows: Int32Array, floatType: FloatType): Batch {
  const inputs = new Float32Array(rows.length * sizeOf(dataset.inputShape))
  const targets = new (dataset.targets instanceof Int32Array ? Int32Array : Float32Array)(rows.length)
  gatherBatch(dataset, rows, inputs, targets)
  return toBatch(dataset, rows.length, inputs, targets, floatType)
}

/** Rows `start` to `end` of a data set, without copying where the backend computes in float32. */
export function sliceBatch(dataset: Dataset, start: number, end: number, floatType: FloatType): Batch {
  const features = sizeOf(dataset.inputShape)
  const inputs = dataset.inputs.subarray(start * features, end * features)
  return toBatch(dataset, end - start, inputs, dataset.targets.subarray(start, end), floatType)
}
