/**
 * Gradient rules of convolutions and pools. A convolution and its two transposes are each linear in both
 * operands, so that the rule of each is written with the other two.
 */
import { apply } from '../execute.ts'
import type { Tensor } from '../tensor.ts'
import type { ConvolutionAttributes, Pair, PoolingAttributes, WindowName } from './attributes.ts'
import { inputOf } from './gradient-helpers.ts'
import type { GradientTable } from './gradients.ts'

/** Height and width of images. */
const imageSize = ({ shape }: Tensor): Pair => [shape[1] ?? 0, shape[2] ?? 0]
/** Rows and columns of kernels. */
const kernelSizeOf = ({ shape }: Tensor): Pair => [shape[0] ?? 0, shape[1] ?? 0]

/** Only the attributes of the convolution itself: its transposes carry a size, too. */
function convolution({ stride, low, high, dilation, groups }: ConvolutionAttributes): ConvolutionAttributes {
  return { stride, low, high, dilation, groups }
}

function pooling({ stride, low, high, window }: PoolingAttributes): PoolingAttributes {
  return { stride, low, high, window }
}

export const windowGradients: GradientTable<WindowName> = {
  conv2d: (cotangent, inputs, _, attributes) => {
    const [x, w] = [inputOf(inputs, 0), inputOf(inputs, 1)]
    return [
      apply('conv2dInputGradient', [cotangent, w], { ...attributes, inputSize: imageSize(x) }),
      apply('conv2dWeightGradient', [x, cotangent], { ...attributes, kernelSize: kernelSizeOf(w) }),
    ]
  },
  conv2dInputGradient: (cotangent, inputs, _, attributes) => {
    const [y, w] = [inputOf(inputs, 0), inputOf(inputs, 1)]
    const own = convolution(attributes)
    return [
      apply('conv2d', [cotangent, w], own),
      apply('conv2dWeightGradient', [cotangent, y], { ...own, kernelSize: kernelSizeOf(w) }),
    ]
  },
  conv2dWeightGradient: (cotangent, inputs, _, attributes) => {
    const [x, y] = [inputOf(inputs, 0), inputOf(inputs, 1)]
    const own = convolution(attributes)
    return [
      apply('conv2dInputGradient', [y, cotangent], { ...own, inputSize: imageSize(x) }),
      apply('conv2d', [x, cotangent], own),
    ]
  },
  // Where the maximum lies is constant almost everywhere: only the values have a gradient.
  maxPool2d: (cotangent, inputs, _, attributes) => [
    undefined,
    apply('maxPool2dGradient', [inputOf(inputs, 0), cotangent], attributes),
  ],
  maxPool2dGradient: (cotangent, inputs, _, attributes) => [
    undefined,
    apply('maxPool2d', [inputOf(inputs, 0), cotangent], attributes),
  ],
  sumPool2d: (cotangent, inputs, _, attributes) => [
    apply('sumPool2dGradient', [cotangent], { ...attributes, inputSize: imageSize(inputOf(inputs, 0)) }),
  ],
  sumPool2dGradient: (cotangent, _, __, attributes) => [apply('sumPool2d', [cotangent], pooling(attributes))],
}
