/** Whole rows picked by number, as batches are from a data set: threads share the rows. */
import { isContiguous } from '../../../layout.ts'
import type { PlanKernel } from '../../../plan.ts'
import { type DType, sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, f32x4, i32, i32x4, memory } from '../instructions.ts'
import { elementBytes, mapElements, type Pointer } from '../loops.ts'
import { at, type KernelPointers, type LoweredKernel } from '../lowering.ts'

/** From so many bytes on the machine's own copy is faster than a loop over vectors. */
const smallestCopy = 256

/** What a gather out of range reads. */
export function missing(dtype: DType): Code<'v128'> {
  return dtype === 'float32' ? f32x4.const(Number.NaN) : i32x4.const(0)
}

/** Undefined for a gather that is not of rows one after the other. */
export function lowerRowGather(kernel: PlanKernel<'gather'>): LoweredKernel | undefined {
  const { attributes, inputs, output } = kernel
  const [source, indices] = [at(inputs, 0), at(inputs, 1)]
  const wholeRows = attributes.axis === 0 && indices.layout.shape.length === 1
  if (!wholeRows || !isContiguous(source.layout)) return undefined
  const [limit = 0, ...row] = source.layout.shape
  const rows = sizeOf(indices.layout.shape)
  const gather: RowGather = {
    limit,
    elements: sizeOf(row),
    indexStride: at(indices.layout.strides, 0),
    dtype: output.dtype,
  }
  return {
    key: `gather rows ${JSON.stringify(gather)}`,
    parts: ['gather'],
    kind: 'other',
    touched: rows * (1 + 2 * gather.elements),
    flops: 0,
    reads: inputs,
    writes: [output],
    units: rows,
    unitBytes: [undefined, gather.indexStride * elementBytes, gather.elements * elementBytes],
    mayReplace: () => false,
    emit: (f, pointers) => emitRows(f, gather, pointers),
  }
}

interface RowGather {
  /** Rows of the source. */
  readonly limit: number
  /** Of a row. */
  readonly elements: number
  readonly indexStride: number
  readonly dtype: PlanKernel['output']['dtype']
}

function emitRows(
  f: FunctionBuilder,
  { limit, elements, indexStride, dtype }: RowGather,
  { reads, writes, start, end }: KernelPointers,
): void {
  const [source, indices, output] = [at(reads, 0), at(reads, 1), at(writes, 0)]
  const bytes = elements * elementBytes
  const indexBytes = indexStride * elementBytes
  f.set(indices, i32.add(indices, i32.mul(start, i32.const(indexBytes))))
  f.set(output, i32.add(output, i32.mul(start, i32.const(bytes))))
  f.repeat(i32.sub(end, start), () => {
    const index = f.let(i32.load(indices))
    // Unsigned: a negative index is a very large one, and out of range as well.
    f.if(
      i32.ltU(index, i32.const(limit)),
      () => copyRow(f, output, f.let(i32.add(source, i32.mul(index, i32.const(bytes)))), elements),
      () => {
        const loop = { shape: [elements], outputStrides: [1], inputStrides: [] }
        mapElements(f, loop, output, [], () => missing(dtype))
      },
    )
    f.advance(indices, indexBytes)
    f.advance(output, bytes)
  })
}

function copyRow(f: FunctionBuilder, output: Pointer, row: Pointer, elements: number): void {
  const bytes = elements * elementBytes
  if (bytes >= smallestCopy) f.do(memory.copy(output, row, i32.const(bytes)))
  else {
    const loop = { shape: [elements], outputStrides: [1], inputStrides: [[1]] }
    mapElements(f, loop, output, [row], (operands) => at(operands, 0))
  }
}
