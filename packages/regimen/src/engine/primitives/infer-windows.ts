/** Shape rules of convolutions and pools. */

import { type Shape, sameShape, type TensorType } from '../types.ts'
import type {
  ConvolutionAttributes,
  Pair,
  PoolingAttributes,
  SlidingAttributes,
  WindowName,
} from './attributes.ts'
import { badAttribute, inputAt, requireFloat, requireSameDtype, shapeMismatch } from './checks.ts'
import type { InferTable } from './infer.ts'
import { countWindows, spanOf } from './sliding.ts'

/** Both sizes of the result, which must be at least 1. */
function slide(operation: string, size: Pair, span: Pair, { stride, low, high }: SlidingAttributes): Pair {
  const along = (axis: 0 | 1) => countWindows(size[axis], span[axis], stride[axis], low[axis] + high[axis])
  const result: Pair = [along(0), along(1)]
  if (result.every((count) => count >= 1)) return result
  const padded = size.map((each, axis) => each + (low[axis] ?? 0) + (high[axis] ?? 0))
  const expected = `an image of at least that size; with its padding it is ${padded.join(' × ')}`
  throw badAttribute(operation, 'the window', span.join(' × '), expected)
}

function requireWhole(operation: string, attribute: string, value: Pair, least: 0 | 1): void {
  if (value.every((each) => Number.isSafeInteger(each) && each >= least)) return
  const expected = least === 1 ? 'whole numbers of at least 1' : 'whole numbers that are not negative'
  throw badAttribute(operation, attribute, value.join(' × '), expected)
}

function requireSliding(operation: string, { stride, low, high }: SlidingAttributes): void {
  requireWhole(operation, 'stride', stride, 1)
  requireWhole(operation, 'padding before', low, 0)
  requireWhole(operation, 'padding after', high, 0)
}

/** Sizes of four-dimensional inputs. */
function fourSizes(operation: string, inputs: readonly TensorType[], index: number) {
  const { shape } = inputAt(operation, inputs, index)
  if (shape.length !== 4) {
    throw shapeMismatch(
      operation,
      inputs,
      'images [batch, height, width, channels], kernels [rows, columns, …]',
    )
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = shape
  return [first, second, third, fourth] as const
}

function checkConvolution(
  operation: string,
  inputs: readonly TensorType[],
  attributes: ConvolutionAttributes,
): void {
  requireFloat(operation, inputs)
  requireSameDtype(operation, inputs)
  requireSliding(operation, attributes)
  requireWhole(operation, 'dilation', attributes.dilation, 1)
  requireWhole(operation, 'groups', [attributes.groups, 1], 1)
}

/** The type of y for the types of x and w. */
function convolved(
  operation: string,
  x: Shape,
  w: Shape,
  { groups, ...attributes }: ConvolutionAttributes,
): Shape {
  const inputs: TensorType[] = [x, w].map((shape) => ({ dtype: 'float32', shape }))
  const [batch, height, width, channels] = fourSizes(operation, inputs, 0)
  const [rows, columns, own, outputs] = fourSizes(operation, inputs, 1)
  if (own * groups !== channels || outputs % groups !== 0) {
    const expected = `kernels [rows, columns, channels / groups, outputs] with channels and outputs in ${groups} equal groups`
    throw shapeMismatch(operation, inputs, expected)
  }
  const { dilation } = attributes
  requireWhole(operation, 'the kernel', [rows, columns], 1)
  const span: Pair = [spanOf(rows, dilation[0]), spanOf(columns, dilation[1])]
  return [batch, ...slide(operation, [height, width], span, attributes), outputs]
}

/** Checks that a given cotangent has the shape that the forward primitive would give. */
function requireCotangent(
  operation: string,
  inputs: readonly TensorType[],
  index: number,
  expected: Shape,
): void {
  if (sameShape(inputAt(operation, inputs, index).shape, expected)) return
  throw shapeMismatch(operation, inputs, `a cotangent of shape [${expected.join(', ')}]`)
}

function pooled(operation: string, x: Shape, attributes: PoolingAttributes): Shape {
  const { window, low, high } = attributes
  requireSliding(operation, attributes)
  requireWhole(operation, 'window', window, 1)
  const inside = window.every((size, axis) => (low[axis] ?? 0) < size && (high[axis] ?? 0) < size)
  if (!inside) throw badAttribute(operation, 'padding', `${low} and ${high}`, 'less than the window')
  const [batch, height, width, channels] = fourSizes(operation, [{ dtype: 'float32', shape: x }], 0)
  return [batch, ...slide(operation, [height, width], window, attributes), channels]
}

export const inferWindows: InferTable<WindowName> = {
  conv2d: (inputs, attributes) => {
    checkConvolution('conv2d', inputs, attributes)
    const [x, w] = [inputAt('conv2d', inputs, 0), inputAt('conv2d', inputs, 1)]
    return { dtype: x.dtype, shape: convolved('conv2d', x.shape, w.shape, attributes) }
  },
  conv2dInputGradient: (inputs, attributes) => {
    const name = 'conv2dInputGradient'
    checkConvolution(name, inputs, attributes)
    const [batch] = fourSizes(name, inputs, 0)
    const [, , own] = fourSizes(name, inputs, 1)
    const w = inputAt(name, inputs, 1)
    const shape = [batch, ...attributes.inputSize, own * attributes.groups]
    requireCotangent(name, inputs, 0, convolved(name, shape, w.shape, attributes))
    return { dtype: w.dtype, shape }
  },
  conv2dWeightGradient: (inputs, attributes) => {
    const name = 'conv2dWeightGradient'
    checkConvolution(name, inputs, attributes)
    const [, , , channels] = fourSizes(name, inputs, 0)
    const [, , , outputs] = fourSizes(name, inputs, 1)
    const x = inputAt(name, inputs, 0)
    const shape = [...attributes.kernelSize, channels / attributes.groups, outputs]
    requireCotangent(name, inputs, 1, convolved(name, x.shape, shape, attributes))
    return { dtype: x.dtype, shape }
  },
  maxPool2d: (inputs, attributes) => {
    requireFloat('maxPool2d', inputs)
    requireSameDtype('maxPool2d', inputs)
    const [x, values] = [inputAt('maxPool2d', inputs, 0), inputAt('maxPool2d', inputs, 1)]
    if (!sameShape(x.shape, values.shape)) {
      throw shapeMismatch('maxPool2d', inputs, 'values of the shape of x')
    }
    return { dtype: x.dtype, shape: pooled('maxPool2d', x.shape, attributes) }
  },
  maxPool2dGradient: (inputs, attributes) => {
    requireFloat('maxPool2dGradient', inputs)
    requireSameDtype('maxPool2dGradient', inputs)
    const x = inputAt('maxPool2dGradient', inputs, 0)
    requireCotangent('maxPool2dGradient', inputs, 1, pooled('maxPool2dGradient', x.shape, attributes))
    return x
  },
  sumPool2d: (inputs, attributes) => {
    requireFloat('sumPool2d', inputs)
    const x = inputAt('sumPool2d', inputs, 0)
    return { dtype: x.dtype, shape: pooled('sumPool2d', x.shape, attributes) }
  },
  sumPool2dGradient: (inputs, attributes) => {
    requireFloat('sumPool2dGradient', inputs)
    const { dtype } = inputAt('sumPool2dGradient', inputs, 0)
    const [batch, , , channels] = fourSizes('sumPool2dGradient', inputs, 0)
    const shape = [batch, ...attributes.inputSize, channels]
    requireCotangent('sumPool2dGradient', inputs, 0, pooled('sumPool2dGradient', shape, attributes))
    return { dtype, shape }
  },
}
