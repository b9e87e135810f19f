/** The transposed convolution: what a convolution does to its input's gradient, as an operation of its own. */
import { RegimenError } from '../../errors.ts'
import { apply } from '../execute.ts'
import type { Pair } from '../primitives/attributes.ts'
import { type PerDimension, perDimension, resolveWindow, spanOf } from '../primitives/sliding.ts'
import type { Tensor } from '../tensor.ts'
import { bringWindows } from './bring-windows.ts'
import type { ConvolutionOptions } from './windows.ts'

/** The options of `convolveTransposed2d`. */
export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /**
   * Rows and columns more at the end: several sizes of images give the same size under a stride, and this says
   * which is meant. Less than the stride. Default 0; without effect for `same`.
   */
  readonly outputPadding?: PerDimension
}

/**
 * Height and width of the result: (size − 1)·stride − 2·padding + span + outputPadding, or size·stride for `same`.
 * 0 or less when padding takes everything away.
 */
export function transposedSize(
  image: Pair,
  { window, ...options }: TransposedConvolutionOptions & { readonly window: PerDimension },
): Pair {
  const { stride = 1, padding = 0, dilation = 1, outputPadding = 0 } = options
  const [kernel, steps, apart] = [perDimension(window), perDimension(stride), perDimension(dilation)]
  if (padding === 'same') return [image[0] * steps[0], image[1] * steps[1]]
  const cut = padding === 'valid' ? ([0, 0] as const) : perDimension(padding)
  const more = perDimension(outputPadding)
  const along = (axis: 0 | 1) =>
    (image[axis] - 1) * steps[axis] - 2 * cut[axis] + spanOf(kernel[axis], apart[axis]) + more[axis]
  return [along(0), along(1)]
}

/**
 * The transpose of `convolve2d` in its images: images [batch, height, width, channels] and kernels [rows, columns,
 * outputs / groups, channels] to [batch, height′, width′, outputs]. Each pixel adds the kernel, times itself, to the
 * result. Zeiler, Krishnan, Taylor & Fergus 2010, "Deconvolutional networks"; Dumoulin & Visin 2016,
 * arXiv:1603.07285, chapter 4.
 * @throws RegimenError `shape-mismatch`, `dtype-mismatch`, `bad-attribute`.
 */
export function convolveTransposed2d(
  x: Tensor,
  w: Tensor,
  options: TransposedConvolutionOptions = {},
): Tensor {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options
  const window: Pair = [w.shape[0] ?? 1, w.shape[1] ?? 1]
  const inputSize = transposedSize([x.shape[1] ?? 1, x.shape[2] ?? 1], { ...options, window })
  if (inputSize.some((size) => size < 1)) {
    throw new RegimenError('bad-attribute', {
      operation: 'convolveTransposed2d',
      attribute: 'padding',
      value: String(padding),
      expected: 'less than what is left of the result',
    })
  }
  const { span: _, ...resolved } = resolveWindow(inputSize, { window, stride, padding, dilation })
  bringWindows()
  return apply('conv2dInputGradient', [x, w], { ...resolved, groups, inputSize })
}
