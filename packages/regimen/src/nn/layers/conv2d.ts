import { convolve2d, type Padding2d, type PerDimension } from '../../engine/ops/windows.ts'
import type { Shape } from '../../engine/types.ts'
import type { Technique } from '../../technique.ts'
import { chosenInitializer, initializerConfig } from '../initializers/index.ts'
import type { Layer } from '../layer.ts'
import { requireChannels } from '../layer-shape.ts'
import { requireSize } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import {
  addBias,
  type ConvolutionOptions,
  convolutionDefaults,
  initialWeights,
  readConvolution,
} from './convolution-parts.ts'
import type { LayerKind } from './layer-kind.ts'
import { tensorOf } from './state.ts'
import { paddingFrom, pairFrom, requireGroups, requirePadding, requirePair, slidOver } from './windows.ts'

/** The options of `conv2d`. */
export interface Conv2dOptions extends ConvolutionOptions {
  /** Rows and columns of the kernel. */
  readonly kernel: PerDimension
  /** Default 1. */
  readonly stride?: PerDimension
  /** `valid`, `same`, or zeros on each side. Default 0. */
  readonly padding?: Padding2d
  /** Distance between neighbouring places of the kernel. Default 1. */
  readonly dilation?: PerDimension
}

/**
 * Convolution over images [height, width, channels] → [height′, width′, outputs] (channels last).
 * Parameters: `weight` [rows, columns, channels / groups, outputs], `bias` [outputs]. A unit's fan-in is
 * rows · columns · channels / groups, its fan-out rows · columns · outputs / groups.
 * @throws RegimenError `technique-option`; when applied to images that do not fit: `layer-shape`.
 */
export function conv2d<I extends number, O extends number>(
  channels: I,
  outputs: O,
  options: Conv2dOptions,
): Layer<readonly [number, number, I], readonly [number, number, O]> {
  const {
    stride,
    padding,
    dilation,
    groups,
    bias,
    initializer: chosen,
  } = { ...convolutionDefaults, ...options }
  const kernel = requirePair('conv2d', 'kernel', options.kernel)
  const sliding = {
    stride: requirePair('conv2d', 'stride', stride),
    dilation: requirePair('conv2d', 'dilation', dilation),
    padding: requirePadding('conv2d', padding),
  }
  requireSize('conv2d', 'channels', channels)
  requireSize('conv2d', 'outputs', outputs)
  requireGroups('conv2d', groups, channels, outputs)
  const initializer = chosenInitializer(chosen)
  const name = `conv2d ${channels} → ${outputs}, ${kernel.join('×')}`
  const shape = [...kernel, channels / groups, outputs]
  const outputShape = (input: Shape): Shape => {
    requireChannels(name, channels, input)
    return [...slidOver(name, input, { window: kernel, ...sliding }), outputs]
  }
  return {
    kind: 'conv2d',
    settings: {
      channels,
      outputs,
      kernel,
      ...sliding,
      groups,
      bias,
      initializer: initializerConfig(initializer),
    },
    outputShape,
    initialize: (key, input) => {
      outputShape(input)
      const places = kernel[0] * kernel[1]
      const fans = { fanIn: (places * channels) / groups, fanOut: (places * outputs) / groups }
      return initialWeights(key, { initializer, shape, fans, biases: bias ? outputs : undefined })
    },
    apply: ({ parameters }, input) => {
      outputShape(input.shape.slice(1))
      const weight = tensorOf(name, parameters, 'weight')
      const convolved = convolve2d(input, weight, { ...sliding, groups })
      return { output: addBias(name, convolved, parameters, bias) }
    },
  }
}

const technique: Technique = {
  name: 'conv2d',
  kind: 'layer',
  defaults: convolutionDefaults,
  paper:
    'LeCun, Boser, Denker, Henderson, Howard, Hubbard & Jackel 1989, Neural Computation 1; initializer: He et al. 2015, arXiv:1502.01852',
  catalogue: ['M5'],
}

export const conv2dKind: LayerKind = {
  technique,
  fromSettings: (settings) => {
    const reader = new SettingsReader('conv2d', settings)
    return conv2d(reader.number('channels'), reader.number('outputs'), {
      kernel: pairFrom(reader, 'kernel'),
      stride: pairFrom(reader, 'stride'),
      dilation: pairFrom(reader, 'dilation'),
      padding: paddingFrom(reader, settings),
      ...readConvolution(reader),
    })
  },
}
