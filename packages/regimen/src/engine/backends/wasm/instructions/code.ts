/**
 * What instructions are made of. Those who make them have no side effects, so that a program carries only the
 * instructions that it uses.
 */
import { appendAll, writeUnsigned } from '../leb128.ts'

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** Code that leaves one value of type T on the stack, or nothing ('none'). */
export interface Code<T extends ValueType | 'none' = ValueType> {
  readonly type: T
  emit(bytes: number[]): void
}

export type Statement = Code<'none'>

type Operands<A extends readonly ValueType[]> = { readonly [K in keyof A]: Code<A[K]> }
type Instruction<A extends readonly ValueType[], R extends ValueType | 'none'> = (
  ...operands: Operands<A>
) => Code<R>

/** Opcodes of the vector instructions carry this prefix and are LEB128 numbers. */
export const vectorPrefix = 0xfd

// @__NO_SIDE_EFFECTS__
export function encode(opcode: number, prefix?: number): number[] {
  if (prefix === undefined) return [opcode]
  const bytes = [prefix]
  writeUnsigned(bytes, opcode)
  return bytes
}

/** An instruction that takes its operands from the stack, followed by fixed immediates. */
// @__NO_SIDE_EFFECTS__
export function instruction<const A extends readonly ValueType[], R extends ValueType | 'none'>(
  _operands: A,
  type: R,
  code: readonly number[],
): Instruction<A, R> {
  return (...operands) => ({
    type,
    emit: (bytes) => {
      for (const operand of operands) operand.emit(bytes)
      appendAll(bytes, code)
    },
  })
}

// @__NO_SIDE_EFFECTS__
export const scalarUnary = <T extends ValueType>(type: T, opcode: number) =>
  instruction([type], type, [opcode])
// @__NO_SIDE_EFFECTS__
export const scalarBinary = <T extends ValueType>(type: T, opcode: number) =>
  instruction([type, type], type, [opcode])
// @__NO_SIDE_EFFECTS__
export const scalarTest = <T extends ValueType>(type: T, opcode: number) =>
  instruction([type, type], 'i32', [opcode])
// @__NO_SIDE_EFFECTS__
export const vectorUnary = (opcode: number) => instruction(['v128'], 'v128', encode(opcode, vectorPrefix))
// @__NO_SIDE_EFFECTS__
export const vectorBinary = (opcode: number) =>
  instruction(['v128', 'v128'], 'v128', encode(opcode, vectorPrefix))
// @__NO_SIDE_EFFECTS__
export const vectorShift = (opcode: number) =>
  instruction(['v128', 'i32'], 'v128', encode(opcode, vectorPrefix))

/** A load at `address + offset` (bytes). Alignment is a hint; 0 makes no promise, so any address is right. */
// @__NO_SIDE_EFFECTS__
export function loading<T extends ValueType>(type: T, code: readonly number[]) {
  return (address: Code<'i32'>, offset = 0): Code<T> => ({
    type,
    emit: (bytes) => {
      address.emit(bytes)
      appendAll(bytes, code)
      bytes.push(0)
      writeUnsigned(bytes, offset)
    },
  })
}

// @__NO_SIDE_EFFECTS__
export function storing<T extends ValueType>(_type: T, code: readonly number[]) {
  return (address: Code<'i32'>, value: Code<T>, offset = 0): Statement => ({
    type: 'none',
    emit: (bytes) => {
      address.emit(bytes)
      value.emit(bytes)
      appendAll(bytes, code)
      bytes.push(0)
      writeUnsigned(bytes, offset)
    },
  })
}

// @__NO_SIDE_EFFECTS__
export function onLane<R extends 'v128' | 'none'>(type: R, opcode: number) {
  const code = encode(opcode, vectorPrefix)
  return (address: Code<'i32'>, vector: Code<'v128'>, index: number, offset = 0): Code<R> => ({
    type,
    emit: (bytes) => {
      address.emit(bytes)
      vector.emit(bytes)
      appendAll(bytes, code)
      bytes.push(0)
      writeUnsigned(bytes, offset)
      bytes.push(index)
    },
  })
}

// @__NO_SIDE_EFFECTS__
export function constant<T extends ValueType | 'none'>(type: T, write: (bytes: number[]) => void): Code<T> {
  return { type, emit: write }
}

// @__NO_SIDE_EFFECTS__
export function bytesOf(array: Float32Array | Float64Array | Int32Array | BigInt64Array): number[] {
  return [...new Uint8Array(array.buffer, array.byteOffset, array.byteLength)]
}

/** A vector constant of 16 bytes, in the little-endian order of linear memory. */
// @__NO_SIDE_EFFECTS__
export function vectorConstant(
  array: Float32Array | Float64Array | Int32Array | BigInt64Array,
): Code<'v128'> {
  const content = [...encode(0x0c, vectorPrefix), ...bytesOf(array)]
  return constant('v128', (bytes) => appendAll(bytes, content))
}

/** A lane's number is part of the instruction. */
// @__NO_SIDE_EFFECTS__
export function extracting<T extends ValueType>(type: T, opcode: number) {
  return (vector: Code<'v128'>, index: number): Code<T> =>
    instruction(['v128'], type, [...encode(opcode, vectorPrefix), index])(vector)
}

// @__NO_SIDE_EFFECTS__
export function replacing<T extends ValueType>(type: T, opcode: number) {
  return (vector: Code<'v128'>, index: number, value: Code<T>): Code<'v128'> =>
    instruction(['v128', type], 'v128', [...encode(opcode, vectorPrefix), index])(vector, value)
}
