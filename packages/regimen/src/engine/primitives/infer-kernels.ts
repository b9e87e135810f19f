/** Shape rules of reductions, products, indexing and generators. */

import { sameShape } from '../types.ts'
import type { BinaryName, ImageName, KernelName, UnaryName } from './attributes.ts'
import {
  badAttribute,
  inputAt,
  requireAxis,
  requireDtype,
  requireFloat,
  requireNumbers,
  requireSameDtype,
  shapeMismatch,
} from './checks.ts'
import type { InferRule, InferTable } from './infer.ts'

function reduction(name: 'sum' | 'max'): InferRule<'sum' | 'max'> {
  return (inputs, { axes, keepDims }) => {
    requireNumbers(name, inputs)
    const input = inputAt(name, inputs, 0)
    for (const axis of axes) requireAxis(name, axis, input.shape.length)
    const shape = keepDims
      ? input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
      : input.shape.filter((_, axis) => !axes.includes(axis))
    return { dtype: input.dtype, shape }
  }
}

export const inferKernels: InferTable<Exclude<KernelName, UnaryName | BinaryName | ImageName | 'select'>> = {
  sum: reduction('sum'),
  max: reduction('max'),
  argMax: (inputs, { axis }) => {
    requireNumbers('argMax', inputs)
    const input = inputAt('argMax', inputs, 0)
    requireAxis('argMax', axis, input.shape.length)
    if (input.shape[axis] === 0) throw shapeMismatch('argMax', inputs, 'at least one element along the axis')
    return { dtype: 'int32', shape: input.shape.filter((_, index) => index !== axis) }
  },
  matmul: (inputs) => {
    requireFloat('matmul', inputs)
    requireSameDtype('matmul', inputs)
    const a = inputAt('matmul', inputs, 0)
    const b = inputAt('matmul', inputs, 1)
    const rank = a.shape.length
    const fits =
      rank >= 2 &&
      b.shape.length === rank &&
      a.shape[rank - 1] === b.shape[rank - 2] &&
      sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
    if (!fits) throw shapeMismatch('matmul', inputs, '[…, m, k] and [… , k, n] with equal k')
    return { dtype: a.dtype, shape: [...a.shape.slice(0, -1), b.shape[rank - 1] ?? 1] }
  },
  gather: (inputs, { axis }) => {
    const source = inputAt('gather', inputs, 0)
    const indices = inputAt('gather', inputs, 1)
    requireAxis('gather', axis, source.shape.length)
    requireDtype('gather (indices)', [indices], (dtype) => dtype === 'int32', 'int32')
    return {
      dtype: source.dtype,
      shape: [...source.shape.slice(0, axis), ...indices.shape, ...source.shape.slice(axis + 1)],
    }
  },
  scatterAdd: (inputs, { axis, size }) => {
    const updates = inputAt('scatterAdd', inputs, 0)
    const indices = inputAt('scatterAdd', inputs, 1)
    requireNumbers('scatterAdd', [updates])
    requireDtype('scatterAdd (indices)', [indices], (dtype) => dtype === 'int32', 'int32')
    const rank = indices.shape.length
    if (!sameShape(updates.shape.slice(axis, axis + rank), indices.shape)) {
      throw shapeMismatch('scatterAdd', inputs, `updates that hold the indices' shape from axis ${axis} on`)
    }
    return {
      dtype: updates.dtype,
      shape: [...updates.shape.slice(0, axis), size, ...updates.shape.slice(axis + rank)],
    }
  },
  pad: (inputs, { low, high, interior }) => {
    const input = inputAt('pad', inputs, 0)
    const shape = input.shape.map((size, axis) => {
      const inside = size + Math.max(0, size - 1) * (interior[axis] ?? 0)
      return inside + (low[axis] ?? 0) + (high[axis] ?? 0)
    })
    if ([...low, ...high, ...interior].some((count) => count < 0)) {
      throw badAttribute('pad', 'a padding', 'negative', '0 or more')
    }
    return { dtype: input.dtype, shape }
  },
  concatenate: (inputs, { axis }) => {
    requireSameDtype('concatenate', inputs)
    const first = inputAt('concatenate', inputs, 0)
    requireAxis('concatenate', axis, first.shape.length)
    const withoutAxis = (shape: readonly number[]) => shape.filter((_, index) => index !== axis)
    const fits = inputs.every(
      ({ shape }) =>
        shape.length === first.shape.length && sameShape(withoutAxis(shape), withoutAxis(first.shape)),
    )
    if (!fits) throw shapeMismatch('concatenate', inputs, `shapes that are equal but for axis ${axis}`)
    const total = inputs.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0)
    return { dtype: first.dtype, shape: first.shape.map((size, index) => (index === axis ? total : size)) }
  },
  iota: (_, { shape, axis }) => {
    requireAxis('iota', axis, shape.length)
    return { dtype: 'int32', shape }
  },
  randomBits: (inputs, { shape }) => {
    const key = inputAt('randomBits', inputs, 0)
    requireDtype('randomBits (key)', [key], (dtype) => dtype === 'int32', 'int32')
    if (key.shape.length !== 1 || key.shape[0] !== 2)
      throw shapeMismatch('randomBits', inputs, 'a key of two int32 words')
    return { dtype: 'int32', shape }
  },
}
