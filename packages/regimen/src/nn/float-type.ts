/** The same state in another float type. */
import { fromData, type Tensor } from '../engine/tensor.ts'
import { type FloatType, isFloat, toData } from '../engine/types.ts'
import type { LayerState, TensorRecord } from './layer.ts'

/** Floating tensors converted to the type that a backend computes in; integers stay. */
export function inFloatType({ parameters, buffers }: LayerState, dtype: FloatType): LayerState {
  return { parameters: convert(parameters, dtype), buffers: convert(buffers, dtype) }
}

function convert(record: TensorRecord, dtype: FloatType): TensorRecord {
  return Object.fromEntries(Object.entries(record).map(([path, tensor]) => [path, convertOne(tensor, dtype)]))
}

function convertOne(tensor: Tensor, dtype: FloatType): Tensor {
  if (tensor.dtype === dtype || !isFloat(tensor.dtype)) return tensor
  return fromData(dtype, tensor.shape, toData(dtype, tensor.data()))
}
