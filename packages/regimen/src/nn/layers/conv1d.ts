import { zeros } from '../../engine/ops/create.ts'
import { add } from '../../engine/ops/elementwise.ts'
import { randomSource } from '../../engine/ops/random.ts'
import { reshape } from '../../engine/ops/views.ts'
import { convolve2d } from '../../engine/ops/windows.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Technique } from '../../technique.ts'
import {
  chosenInitializer,
  type InitializerName,
  initializerConfig,
  initializerFromConfig,
} from '../initializers/index.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { Layer } from '../layer.ts'
import { requireSignal } from '../layer-shape.ts'
import { requireSize } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
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
export interface Conv1dOptions {
  /** Places of the kernel. */
  readonly kernel: number
  /** Default 1. */
  readonly stride?: number
  /** `valid`, `same`, or zeros on each side. Default 0. */
  readonly padding?: Padding1d
  /** Distance between neighbouring places of the kernel. Default 1. */
  readonly dilation?: number
  /** Equal groups of channels and outputs that do not see each other. Default 1. */
  readonly groups?: number
  /** Whether to add a bias; it starts at 0. Leave it out before batch normalisation. Default true. */
  readonly bias?: boolean
  /** How the weights start. Default `heNormal`, for the ReLU that usually follows. */
  readonly initializer?: Initializer | InitializerName
}

const defaults = {
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
  initializer: 'heNormal',
} as const

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
  const { kernel, stride, padding, dilation, groups, bias, initializer: chosen } = { ...defaults, ...options }
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
      const weight = initializer.sample(randomSource(key.child('weight')), shape, fans)
      return { parameters: bias ? { weight, bias: zeros([outputs]) } : { weight }, buffers: {} }
    },
    apply: ({ parameters }, input) => {
      outputShape(input.shape.slice(1))
      const convolved = convolve(input, tensorOf(name, parameters, 'weight'))
      return { output: bias ? add(convolved, tensorOf(name, parameters, 'bias')) : convolved }
    },
  }
}

const technique: Technique = {
  name: 'conv1d',
  kind: 'layer',
  defaults,
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
      groups: reader.number('groups'),
      bias: reader.boolean('bias'),
      initializer: initializerFromConfig(reader.record('initializer')),
    })
  },
}
