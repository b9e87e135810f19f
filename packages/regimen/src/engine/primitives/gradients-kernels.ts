/** Gradient rules of reductions, products and indexing. */
import { apply } from '../execute.ts'
import { and, cast, div, equal, less, lessEqual, mul, select } from '../ops/elementwise.ts'
import { matmul } from '../ops/linear-algebra.ts'
import { sum } from '../ops/reductions.ts'
import { broadcastTo, reshape, slice, sliceAxis } from '../ops/views.ts'
import type { Tensor } from '../tensor.ts'
import type { BinaryName, ImageName, KernelName, UnaryName } from './attributes.ts'
import { inputOf, noGradient } from './gradient-helpers.ts'
import type { GradientTable } from './gradients.ts'

/** The shape of a tensor with the reduced axes kept as 1. */
function keptShape(x: Tensor, axes: readonly number[]): number[] {
  return x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
}

export const kernelGradients: GradientTable<
  Exclude<KernelName, UnaryName | BinaryName | ImageName | 'select'>
> = {
  sum: (cotangent, inputs, _, { axes }) => {
    const x = inputOf(inputs, 0)
    return [broadcastTo(reshape(cotangent, keptShape(x, axes)), x.shape)]
  },
  max: (cotangent, inputs, output, { axes }) => {
    const x = inputOf(inputs, 0)
    const kept = keptShape(x, axes)
    const largest = cast(equal(x, reshape(output, kept)), cotangent.dtype)
    // Equal largest elements share the cotangent, as PyTorch's amax does.
    const share = div(reshape(cotangent, kept), sum(largest, { axes, keepDims: true }))
    return [mul(largest, share)]
  },
  argMax: noGradient,
  matmul: (cotangent, inputs) => [
    matmul(cotangent, inputOf(inputs, 1), { transposeB: true }),
    matmul(inputOf(inputs, 0), cotangent, { transposeA: true }),
  ],
  gather: (cotangent, inputs, _, { axis }) => [
    apply('scatterAdd', [cotangent, inputOf(inputs, 1)], {
      axis,
      size: inputOf(inputs, 0).shape[axis] ?? 0,
    }),
  ],
  scatterAdd: (cotangent, inputs, _, { axis }) => {
    const updates = inputOf(inputs, 0)
    const indices = inputOf(inputs, 1)
    const size = cotangent.shape[axis] ?? 0
    const picked = apply('gather', [cotangent, indices], { axis })
    // Updates that were dropped have gradient 0, but gather reads NaN there.
    const inside = and(lessEqual(0, indices), less(indices, size))
    const trailing = updates.shape.slice(axis + indices.rank).map(() => 1)
    return [select(reshape(inside, [...indices.shape, ...trailing]), picked, 0)]
  },
  pad: (cotangent, inputs, _, { low, interior }) => {
    const { shape } = inputOf(inputs, 0)
    return [
      slice(
        cotangent,
        low,
        shape,
        interior.map((count) => count + 1),
      ),
    ]
  },
  concatenate: (cotangent, inputs, _, { axis }) => {
    let start = 0
    return inputs.map((input) => {
      const from = start
      start += input.shape[axis] ?? 0
      return sliceAxis(cotangent, axis, from, start)
    })
  },
  iota: noGradient,
  randomBits: noGradient,
}
