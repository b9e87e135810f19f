/**
 * WebAssembly instructions as typed expressions: `f32x4.add(a, b)` is code that leaves a v128 on the stack.
 * An expression is only written out where it is used; used twice, it is computed twice (keep it in a local).
 * Opcodes: WebAssembly core specification 2.0, section 5.4. A module for each type: of one that is not used,
 * programs carry nothing.
 */
import { type Code, constant, type Statement } from './instructions/code.ts'

export type { Code, Statement, ValueType } from './instructions/code.ts'
export * as f32 from './instructions/f32.ts'
export * as f32x4 from './instructions/f32x4.ts'
export * as f64 from './instructions/f64.ts'
export * as f64x2 from './instructions/f64x2.ts'
export * as i32 from './instructions/i32.ts'
export * as i32x4 from './instructions/i32x4.ts'
export * as i64 from './instructions/i64.ts'
export * as i64x2 from './instructions/i64x2.ts'
export * as memory from './instructions/memory.ts'
export * as v128 from './instructions/v128.ts'

/** Drops a value that was computed for its effect. */
export function drop(value: Code): Statement {
  return constant('none', (bytes) => {
    value.emit(bytes)
    bytes.push(0x1a)
  })
}

/** Ends the run with a trap. */
export const unreachable: Statement = constant('none', (bytes) => bytes.push(0x00))
