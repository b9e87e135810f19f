/** The arrays of a batch, which are used again and again. */
import type { Dataset } from '../data/dataset.ts'
import { fromData } from '../engine/tensor.ts'
import type { FloatType } from '../engine/types.ts'

export function targetArray({ targets }: Dataset, examples: number, floatType: FloatType) {
  const integers = targets instanceof Int32Array
  const data = integers ? new Int32Array(examples) : floatArray(floatType, examples)
  return {
    data,
    tensor: fromData(integers ? 'int32' : floatType, [examples], data),
    load: (rows: Int32Array) => {
      for (let index = 0; index < rows.length; index++) data[index] = targets[rows[index] ?? 0] ?? 0
    },
  }
}

export function floatArray(floatType: FloatType, size: number): Float32Array | Float64Array {
  return new (floatType === 'float32' ? Float32Array : Float64Array)(size)
}
