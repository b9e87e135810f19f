/** Batched matrix product: one call of the general multiplication for each index of the leading dimensions. */
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { collapse } from '../collapse.ts'
import { i32, memory } from '../instructions.ts'
import { elementBytes, nest, type Pointer } from '../loops.ts'
import { at, type KernelSpecification, type Operand, type SinglePointers } from '../lowering.ts'
import { callGemm, type GemmSizes, gemmScratchBytes, type MatrixStrides } from './gemm.ts'

function matrixStrides({ strides }: Operand): MatrixStrides {
  return {
    row: (strides[strides.length - 2] ?? 0) * elementBytes,
    column: (strides[strides.length - 1] ?? 0) * elementBytes,
  }
}

function sizesOf({ inputs: [a, b], output }: KernelSpecification<'matmul'>): GemmSizes {
  if (!a || !b) throw new RangeError('matmul has two operands')
  const [m = 1, n = 1] = output.shape.slice(-2)
  return { m, n, k: a.shape[a.shape.length - 1] ?? 1, a: matrixStrides(a), b: matrixStrides(b) }
}

export function matmulScratchBytes(kernel: KernelSpecification<'matmul'>): number {
  const { m, n, k } = sizesOf(kernel)
  return gemmScratchBytes(m, n, k)
}

export function emitMatmul(
  f: FunctionBuilder,
  kernel: KernelSpecification<'matmul'>,
  { inputs, output, scratch }: SinglePointers & { readonly scratch: Pointer },
): void {
  const sizes = sizesOf(kernel)
  if (sizes.k === 0) {
    const bytes = sizeOf(kernel.output.shape) * elementBytes
    f.do(memory.fill(output, i32.const(0), i32.const(bytes)))
    return
  }
  const [a, b] = [at(inputs, 0), at(inputs, 1)]
  const leading = ({ strides }: Operand) => strides.slice(0, -2)
  const batches = collapse(kernel.output.shape.slice(0, -2), [
    leading(at(kernel.inputs, 0)),
    leading(at(kernel.inputs, 1)),
    leading(kernel.output),
  ])
  nest(f, batches, [a, b, output], () => callGemm(f, sizes, { a, b, c: output, scratch }))
}
