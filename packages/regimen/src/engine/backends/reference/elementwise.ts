/** Elementwise kernels: one JavaScript expression each. */
import type { BinaryName, UnaryName } from '../../primitives/attributes.ts'
import type { DType } from '../../types.ts'
import { broadcastAt, forEachIndex, type KernelTable, operand, type ReferenceKernel } from './elements.ts'
import { erf } from './error-function.ts'

type AnyElementwise = UnaryName | BinaryName

function unary(compute: (x: number, dtype: DType) => number): ReferenceKernel<AnyElementwise> {
  return (output, inputs) => {
    const x = operand(inputs, 0)
    const dtype = x.data instanceof Int32Array ? 'int32' : 'float64'
    forEachIndex(output.layout.shape, (index, position) => {
      output.data[position] = compute(broadcastAt(x, index), dtype)
    })
  }
}

function binary(compute: (a: number, b: number) => number | boolean): ReferenceKernel<AnyElementwise> {
  return (output, inputs) => {
    const a = operand(inputs, 0)
    const b = operand(inputs, 1)
    forEachIndex(output.layout.shape, (index, position) => {
      output.data[position] = Number(compute(broadcastAt(a, index), broadcastAt(b, index)))
    })
  }
}

/** Saturating truncation, as WebAssembly's `i32.trunc_sat_f32_s`; NaN gives 0. */
function toInt32(x: number): number {
  return Number.isNaN(x) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(x)))
}

/** Both branches stay within [0, 1] without overflow. */
function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x))
  return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}

export const elementwiseKernels: KernelTable<AnyElementwise | 'select'> = {
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  floor: unary(Math.floor),
  exp: unary(Math.exp),
  expm1: unary(Math.expm1),
  log: unary(Math.log),
  log1p: unary(Math.log1p),
  sqrt: unary(Math.sqrt),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tanh: unary(Math.tanh),
  sigmoid: unary(sigmoid),
  erf: unary(erf),
  not: unary((x) => (x ? 0 : 1)),
  copy: unary((x) => x),
  cast: (output, inputs, { dtype }) => {
    const convert = {
      float32: Number,
      float64: Number,
      int32: toInt32,
      bool: (x: number) => (x === 0 ? 0 : 1),
    }[dtype]
    unary(convert)(output, inputs, {})
  },
  bitsToUnit: unary((bits) => (bits >>> 8) * 2 ** -24),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: (output, inputs) => {
    // Products of int32 wrap; beyond 2⁵³ a float64 product would already have lost the low bits.
    const product = output.data instanceof Int32Array ? Math.imul : (a: number, b: number) => a * b
    binary(product)(output, inputs, {})
  },
  div: binary((a, b) => a / b),
  pow: binary((a, b) => a ** b),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  equal: binary((a, b) => a === b),
  notEqual: binary((a, b) => a !== b),
  less: binary((a, b) => a < b),
  lessEqual: binary((a, b) => a <= b),
  and: binary((a, b) => a !== 0 && b !== 0),
  or: binary((a, b) => a !== 0 || b !== 0),
  select: (output, inputs) => {
    const condition = operand(inputs, 0)
    const a = operand(inputs, 1)
    const b = operand(inputs, 2)
    forEachIndex(output.layout.shape, (index, position) => {
      output.data[position] = broadcastAt(broadcastAt(condition, index) !== 0 ? a : b, index)
    })
  },
}
