/** A kernel as a function of a module. */
import type { FunctionReference, ModuleBuilder } from '../assembler.ts'
import { at, type LoweredKernel } from '../lowering.ts'

/** Parameters as LoweredKernel says; equal kernels are one function. */
export function kernelFunction(
  module: ModuleBuilder,
  { key, reads, writes, emit }: LoweredKernel,
): FunctionReference<readonly 'i32'[]> {
  const operands = reads.length + writes.length
  const parameters: readonly 'i32'[] = new Array<'i32'>(operands + 2).fill('i32')
  return module.once(key, parameters, (f, pointers) => {
    emit(f, {
      reads: pointers.slice(0, reads.length),
      writes: pointers.slice(reads.length, operands),
      start: at(pointers, operands),
      end: at(pointers, operands + 1),
    })
  })
}
