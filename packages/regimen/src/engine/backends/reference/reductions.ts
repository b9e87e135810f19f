/** Reductions and the matrix product. */

import type { Shape } from '../../types.ts'
import { type Elements, elementAt, forEachIndex, type KernelTable, operand } from './elements.ts'

/** Calls `visit(output position, element)` for each element of the input, in row-major order. */
function forEachReduced(
  input: Elements,
  axes: readonly number[],
  visit: (position: number, element: number) => void,
): void {
  const { shape } = input.layout
  const outputStrides = keptStrides(shape, axes)
  forEachIndex(shape, (index) => {
    const position = index.reduce((sum, at, axis) => sum + at * (outputStrides[axis] ?? 0), 0)
    visit(position, elementAt(input, index))
  })
}

/** Row-major strides of the shape without `axes`, with 0 at the axes themselves. */
function keptStrides(shape: Shape, axes: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(0)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (axes.includes(axis)) continue
    strides[axis] = stride
    stride *= shape[axis] ?? 1
  }
  return strides
}

export const reductionKernels: KernelTable<'sum' | 'max' | 'argMax' | 'matmul'> = {
  sum: (output, inputs, { axes }) => {
    forEachReduced(operand(inputs, 0), axes, (position, element) => {
      output.data[position] = (output.data[position] ?? 0) + element
    })
  },
  max: (output, inputs, { axes }) => {
    output.data.fill(output.data instanceof Int32Array ? -(2 ** 31) : Number.NEGATIVE_INFINITY)
    forEachReduced(operand(inputs, 0), axes, (position, element) => {
      output.data[position] = Math.max(output.data[position] ?? 0, element)
    })
  },
  argMax: (output, inputs, { axis }) => {
    const input = operand(inputs, 0)
    const best = new Float64Array(output.data.length).fill(Number.NEGATIVE_INFINITY)
    const strides = keptStrides(input.layout.shape, [axis])
    forEachIndex(input.layout.shape, (index) => {
      const position = index.reduce((sum, at, dimension) => sum + at * (strides[dimension] ?? 0), 0)
      const element = elementAt(input, index)
      const champion = best[position] ?? Number.NaN
      if (element > champion || (Number.isNaN(element) && !Number.isNaN(champion))) {
        best[position] = element
        output.data[position] = index[axis] ?? 0
      }
    })
  },
  matmul: (output, inputs) => {
    const a = operand(inputs, 0)
    const b = operand(inputs, 1)
    const inner = a.layout.shape[a.layout.shape.length - 1] ?? 0
    const rank = output.layout.shape.length
    const strideA = a.layout.strides[rank - 1] ?? 0
    const strideB = b.layout.strides[rank - 2] ?? 0
    forEachIndex(output.layout.shape, (index, position) => {
      let atA = a.layout.offset
      let atB = b.layout.offset
      for (let axis = 0; axis < rank; axis++) {
        if (axis !== rank - 1) atA += (index[axis] ?? 0) * (a.layout.strides[axis] ?? 0)
        if (axis !== rank - 2) atB += (index[axis] ?? 0) * (b.layout.strides[axis] ?? 0)
      }
      let sum = 0
      for (let k = 0; k < inner; k++) {
        sum += (a.data[atA + k * strideA] ?? 0) * (b.data[atB + k * strideB] ?? 0)
      }
      output.data[position] = sum
    })
  },
}
