/** A matrix product made outside WebAssembly, by a library of the machine: the contract, and its import in a module. */
import type { ProductKernel } from '../../fusion/fused-plan.ts'
import type { FunctionReference, ModuleBuilder } from './assembler.ts'
import type { LoweredKernel } from './lowering.ts'

/**
 * C = op(A) · op(B), where op(A) is m × k, op(B) is k × n, and op transposes where its flag is 1. Matrices are
 * float32, row after row; addresses are bytes in the memory (they may arrive as negative numbers: 32 bits), strides
 * are elements from one row to the next. What C held before is not read.
 */
export type ProductFunction = (
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  addressA: number,
  strideA: number,
  addressB: number,
  strideB: number,
  addressC: number,
  strideC: number,
) => void

/** Makes a kernel of a product of at least so many multiplications; `undefined` where it cannot be made outside. */
export type ExternalLowering = (kernel: ProductKernel, smallest: number) => LoweredKernel | undefined

/** Where the product comes from. It must work on the calling thread alone: threads call it for parts of a matrix. */
export interface ExternalProduct {
  /** The function for matrices in this memory, on the thread that asks. */
  connect(memory: WebAssembly.Memory): ProductFunction
  /** How other threads get it: `module`, an absolute URL, exports `connect(settings)`, which gives what `connect` is here. */
  readonly worker: { readonly module: string; readonly settings: unknown }
  /** The library's own part, which only those carry who have a product: `externalProductLowering`. */
  readonly lowering: ExternalLowering
  /** Products of fewer multiplications (m · n · k) stay in WebAssembly. Default 32,768. */
  readonly smallest?: number
}

/** From here on a library is faster: measured with OpenBLAS, whose call costs about a microsecond. */
export const defaultSmallest = 32_768

const importName = 'product'
const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const

/** The function of a module; a module that uses it asks for it before it has functions of its own. */
export function importProduct(module: ModuleBuilder): FunctionReference<typeof parameters> {
  return module.import(importName, parameters)
}
