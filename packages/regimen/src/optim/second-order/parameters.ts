/** Parameters in a tree of tensors, and as one vector. */
import { fromData } from '../../engine/tensor.ts'
import { mapTree, tensorsOf } from '../../engine/tree.ts'
import { type FloatType, isFloat, toData } from '../../engine/types.ts'
import type { Vector } from './linear-algebra/vectors.ts'

/** All elements, tensor after tensor in the order of the tree. */
export function vectorOf(tree: unknown): Vector {
  const tensors = tensorsOf(tree)
  const vector = new Float64Array(tensors.reduce((total, { size }) => total + size, 0))
  let place = 0
  for (const tensor of tensors) {
    vector.set(tensor.data(), place)
    place += tensor.size
  }
  return vector
}

/** A tree of the template's structure with the vector's elements. `dtype`: of its floats; by default the template's own. */
export function treeOf<P>(template: P, vector: Vector, dtype?: FloatType): P {
  let place = 0
  return mapTree(template, (tensor) => {
    const type = dtype !== undefined && isFloat(tensor.dtype) ? dtype : tensor.dtype
    const elements = vector.subarray(place, place + tensor.size)
    place += tensor.size
    // A copy: the vector may be written to afterwards, tensors never change.
    return fromData(type, tensor.shape, toData(type, elements.slice()))
  })
}

/** The nearest vector that the float type can hold. */
export function roundTo(vector: Vector, dtype: FloatType): Vector {
  return dtype === 'float32' ? vector.map(Math.fround) : vector.slice()
}

/** Relative distance of neighbouring numbers. */
export const precisionOf: { readonly [T in FloatType]: number } = {
  float32: 2 ** -23,
  float64: Number.EPSILON,
}
