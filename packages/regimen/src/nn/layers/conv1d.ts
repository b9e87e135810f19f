import { reshape } from '../../engine/ops/views.ts'
import { convolve2d } from '../../engine/ops/windows.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Technique } from '../../technique.ts'
import { chosenInitializer, initializerConfig } from '../initializers/index.ts'
import type { Layer } from '../layer.ts'
import { requireSignal } from '../layer-shape.ts'
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
import {
  inOneRow,
  type Padding1d,
  padding1dFrom,
  requireGroups,
  requirePadding1d,
  requireWhole,
  slidOverSignal,
} from './windows.ts'

/** The options of `conv1d`. */
export interface Conv1dOptions extends ConvolutionOptions {
  /** Places of the kernel. */
  readonly kernel: number
  /** Default 1. */
  readonly stride?: number
  /** `valid`, `same`, or zeros on each side. Default 0. */
  readonly padding?: Padding1d
  /** Distance between neighbouring places of the kernel. Default 1. */
  readonly dilation?: number
}

/**
 * Convolution over signals [length, channels] → [length′, outputs] (channels last): `conv2d` over images of one row.
 * Parameters: `weight` [places, channels / groups, outputs], `bias` [outputs].
 * @throws RegimenError `technique-option`; when applied to signals that do not fit: `layer-shape`.
 */
export function conv1d<I extends number, O extends number>(
  channels: I,
  outputs: O,
  options: Conv1dOptions,
): Layer<readonly [number, I], readonly [number, O]> {
  const {
    kernel,
    stride,
    padding,
    dilation,
    groups,
    bias,
    initializer: chosen,
  } = { ...convolutionDefaults, ...options }
  requireSize('conv1d', 'channels', channels)
  requireSize('conv1d', 'outputs', outputs)
  for (const [option, value] of Object.entries({ kernel, stride, dilation })) {
    requireWhole('conv1d', option, value)
  }
  requirePadding1d('conv1d', padding)
  requireGroups('conv1d', groups, channels, outputs)
  const initializer = chosenInitializer(chosen)
  const name = `conv1d ${channels} → ${outputs}, ${kernel}`
  const row = { stride: [1, stride], dilation: [1, dilation], padding: inOneRow(padding), groups } as const
  const outputShape = (input: Shape): Shape => {
    requireSignal(name, input, channels)
    return [slidOverSignal(name, input, { window: kernel, stride, padding, dilation }), outputs]
  }
  const convolve = (x: Tensor, weight: Tensor) => {
    const [batch = 0, length = 0] = x.shape
    const image = reshape(x, [batch, 1, length, channels])
    const convolved = convolve2d(image, reshape(weight, [1, ...weight.shape]), row)
    return reshape(convolved, [batch, ...outputShape([length, channels])])
  }
  return {
    kind: 'conv1d',
    settings: {
      channels,
      outputs,
      kernel,
      stride,
      padding,
      dilation,
      groups,
      bias,
      initializer: initializerConfig(initializer),
    },
    outputShape,
    initialize: (key, input) => {
      outputShape(input)
      const fans = { fanIn: (kernel * channels) / groups, fanOut: (kernel * outputs) / groups }
      const shape = [kernel, channels / groups, outputs]
      return initialWeights(key, { initializer, shape, fans, biases: bias ? outputs : undefined })
    },
    apply: ({ parameters }, input) => {
      outputShape(input.shape.slice(1))
      const convolved = convolve(input, tensorOf(name, parameters, 'weight'))
      return { output: addBias(name, convolved, parameters, bias) }
    },
  }
}

const technique: Technique = {
  name: 'conv1d',
  kind: 'layer',
  defaults: convolutionDefaults,
  paper:
    'Waibel, Hanazawa, Hinton, Shikano & Lang 1989, IEEE Transactions on Acoustics, Speech, and Signal Processing 37; initializer: He et al. 2015, arXiv:1502.01852',
  catalogue: ['M5'],
}

export const conv1dKind: LayerKind = {
  technique,
  fromSettings: (settings) => {
    const reader = new SettingsReader('conv1d', settings)
    return conv1d(reader.number('channels'), reader.number('outputs'), {
      kernel: reader.number('kernel'),
      stride: reader.number('stride'),
      padding: padding1dFrom(reader, settings),
      dilation: reader.number('dilation'),
      ...readConvolution(reader),
    })
  },
}
