/** Shape rules of the elementwise primitives. */

import type { TensorType } from '../types.ts'
import type { BinaryName, UnaryName } from './attributes.ts'
import {
  broadcastShapes,
  inputAt,
  requireDtype,
  requireFloat,
  requireNumbers,
  requireSameDtype,
} from './checks.ts'
import type { InferRule, InferTable } from './infer.ts'

type Check = (operation: string, inputs: readonly TensorType[]) => void

const requireBool: Check = (operation, inputs) =>
  requireDtype(operation, inputs, (dtype) => dtype === 'bool', 'bool')
const anything: Check = () => {}

function unary<N extends UnaryName>(name: N, check: Check): InferRule<N> {
  return (inputs) => {
    check(name, inputs)
    return inputAt(name, inputs, 0)
  }
}

function binary<N extends BinaryName>(name: N, check: Check): InferRule<N> {
  return (inputs) => {
    requireSameDtype(name, inputs)
    check(name, inputs)
    return { dtype: inputAt(name, inputs, 0).dtype, shape: broadcastShapes(name, inputs) }
  }
}

function comparison<N extends BinaryName>(name: N, check: Check): InferRule<N> {
  const infer = binary(name, check)
  return (inputs, attributes) => ({ dtype: 'bool', shape: infer(inputs, attributes).shape })
}

export const inferElementwise: InferTable<UnaryName | BinaryName | 'select'> = {
  neg: unary('neg', requireNumbers),
  abs: unary('abs', requireNumbers),
  sign: unary('sign', requireNumbers),
  floor: unary('floor', requireFloat),
  exp: unary('exp', requireFloat),
  expm1: unary('expm1', requireFloat),
  log: unary('log', requireFloat),
  log1p: unary('log1p', requireFloat),
  sqrt: unary('sqrt', requireFloat),
  sin: unary('sin', requireFloat),
  cos: unary('cos', requireFloat),
  tanh: unary('tanh', requireFloat),
  sigmoid: unary('sigmoid', requireFloat),
  erf: unary('erf', requireFloat),
  not: unary('not', requireBool),
  copy: unary('copy', anything),
  cast: (inputs, { dtype }) => ({ dtype, shape: inputAt('cast', inputs, 0).shape }),
  bitsToUnit: (inputs, { dtype }) => {
    requireDtype('bitsToUnit', inputs, (input) => input === 'int32', 'int32')
    return { dtype, shape: inputAt('bitsToUnit', inputs, 0).shape }
  },
  add: binary('add', requireNumbers),
  sub: binary('sub', requireNumbers),
  mul: binary('mul', requireNumbers),
  div: binary('div', requireFloat),
  pow: binary('pow', requireFloat),
  maximum: binary('maximum', requireNumbers),
  minimum: binary('minimum', requireNumbers),
  equal: comparison('equal', anything),
  notEqual: comparison('notEqual', anything),
  less: comparison('less', requireNumbers),
  lessEqual: comparison('lessEqual', requireNumbers),
  and: binary('and', requireBool),
  or: binary('or', requireBool),
  select: (inputs) => {
    requireBool('select (condition)', inputs.slice(0, 1))
    requireSameDtype('select', inputs.slice(1))
    return { dtype: inputAt('select', inputs, 1).dtype, shape: broadcastShapes('select', inputs) }
  },
}
