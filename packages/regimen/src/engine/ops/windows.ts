/** Convolution and pooling over images [batch, height, width, channels]. */
import { apply } from '../execute.ts'
import type { Pair } from '../primitives/attributes.ts'
import { spanOf } from '../primitives/infer-windows.ts'
import { fromData, type Tensor } from '../tensor.ts'
import { toData } from '../types.ts'
import { div, mul } from './elementwise.ts'

/** One number for rows and columns, or one for each. */
export type PerDimension = number | readonly [rows: number, columns: number]

/**
 * Zeros around the image: `valid` none; `same` as many as make the result as large as the image divided by
 * the stride, rounded up, an odd one at the end (as TensorFlow does); or a number of places on each side.
 */
export type Padding2d = 'valid' | 'same' | PerDimension

export interface SlidingOptions {
  /** Places from one window to the next. Default 1; of pools, the size of the window. */
  readonly stride?: PerDimension
  /** Default 0. */
  readonly padding?: Padding2d
}

export interface ConvolutionOptions extends SlidingOptions {
  /** Distance between neighbouring places of the kernel. Default 1. */
  readonly dilation?: PerDimension
  /** Equal groups of channels and outputs; each output sees its own group only. Default 1. */
  readonly groups?: number
}

export interface PoolOptions extends SlidingOptions {
  readonly window: PerDimension
}

export interface AveragePoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count as elements. Default true, as in PyTorch. */
  readonly countIncludePad?: boolean
}

function perDimension(value: PerDimension): Pair {
  return typeof value === 'number' ? [value, value] : value
}

/** What is added before and after each dimension of an image. */
function resolvePadding(
  padding: Padding2d,
  { shape }: Tensor,
  span: Pair,
  stride: Pair,
): { readonly low: Pair; readonly high: Pair } {
  if (padding === 'valid') return { low: [0, 0], high: [0, 0] }
  if (padding !== 'same') return { low: perDimension(padding), high: perDimension(padding) }
  const missing = (axis: 0 | 1) => {
    const size = shape[axis + 1] ?? 1
    return Math.max(0, (Math.ceil(size / stride[axis]) - 1) * stride[axis] + span[axis] - size)
  }
  const total: Pair = [missing(0), missing(1)]
  return {
    low: [Math.floor(total[0] / 2), Math.floor(total[1] / 2)],
    high: [Math.ceil(total[0] / 2), Math.ceil(total[1] / 2)],
  }
}

/**
 * The convolution of networks (a cross-correlation: the kernel is not flipped): images [batch, height, width,
 * channels] and kernels [rows, columns, channels / groups, outputs] to [batch, height′, width′, outputs].
 * LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition".
 * @throws RegimenError `shape-mismatch`, `dtype-mismatch`, `bad-attribute`.
 */
export function convolve2d(x: Tensor, w: Tensor, options: ConvolutionOptions = {}): Tensor {
  const stride = perDimension(options.stride ?? 1)
  const dilation = perDimension(options.dilation ?? 1)
  const span: Pair = [spanOf(w.shape[0] ?? 1, dilation[0]), spanOf(w.shape[1] ?? 1, dilation[1])]
  const padding = resolvePadding(options.padding ?? 0, x, span, stride)
  return apply('conv2d', [x, w], { stride, ...padding, dilation, groups: options.groups ?? 1 })
}

function pooling(x: Tensor, options: PoolOptions) {
  const window = perDimension(options.window)
  const stride = perDimension(options.stride ?? options.window)
  return { window, stride, ...resolvePadding(options.padding ?? 0, x, window, stride) }
}

/**
 * The largest element of each window. Padding never wins; NaN does. Of equal largest elements the first in
 * row-major order gets the gradient.
 * @throws RegimenError `shape-mismatch`, `dtype-mismatch`, `bad-attribute` (padding as large as the window).
 */
export function poolMaximum2d(x: Tensor, options: PoolOptions): Tensor {
  return apply('maxPool2d', [x, x], pooling(x, options))
}

/** The mean of each window. @throws RegimenError as `poolMaximum2d`. */
export function poolAverage2d(x: Tensor, options: AveragePoolOptions): Tensor {
  const attributes = pooling(x, options)
  const sums = apply('sumPool2d', [x], attributes)
  const { window, low, high, stride } = attributes
  const padded = [...low, ...high].some((count) => count > 0)
  if ((options.countIncludePad ?? true) || !padded) return div(sums, window[0] * window[1])
  const [, height = 0, width = 0] = x.shape
  const [, rows = 0, columns = 0] = sums.shape
  const inside = (index: number, axis: 0 | 1, size: number) => {
    const start = index * stride[axis] - low[axis]
    return Math.min(start + window[axis], size) - Math.max(start, 0)
  }
  const shares = Array.from({ length: rows * columns }, (_, place) => {
    const row = Math.floor(place / columns)
    return 1 / (inside(row, 0, height) * inside(place % columns, 1, width))
  })
  return mul(sums, fromData(x.dtype, [rows, columns, 1], toData(x.dtype, shares)))
}
