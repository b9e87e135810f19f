/** Shape rules of the views. */

import { formatShape, sameShape, sizeOf } from '../types.ts'
import type { ViewName } from './attributes.ts'
import { badAttribute, broadcastShapes, inputAt, shapeMismatch } from './checks.ts'
import type { InferTable } from './infer.ts'

export const inferViews: InferTable<ViewName> = {
  reshape: (inputs, { shape }) => {
    const input = inputAt('reshape', inputs, 0)
    if (sizeOf(shape) !== sizeOf(input.shape) || shape.some((size) => size < 0)) {
      const expected = `${sizeOf(input.shape)} elements, but ${formatShape(shape)} has ${sizeOf(shape)}`
      throw shapeMismatch('reshape', inputs, expected)
    }
    return { dtype: input.dtype, shape }
  },
  transpose: (inputs, { permutation }) => {
    const input = inputAt('transpose', inputs, 0)
    const sorted = [...permutation].sort((a, b) => a - b)
    if (permutation.length !== input.shape.length || sorted.some((axis, index) => axis !== index)) {
      const expected = `each of the ${input.shape.length} axes once`
      throw badAttribute('transpose', 'the permutation', formatShape(permutation), expected)
    }
    return { dtype: input.dtype, shape: permutation.map((axis) => input.shape[axis] ?? 1) }
  },
  broadcastTo: (inputs, { shape }) => {
    const input = inputAt('broadcastTo', inputs, 0)
    const target = { dtype: input.dtype, shape }
    if (!sameShape(broadcastShapes('broadcastTo', [input, target]), shape)) {
      throw shapeMismatch('broadcastTo', [input, target], 'a shape that can be stretched to the second')
    }
    return target
  },
  slice: (inputs, { starts, sizes, steps }) => {
    const input = inputAt('slice', inputs, 0)
    const rank = input.shape.length
    const inside =
      starts.length === rank &&
      sizes.length === rank &&
      input.shape.every((size, axis) => {
        const start = starts[axis] ?? 0
        const count = sizes[axis] ?? 0
        const step = steps[axis] ?? 1
        return start >= 0 && count >= 0 && step >= 1 && (count === 0 || start + (count - 1) * step < size)
      })
    if (!inside) {
      const asked = `starts ${formatShape(starts)}, sizes ${formatShape(sizes)}, steps ${formatShape(steps)}`
      throw badAttribute('slice', 'the range', asked, `ranges inside ${formatShape(input.shape)}`)
    }
    return { dtype: input.dtype, shape: sizes }
  },
  stopGradient: (inputs) => inputAt('stopGradient', inputs, 0),
}
