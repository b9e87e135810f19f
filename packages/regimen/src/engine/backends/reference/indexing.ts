/** Kernels that move elements by index, and generators. */

import { contiguousStrides } from '../../layout.ts'
import { threefry2x32 } from '../../random.ts'
import { elementAt, forEachIndex, type KernelTable, operand } from './elements.ts'

type IndexingName = 'gather' | 'scatterAdd' | 'pad' | 'concatenate' | 'iota' | 'randomBits'

export const indexingKernels: KernelTable<IndexingName> = {
  gather: (output, inputs, { axis }) => {
    const source = operand(inputs, 0)
    const indices = operand(inputs, 1)
    const rank = indices.layout.shape.length
    const limit = source.layout.shape[axis] ?? 0
    const missing =
      output.data instanceof Float32Array || output.data instanceof Float64Array ? Number.NaN : 0
    forEachIndex(output.layout.shape, (index, position) => {
      const chosen = elementAt(indices, index.slice(axis, axis + rank))
      const from = [...index.slice(0, axis), chosen, ...index.slice(axis + rank)]
      output.data[position] = chosen >= 0 && chosen < limit ? elementAt(source, from) : missing
    })
  },
  scatterAdd: (output, inputs, { axis, size }) => {
    const updates = operand(inputs, 0)
    const indices = operand(inputs, 1)
    const rank = indices.layout.shape.length
    const strides = contiguousStrides(output.layout.shape)
    forEachIndex(updates.layout.shape, (index) => {
      const chosen = elementAt(indices, index.slice(axis, axis + rank))
      if (chosen < 0 || chosen >= size) return
      const to = [...index.slice(0, axis), chosen, ...index.slice(axis + rank)]
      const position = to.reduce((sum, at, dimension) => sum + at * (strides[dimension] ?? 0), 0)
      output.data[position] = (output.data[position] ?? 0) + elementAt(updates, index)
    })
  },
  pad: (output, inputs, { low, interior }) => {
    const input = operand(inputs, 0)
    const strides = contiguousStrides(output.layout.shape)
    forEachIndex(input.layout.shape, (index) => {
      const position = index.reduce((sum, at, axis) => {
        const to = (low[axis] ?? 0) + at * (1 + (interior[axis] ?? 0))
        return sum + to * (strides[axis] ?? 0)
      }, 0)
      output.data[position] = elementAt(input, index)
    })
  },
  concatenate: (output, inputs, { axis }) => {
    const strides = contiguousStrides(output.layout.shape)
    let start = 0
    for (const input of inputs) {
      const from = start
      forEachIndex(input.layout.shape, (index) => {
        const position = index.reduce((sum, at, dimension) => {
          return sum + (dimension === axis ? at + from : at) * (strides[dimension] ?? 0)
        }, 0)
        output.data[position] = elementAt(input, index)
      })
      start += input.layout.shape[axis] ?? 0
    }
  },
  iota: (output, _, { axis }) => {
    forEachIndex(output.layout.shape, (index, position) => {
      output.data[position] = index[axis] ?? 0
    })
  },
  randomBits: (output, inputs, { stream }) => {
    const key = operand(inputs, 0)
    const words = new Int32Array(2)
    for (let position = 0; position < output.data.length; position++) {
      threefry2x32(elementAt(key, [0]), elementAt(key, [1]), position >>> 1, stream, words, 0)
      output.data[position] = words[position & 1] ?? 0
    }
  },
}
