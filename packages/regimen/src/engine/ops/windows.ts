/** Convolution and pooling over images [batch, height, width, channels]. */
import { apply } from '../execute.ts'
import type { Pair, PoolingAttributes, PrimitiveAttributes, WindowName } from '../primitives/attributes.ts'
import { type Padding2d, type PerDimension, resolveWindow } from '../primitives/sliding.ts'
import type { Tensor } from '../tensor.ts'
import { bringWindows } from './bring-windows.ts'
import { ones } from './create.ts'
import { div } from './elementwise.ts'

export type { Padding2d, PerDimension } from '../primitives/sliding.ts'

/** How windows slide over the height and width of images. */
export interface SlidingOptions {
  /** Places from one window to the next. Default 1; of pools, the size of the window. */
  readonly stride?: PerDimension
  /** Default 0. */
  readonly padding?: Padding2d
}

/** The options of `convolve2d`. */
export interface ConvolutionOptions extends SlidingOptions {
  /** Distance between neighbouring places of the kernel. Default 1. */
  readonly dilation?: PerDimension
  /** Equal groups of channels and outputs; each output sees its own group only. Default 1. */
  readonly groups?: number
}

/** The options of `poolMaximum2d`. */
export interface PoolOptions extends SlidingOptions {
  readonly window: PerDimension
}

/** The options of `poolAverage2d`. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count as elements. Default true, as in PyTorch. */
  readonly countIncludePad?: boolean
}

/** Brings the rules and kernels along: programs that use none of these operations need not carry them. */
function applyWindow<N extends WindowName>(
  primitive: N,
  inputs: readonly Tensor[],
  attributes: PrimitiveAttributes[N],
): Tensor {
  bringWindows()
  return apply(primitive, inputs, attributes)
}

const sizeOfImages = ({ shape }: Tensor): Pair => [shape[1] ?? 1, shape[2] ?? 1]

/**
 * The convolution of networks (a cross-correlation: the kernel is not flipped): images [batch, height, width,
 * channels] and kernels [rows, columns, channels / groups, outputs] to [batch, height′, width′, outputs].
 * LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition".
 *
 * On wasm, kernels of 3 × 3 at stride 1 between at least 8 channels are computed in tiles of 2 × 2 results (Lavin & Gray
 * 2016): a number that is not finite then reaches all results of the tiles that hold it.
 * @throws RegimenError `shape-mismatch`, `dtype-mismatch`, `bad-attribute`.
 */
export function convolve2d(x: Tensor, w: Tensor, options: ConvolutionOptions = {}): Tensor {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options
  const window: Pair = [w.shape[0] ?? 1, w.shape[1] ?? 1]
  const { span: _, ...resolved } = resolveWindow(sizeOfImages(x), { window, stride, padding, dilation })
  return applyWindow('conv2d', [x, w], { ...resolved, groups })
}

function pooling(x: Tensor, { window, stride = window, padding = 0 }: PoolOptions): PoolingAttributes {
  const { span, low, high, ...resolved } = resolveWindow(sizeOfImages(x), { window, stride, padding })
  return { window: span, stride: resolved.stride, low, high }
}

/**
 * The largest element of each window. Padding never wins; NaN does. Of equal largest elements the first in
 * row-major order gets the gradient.
 * @throws RegimenError `shape-mismatch`, `dtype-mismatch`, `bad-attribute` (padding as large as the window).
 */
export function poolMaximum2d(x: Tensor, options: PoolOptions): Tensor {
  return applyWindow('maxPool2d', [x, x], pooling(x, options))
}

/** The mean of each window. @throws RegimenError as `poolMaximum2d`. */
export function poolAverage2d(x: Tensor, options: AveragePoolOptions): Tensor {
  const attributes = pooling(x, options)
  const sums = applyWindow('sumPool2d', [x], attributes)
  const { window } = attributes
  if (options.countIncludePad ?? true) return div(sums, window[0] * window[1])
  const [, height = 0, width = 0] = x.shape
  return div(sums, applyWindow('sumPool2d', [ones([1, height, width, 1], x.dtype)], attributes))
}
