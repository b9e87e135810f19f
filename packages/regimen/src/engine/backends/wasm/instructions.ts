/**
 * WebAssembly instructions as typed expressions: `f32x4.add(a, b)` is code that leaves a v128 on the stack.
 * An expression is only written out where it is used; used twice, it is computed twice (keep it in a local).
 * Opcodes: WebAssembly core specification 2.0, section 5.4.
 */
import { appendAll, writeSigned, writeSigned32, writeUnsigned } from './leb128.ts'

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
const vectorPrefix = 0xfd

export function encode(opcode: number, prefix?: number): number[] {
  if (prefix === undefined) return [opcode]
  const bytes = [prefix]
  writeUnsigned(bytes, opcode)
  return bytes
}

/** An instruction that takes its operands from the stack, followed by fixed immediates. */
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

const scalarUnary = <T extends ValueType>(type: T, opcode: number) => instruction([type], type, [opcode])
const scalarBinary = <T extends ValueType>(type: T, opcode: number) =>
  instruction([type, type], type, [opcode])
const scalarTest = <T extends ValueType>(type: T, opcode: number) =>
  instruction([type, type], 'i32', [opcode])
const vectorUnary = (opcode: number) => instruction(['v128'], 'v128', encode(opcode, vectorPrefix))
const vectorBinary = (opcode: number) => instruction(['v128', 'v128'], 'v128', encode(opcode, vectorPrefix))
const vectorShift = (opcode: number) => instruction(['v128', 'i32'], 'v128', encode(opcode, vectorPrefix))

/** A load at `address + offset` (bytes). Alignment is a hint; 0 makes no promise, so any address is right. */
function load<T extends ValueType>(type: T, code: readonly number[]) {
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

function store<T extends ValueType>(_type: T, code: readonly number[]) {
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

function lane<R extends 'v128' | 'none'>(type: R, opcode: number) {
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

function constant<T extends ValueType | 'none'>(type: T, write: (bytes: number[]) => void): Code<T> {
  return { type, emit: write }
}

function bytesOf(array: Float32Array | Float64Array | Int32Array | BigInt64Array): number[] {
  return [...new Uint8Array(array.buffer, array.byteOffset, array.byteLength)]
}

/** A vector constant of 16 bytes, in the little-endian order of linear memory. */
function vectorConstant(array: Float32Array | Float64Array | Int32Array | BigInt64Array): Code<'v128'> {
  const content = [...encode(0x0c, vectorPrefix), ...bytesOf(array)]
  return constant('v128', (bytes) => appendAll(bytes, content))
}

export const i32 = {
  const: (value: number) =>
    constant('i32', (bytes) => {
      bytes.push(0x41)
      writeSigned32(bytes, value)
    }),
  load: load('i32', [0x28]),
  store: store('i32', [0x36]),
  eq: scalarTest('i32', 0x46),
  ltS: scalarTest('i32', 0x48),
  ltU: scalarTest('i32', 0x49),
  gtS: scalarTest('i32', 0x4a),
  geU: scalarTest('i32', 0x4f),
  add: scalarBinary('i32', 0x6a),
  sub: scalarBinary('i32', 0x6b),
  mul: scalarBinary('i32', 0x6c),
  divU: scalarBinary('i32', 0x6e),
  and: scalarBinary('i32', 0x71),
  or: scalarBinary('i32', 0x72),
  shl: scalarBinary('i32', 0x74),
  shrU: scalarBinary('i32', 0x76),
  eqz: instruction(['i32'], 'i32', [0x45]),
  /** `a` where the condition is not 0, else `b`. */
  select: instruction(['i32', 'i32', 'i32'], 'i32', [0x1b]),
} as const

export const i64 = {
  const: (value: bigint) =>
    constant('i64', (bytes) => {
      bytes.push(0x42)
      writeSigned(bytes, value)
    }),
  add: scalarBinary('i64', 0x7c),
  sub: scalarBinary('i64', 0x7d),
  mul: scalarBinary('i64', 0x7e),
  and: scalarBinary('i64', 0x83),
  or: scalarBinary('i64', 0x84),
  shl: scalarBinary('i64', 0x86),
  shrU: scalarBinary('i64', 0x88),
  ltU: scalarTest('i64', 0x54),
  /** `a` where the condition is not 0, else `b`. */
  select: instruction(['i64', 'i64', 'i32'], 'i64', [0x1b]),
  reinterpretF64: instruction(['f64'], 'i64', [0xbd]),
} as const

export const f32 = {
  const: (value: number) =>
    constant('f32', (bytes) => {
      bytes.push(0x43)
      appendAll(bytes, bytesOf(Float32Array.of(value)))
    }),
  load: load('f32', [0x2a]),
  store: store('f32', [0x38]),
  eq: scalarTest('f32', 0x5b),
  le: scalarTest('f32', 0x5f),
  add: scalarBinary('f32', 0x92),
  sqrt: scalarUnary('f32', 0x91),
} as const

export const f64 = {
  const: (value: number) =>
    constant('f64', (bytes) => {
      bytes.push(0x44)
      appendAll(bytes, bytesOf(Float64Array.of(value)))
    }),
  lt: scalarTest('f64', 0x63),
  abs: scalarUnary('f64', 0x99),
  mul: scalarBinary('f64', 0xa2),
  /** The size of the first with the sign of the second. */
  copySign: scalarBinary('f64', 0xa6),
  convertI64: instruction(['i64'], 'f64', [0xb9]),
} as const

export const v128 = {
  load: load('v128', encode(0x00, vectorPrefix)),
  load32Splat: load('v128', encode(0x09, vectorPrefix)),
  /** Loads 4 (8) bytes into the lowest lane; the others become 0. */
  load32Zero: load('v128', encode(0x5c, vectorPrefix)),
  load64Zero: load('v128', encode(0x5d, vectorPrefix)),
  load32Lane: lane('v128', 0x56),
  store: store('v128', encode(0x0b, vectorPrefix)),
  store32Lane: lane('none', 0x5a),
  store64Lane: lane('none', 0x5b),
  not: vectorUnary(0x4d),
  and: vectorBinary(0x4e),
  /** `a` without the bits of `b`. */
  andnot: vectorBinary(0x4f),
  or: vectorBinary(0x50),
  xor: vectorBinary(0x51),
  /** Bits of `a` where the mask is 1, else of `b`. */
  bitselect: instruction(['v128', 'v128', 'v128'], 'v128', encode(0x52, vectorPrefix)),
  anyTrue: instruction(['v128'], 'i32', encode(0x53, vectorPrefix)),
  /** 32-bit lanes of `a` (0 to 3) and `b` (4 to 7), four of them picked. */
  shuffle32: (a: Code<'v128'>, b: Code<'v128'>, lanes: readonly [number, number, number, number]) => {
    const picked = lanes.flatMap((from) => [0, 1, 2, 3].map((byte) => from * 4 + byte))
    return instruction(['v128', 'v128'], 'v128', [...encode(0x0d, vectorPrefix), ...picked])(a, b)
  },
} as const

export const i32x4 = {
  const: (value: number) => vectorConstant(new Int32Array(4).fill(value)),
  lanes: (a: number, b: number, c: number, d: number) => vectorConstant(Int32Array.of(a, b, c, d)),
  splat: instruction(['i32'], 'v128', encode(0x11, vectorPrefix)),
  eq: vectorBinary(0x37),
  ne: vectorBinary(0x38),
  lt: vectorBinary(0x39),
  gt: vectorBinary(0x3b),
  le: vectorBinary(0x3d),
  abs: vectorUnary(0xa0),
  neg: vectorUnary(0xa1),
  shl: vectorShift(0xab),
  shrS: vectorShift(0xac),
  shrU: vectorShift(0xad),
  add: vectorBinary(0xae),
  sub: vectorBinary(0xb1),
  mul: vectorBinary(0xb5),
  min: vectorBinary(0xb6),
  max: vectorBinary(0xb8),
  /** Truncates; beyond the range of int32 it saturates, NaN gives 0. */
  truncateF32x4: vectorUnary(0xf8),
} as const

/** A lane's number is part of the instruction. */
function extract<T extends ValueType>(type: T, opcode: number) {
  return (vector: Code<'v128'>, index: number): Code<T> =>
    instruction(['v128'], type, [...encode(opcode, vectorPrefix), index])(vector)
}

function replace<T extends ValueType>(type: T, opcode: number) {
  return (vector: Code<'v128'>, index: number, value: Code<T>): Code<'v128'> =>
    instruction(['v128', type], 'v128', [...encode(opcode, vectorPrefix), index])(vector, value)
}

export const i64x2 = {
  const: (value: bigint) => vectorConstant(new BigInt64Array(2).fill(value)),
  shl: vectorShift(0xcb),
  shrS: vectorShift(0xcc),
  add: vectorBinary(0xce),
  sub: vectorBinary(0xd1),
} as const

export const f32x4 = {
  const: (value: number) => vectorConstant(new Float32Array(4).fill(value)),
  splat: instruction(['f32'], 'v128', encode(0x13, vectorPrefix)),
  eq: vectorBinary(0x41),
  ne: vectorBinary(0x42),
  lt: vectorBinary(0x43),
  gt: vectorBinary(0x44),
  le: vectorBinary(0x45),
  ge: vectorBinary(0x46),
  floor: vectorUnary(0x68),
  truncate: vectorUnary(0x69),
  nearest: vectorUnary(0x6a),
  abs: vectorUnary(0xe0),
  neg: vectorUnary(0xe1),
  sqrt: vectorUnary(0xe3),
  add: vectorBinary(0xe4),
  sub: vectorBinary(0xe5),
  mul: vectorBinary(0xe6),
  div: vectorBinary(0xe7),
  /** NaN if either is NaN; −0 counts as smaller than 0. */
  min: vectorBinary(0xe8),
  max: vectorBinary(0xe9),
  /** `b` where b < a, else `a`: one instruction on x86-64, where min takes several. */
  pseudoMin: vectorBinary(0xea),
  /** `b` where a < b, else `a`. */
  pseudoMax: vectorBinary(0xeb),
  /** a·b + c, rounded once or twice, as the machine likes: needs relaxed vectors (see relaxedVectors). */
  relaxedMultiplyAdd: instruction(['v128', 'v128', 'v128'], 'v128', encode(0x105, vectorPrefix)),
  convertI32x4: vectorUnary(0xfa),
  /** Two float64 lanes to the lower two float32 lanes; the upper two become 0. */
  demoteF64x2: vectorUnary(0x5e),
} as const

export const f64x2 = {
  const: (value: number) => vectorConstant(new Float64Array(2).fill(value)),
  eq: vectorBinary(0x47),
  lt: vectorBinary(0x49),
  gt: vectorBinary(0x4a),
  extract: extract('f64', 0x21),
  replace: replace('f64', 0x22),
  nearest: vectorUnary(0x94),
  abs: vectorUnary(0xec),
  add: vectorBinary(0xf0),
  sub: vectorBinary(0xf1),
  mul: vectorBinary(0xf2),
  div: vectorBinary(0xf3),
  min: vectorBinary(0xf4),
  max: vectorBinary(0xf5),
  /** The lower two float32 lanes to two float64 lanes. */
  promoteLowF32x4: vectorUnary(0x5f),
} as const

/** Drops a value that was computed for its effect. */
export function drop(value: Code): Statement {
  return constant('none', (bytes) => {
    value.emit(bytes)
    bytes.push(0x1a)
  })
}

/** Ends the run with a trap. */
export const unreachable: Statement = constant('none', (bytes) => bytes.push(0x00))

export const memory = {
  /** (to, from, size): copies `size` bytes. */
  copy: instruction(['i32', 'i32', 'i32'], 'none', [0xfc, 0x0a, 0x00, 0x00]),
  /** Fills `size` bytes from `address` on with the low byte of `value`. */
  fill: instruction(['i32', 'i32', 'i32'], 'none', [0xfc, 0x0b, 0x00]),
} as const
