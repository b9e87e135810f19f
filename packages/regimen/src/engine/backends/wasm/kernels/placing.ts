/** Kernels that put elements in their places: padding, joining, counting. */
import type { Layout } from '../../../layout.ts'
import type { View } from '../../../plan.ts'
import { type Shape, sizeOf } from '../../../types.ts'
import { i32 } from '../instructions.ts'
import { elementBytes } from '../loops.ts'
import { at, type LoweredKernel, type SimpleLoweringTable } from '../lowering.ts'
import { clearKernel, copyKernel } from './copy-block.ts'
import { group } from './group.ts'

/** Operands of one function: WebAssembly allows 1,000 parameters, and each piece needs two. */
const mostPieces = 256

export const placingLowerings: SimpleLoweringTable<'pad' | 'concatenate' | 'iota'> = {
  pad: ({ attributes: { low, interior }, inputs, output }) => {
    const input = at(inputs, 0)
    const { strides } = output.layout
    const target = blockOf(output, input.layout.shape, {
      offset: low.reduce((sum, count, axis) => sum + count * (strides[axis] ?? 0), 0),
      strides: strides.map((stride, axis) => stride * (1 + (interior[axis] ?? 0))),
    })
    const copy = copyKernel('pad', input, target)
    if (sizeOf(input.layout.shape) === sizeOf(output.layout.shape)) return [copy]
    return [clearKernel('pad', output), waitingFor([output], copy)]
  },

  /** What stands in its place already is not copied, only waited for. */
  concatenate: ({ attributes: { axis }, inputs, output }, isPlaced) => {
    const { strides } = output.layout
    let offset = 0
    const copies: LoweredKernel[] = []
    const placed: View[] = []
    for (const input of inputs) {
      const { shape } = input.layout
      const target = blockOf(output, shape, { offset, strides })
      if (isPlaced(input, target)) placed.push(input)
      else copies.push(copyKernel('concatenate', input, target))
      offset += (shape[axis] ?? 0) * (strides[axis] ?? 0)
    }
    if (copies.length === 0) return [waitingFor(placed, nothing(output))]
    const batches = Array.from({ length: Math.ceil(copies.length / mostPieces) }, (_, batch) =>
      group(copies.slice(batch * mostPieces, (batch + 1) * mostPieces)),
    )
    return batches.map((batch, index) => waitingFor(index === 0 ? placed : [output], batch))
  },

  iota: (kernel) => {
    const { shape, axis } = kernel.attributes
    return [
      {
        key: `iota ${shape} ${axis}`,
        parts: ['iota'],
        kind: 'other',
        flops: 0,
        reads: [],
        writes: [kernel.output],
        units: 1,
        mayReplace: () => false,
        emit: (f, { writes }) => {
          const output = at(writes, 0)
          const value = f.local('i32')
          f.repeat(sizeOf(shape.slice(0, axis)), () => {
            f.set(value, i32.const(0))
            f.repeat(shape[axis] ?? 1, () => {
              f.repeat(sizeOf(shape.slice(axis + 1)), () => {
                f.do(i32.store(output, value))
                f.advance(output, elementBytes)
              })
              f.advance(value, 1)
            })
          })
        },
      },
    ]
  },
}

function blockOf(output: View, shape: Shape, { offset, strides }: Omit<Layout, 'shape'>): View {
  return { ...output, layout: { shape, strides, offset } }
}

/** The kernel after what writes these views, which it need not read. */
function waitingFor(views: readonly View[], kernel: LoweredKernel): LoweredKernel {
  const reads = [...kernel.reads, ...views]
  return { ...kernel, key: `${kernel.key} after ${views.length}`, reads }
}

/** Never called: stands for what others have done. */
function nothing(output: View): LoweredKernel {
  return {
    key: 'nothing',
    parts: [],
    kind: 'other',
    flops: 0,
    reads: [],
    writes: [output],
    units: 0,
    mayReplace: () => false,
    emit: () => undefined,
  }
}
