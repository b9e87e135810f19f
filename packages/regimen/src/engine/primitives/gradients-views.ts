/** Gradient rules of the views. */
import { apply } from '../execute.ts'
import { reshape, transpose } from '../ops/views.ts'
import type { ViewName } from './attributes.ts'
import { inputOf, noGradient, sumTo } from './gradient-helpers.ts'
import type { GradientTable } from './gradients.ts'

export const viewGradients: GradientTable<ViewName> = {
  reshape: (cotangent, inputs) => [reshape(cotangent, inputOf(inputs, 0).shape)],
  transpose: (cotangent, _, __, { permutation }) => [
    transpose(
      cotangent,
      permutation.map((_axis, place) => permutation.indexOf(place)),
    ),
  ],
  broadcastTo: (cotangent, inputs) => [sumTo(cotangent, inputOf(inputs, 0).shape)],
  slice: (cotangent, inputs, _, { starts, sizes, steps }) => {
    const { shape } = inputOf(inputs, 0)
    // An empty slice leaves nothing between its elements, so all of the padding comes after.
    const high = shape.map((size, axis) => {
      const count = sizes[axis] ?? 0
      const covered = count === 0 ? 0 : (count - 1) * (steps[axis] ?? 1) + 1
      return size - (starts[axis] ?? 0) - covered
    })
    const interior = steps.map((step) => step - 1)
    return [apply('pad', [cotangent], { low: starts, high, interior })]
  },
  stopGradient: noGradient,
}
