/** Whether this engine has relaxed vector instructions (WebAssembly 3.0): multiplication and addition in one. */
import { ModuleBuilder } from './assembler.ts'
import { f32x4 } from './instructions.ts'

let known: boolean | undefined

/** Asked once: whether a module with such an instruction is valid. */
export function relaxedVectors(): boolean {
  known ??= WebAssembly.validate(probe())
  return known
}

function probe(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  const one = f32x4.const(1)
  module.function([], (f) => {
    f.let(f32x4.relaxedMultiplyAdd(one, one, one))
  })
  return module.finish()
}
