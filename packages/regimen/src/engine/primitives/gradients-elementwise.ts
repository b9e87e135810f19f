/** Gradient rules of the elementwise primitives. */
import { apply } from '../execute.ts'
import {
  add,
  cast,
  cos,
  div,
  equal,
  exp,
  less,
  log,
  mul,
  neg,
  select,
  sign,
  sin,
  sub,
} from '../ops/elementwise.ts'
import type { Tensor } from '../tensor.ts'
import { isFloat } from '../types.ts'
import type { BinaryName, UnaryName } from './attributes.ts'
import { inputOf, noGradient, sumTo } from './gradient-helpers.ts'
import type { GradientRule, GradientTable } from './gradients.ts'

type Elementwise = UnaryName | BinaryName

/** d output / d x times the cotangent. */
function unary(rule: (cotangent: Tensor, x: Tensor, y: Tensor) => Tensor): GradientRule<Elementwise> {
  return (cotangent, inputs, output) => [rule(cotangent, inputOf(inputs, 0), output)]
}

/** The cotangents of both operands, before the sum over stretched dimensions. */
function binary(
  rule: (cotangent: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor, Tensor],
): GradientRule<Elementwise> {
  return (cotangent, inputs, output) => {
    const a = inputOf(inputs, 0)
    const b = inputOf(inputs, 1)
    const [toA, toB] = rule(cotangent, a, b, output)
    return [sumTo(toA, a.shape), sumTo(toB, b.shape)]
  }
}

/** The winner takes the cotangent; equal operands share it; where one is NaN both take it. */
const extremum = (loses: (operand: Tensor, other: Tensor) => Tensor) =>
  binary((cotangent, a, b) => {
    const share = select(equal(a, b), mul(cotangent, 0.5), cotangent)
    return [select(loses(a, b), 0, share), select(loses(b, a), 0, share)]
  })

export const elementwiseGradients: GradientTable<Elementwise | 'select'> = {
  neg: unary((g) => neg(g)),
  abs: unary((g, x) => mul(g, sign(x))),
  sign: noGradient,
  floor: noGradient,
  exp: unary((g, _, y) => mul(g, y)),
  expm1: unary((g, _, y) => mul(g, add(y, 1))),
  log: unary((g, x) => div(g, x)),
  log1p: unary((g, x) => div(g, add(x, 1))),
  sqrt: unary((g, _, y) => div(mul(g, 0.5), y)),
  sin: unary((g, x) => mul(g, cos(x))),
  cos: unary((g, x) => neg(mul(g, sin(x)))),
  tanh: unary((g, _, y) => mul(g, sub(1, mul(y, y)))),
  sigmoid: unary((g, _, y) => mul(g, mul(y, sub(1, y)))),
  erf: unary((g, x) => mul(g, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)))),
  not: noGradient,
  cast: (cotangent, inputs) => {
    const { dtype } = inputOf(inputs, 0)
    return isFloat(dtype) ? [cast(cotangent, dtype)] : []
  },
  bitsToUnit: noGradient,
  copy: unary((g) => g),
  add: binary((g) => [g, g]),
  sub: binary((g) => [g, neg(g)]),
  mul: binary((g, a, b) => [mul(g, b), mul(g, a)]),
  div: binary((g, _, b, y) => {
    const toA = div(g, b)
    return [toA, neg(mul(toA, y))]
  }),
  pow: binary((g, a, b, y) => {
    // b·aᵇ⁻¹ is 0 for b = 0 whatever a is; ln a matters only for positive a (0ᵇ is flat in b > 0).
    const lower = apply('pow', [a, sub(b, 1)], {})
    const slope = select(equal(b, 0), 0, mul(b, lower))
    const positive = less(0, a)
    const logarithm = select(positive, log(select(positive, a, 1)), 0)
    return [mul(g, slope), mul(g, mul(y, logarithm))]
  }),
  maximum: extremum((operand, other) => less(operand, other)),
  minimum: extremum((operand, other) => less(other, operand)),
  equal: noGradient,
  notEqual: noGradient,
  less: noGradient,
  lessEqual: noGradient,
  and: noGradient,
  or: noGradient,
  select: (cotangent, inputs) => {
    const condition = inputOf(inputs, 0)
    const a = inputOf(inputs, 1)
    const b = inputOf(inputs, 2)
    return [
      undefined,
      sumTo(select(condition, cotangent, 0), a.shape),
      sumTo(select(condition, 0, cotangent), b.shape),
    ]
  },
}
