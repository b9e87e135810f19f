/** Several tensors of a batch as one: a layer takes and gives a single tensor. */

import { concatenate } from '../../../engine/ops/indexing.ts'
import { reshape, sliceAxis } from '../../../engine/ops/views.ts'
import type { Tensor } from '../../../engine/tensor.ts'
import { formatShape, type Shape, sameShape, sizeOf } from '../../../engine/types.ts'
import { layerError } from '../../../messages/layers.ts'

/** A tensor's name and its shape without the batch. */
export interface NamedShape {
  readonly name: string
  readonly shape: Shape
}

/** The shape of all of them packed: a single one as it is, several flat and one after the other. */
export function packedShape(entries: readonly NamedShape[]): Shape {
  const [only] = entries
  if (only && entries.length === 1) return only.shape
  return [entries.reduce((total, { shape }) => total + sizeOf(shape), 0)]
}

/** @throws RegimenError `graph-values` for one that is missing or of another shape. */
export function pack(entries: readonly NamedShape[], values: { readonly [name: string]: Tensor }): Tensor {
  const tensors = entries.map(({ name, shape }) => {
    const value = values[name]
    if (value && sameShape(value.shape.slice(1), shape)) return value
    throw layerError('graph-values', {
      name,
      expected: `[${['batch', ...shape].join(', ')}]`,
      actual: value ? formatShape(value.shape) : 'nothing',
    })
  })
  const [only] = tensors
  if (only && tensors.length === 1) return only
  return concatenate(
    tensors.map((x) => reshape(x, [x.shape[0] ?? 0, sizeOf(x.shape.slice(1))])),
    1,
  )
}

/** Each by its name. */
export function unpack(entries: readonly NamedShape[], packed: Tensor): { [name: string]: Tensor } {
  const [only] = entries
  if (only && entries.length === 1) return { [only.name]: packed }
  const [batch = 0] = packed.shape
  let start = 0
  const values = entries.map(({ name, shape }): [string, Tensor] => {
    const end = start + sizeOf(shape)
    const value = reshape(sliceAxis(packed, 1, start, end), [batch, ...shape])
    start = end
    return [name, value]
  })
  return Object.fromEntries(values)
}
