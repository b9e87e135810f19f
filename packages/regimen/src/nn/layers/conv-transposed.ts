import {
  convolveTransposed2d,
  type TransposedConvolutionOptions,
  transposedSize,
} from '../../engine/ops/transposed-convolution.ts'
import { reshape } from '../../engine/ops/views.ts'
import type { Padding2d, PerDimension } from '../../engine/ops/windows.ts'
import { formatShape, type Shape } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'
import type { Settings, Technique } from '../../technique.ts'
import { chosenInitializer, initializerConfig } from '../initializers/index.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { Layer } from '../layer.ts'
import { requireChannels, requireSignal } from '../layer-shape.ts'
import { requireOption, requireSize } from '../options.ts'
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
  paddingFrom,
  pairFrom,
  requireGroups,
  requirePadding,
  requirePadding1d,
  requirePair,
  requireWhole,
} from './windows.ts'

/** The options of `convTransposed2d`. */
export interface ConvTransposed2dOptions extends ConvolutionOptions {
  /** Rows and columns of the kernel. */
  readonly kernel: PerDimension
  /** Places in the result from one pixel to the next. Default 1. */
  readonly stride?: PerDimension
  /** Places cut off on each side, `valid` (none), or `same`: the result is stride times as large. Default 0. */
  readonly padding?: Padding2d
  /** Rows and columns more at the end, fewer than the stride. Default 0. */
  readonly outputPadding?: PerDimension
  /** Distance between neighbouring places of the kernel. Default 1. */
  readonly dilation?: PerDimension
}

/** The options of `convTransposed1d`: as of `convTransposed2d`, in one dimension. */
export interface ConvTransposed1dOptions extends ConvolutionOptions {
  readonly kernel: number
  readonly stride?: number
  readonly padding?: Padding1d
  readonly outputPadding?: number
  readonly dilation?: number
}

const defaults = { ...convolutionDefaults, outputPadding: 0 } as const

type Pair = readonly [number, number]

/** All worked out, as over images; a signal is an image of one row. */
interface Definition {
  readonly kind: 'convTransposed1d' | 'convTransposed2d'
  readonly channels: number
  readonly outputs: number
  readonly kernel: Pair
  readonly sliding: TransposedConvolutionOptions & {
    readonly stride: Pair
    readonly dilation: Pair
    readonly outputPadding: Pair
  }
  readonly groups: number
  readonly bias: boolean
  readonly initializer: Initializer
  readonly settings: Settings
}

/**
 * The transposed convolution, images [height, width, channels] → [height′, width′, outputs] (channels last): each pixel
 * adds the kernel, times itself, to a larger image. height′ = (height − 1)·stride − 2·padding + dilation·(rows − 1) + 1 +
 * outputPadding, or height·stride for `same`.
 * Parameters: `weight` [rows, columns, outputs / groups, channels], `bias` [outputs]. With a stride a result sees
 * rows·columns / stride² places of the kernel on average, from which the fan-in is worked out.
 * @throws RegimenError `technique-option`; when applied to images that do not fit: `layer-shape`.
 */
export function convTransposed2d<I extends number, O extends number>(
  channels: I,
  outputs: O,
  options: ConvTransposed2dOptions,
): Layer<readonly [number, number, I], readonly [number, number, O]>
export function convTransposed2d(
  channels: number,
  outputs: number,
  options: ConvTransposed2dOptions,
): Layer<Shape, Shape> {
  const kind = 'convTransposed2d'
  const { stride, padding, outputPadding, dilation, groups, bias, initializer } = { ...defaults, ...options }
  const kernel = requirePair(kind, 'kernel', options.kernel)
  const sliding = {
    stride: requirePair(kind, 'stride', stride),
    padding: requirePadding(kind, padding),
    outputPadding: requirePair(kind, 'outputPadding', outputPadding, 0),
    dilation: requirePair(kind, 'dilation', dilation),
  }
  const common = { groups, bias, initializer: chosenInitializer(initializer) }
  return layer({ kind, channels, outputs, kernel, sliding, ...common, settings: { kernel, ...sliding } })
}

/**
 * The transposed convolution over signals [length, channels] → [length′, outputs]: `convTransposed2d` over images of
 * one row. Parameters: `weight` [places, outputs / groups, channels], `bias` [outputs].
 * @throws RegimenError `technique-option`; when applied to signals that do not fit: `layer-shape`.
 */
export function convTransposed1d<I extends number, O extends number>(
  channels: I,
  outputs: O,
  options: ConvTransposed1dOptions,
): Layer<readonly [number, I], readonly [number, O]>
export function convTransposed1d(
  channels: number,
  outputs: number,
  options: ConvTransposed1dOptions,
): Layer<Shape, Shape> {
  const kind = 'convTransposed1d'
  const given = { ...defaults, ...options }
  const { kernel, stride, padding, outputPadding, dilation, groups, bias, initializer } = given
  for (const [option, value] of Object.entries({ kernel, stride, dilation }))
    requireWhole(kind, option, value)
  requireWhole(kind, 'outputPadding', outputPadding, 0)
  requirePadding1d(kind, padding)
  const sliding = {
    stride: [1, stride],
    padding: inOneRow(padding),
    outputPadding: [0, outputPadding],
    dilation: [1, dilation],
  } as const
  const common = { groups, bias, initializer: chosenInitializer(initializer) }
  const settings = { kernel, stride, padding, outputPadding, dilation }
  return layer({ kind, channels, outputs, kernel: [1, kernel], sliding, ...common, settings })
}

function layer(definition: Definition): Layer<Shape, Shape> {
  const { kind, channels, outputs, kernel, sliding, groups, bias, initializer } = definition
  requireSize(kind, 'channels', channels)
  requireSize(kind, 'outputs', outputs)
  requireGroups(kind, groups, channels, outputs)
  requireOutputPadding(definition)
  const signal = kind === 'convTransposed1d'
  const name = `${kind} ${channels} → ${outputs}, ${signal ? kernel[1] : kernel.join('×')}`
  const shown = signal ? kernel.slice(1) : kernel
  const outputShape = (input: Shape): Shape => {
    if (signal) requireSignal(name, input, channels)
    else requireChannels(name, channels, input)
    const [height = 1, width = 1] = signal ? [1, input[0]] : input
    const size = transposedSize([height, width], { window: kernel, ...sliding })
    if (size.some((each) => each < 1)) throw nothingLeft(name, input)
    return [...(signal ? size.slice(1) : size), outputs]
  }
  return {
    kind,
    settings: {
      channels,
      outputs,
      ...definition.settings,
      groups,
      bias,
      initializer: initializerConfig(initializer),
    },
    outputShape,
    initialize: (key, input) => {
      outputShape(input)
      const places = (kernel[0] * kernel[1]) / groups
      const steps = sliding.stride[0] * sliding.stride[1]
      const fans = { fanIn: Math.max(1, (places * channels) / steps), fanOut: places * outputs }
      const shape = [...shown, outputs / groups, channels]
      return initialWeights(key, { initializer, shape, fans, biases: bias ? outputs : undefined })
    },
    apply: ({ parameters }, x) => {
      const [batch = 0, ...input] = x.shape
      const output = [batch, ...outputShape(input)]
      const weight = tensorOf(name, parameters, 'weight')
      const image = signal ? reshape(x, [batch, 1, ...input]) : x
      const taps = signal ? reshape(weight, [1, ...weight.shape]) : weight
      const spread = convolveTransposed2d(image, taps, { ...sliding, groups })
      const result = signal ? reshape(spread, output) : spread
      return { output: addBias(name, result, parameters, bias) }
    },
  }
}

function requireOutputPadding({ kind, sliding, settings }: Definition): void {
  const { stride, outputPadding } = sliding
  const holds = ([0, 1] as const).every((axis) => outputPadding[axis] < stride[axis])
  requireOption(kind, 'outputPadding', settings.outputPadding, holds, 'less than the stride')
}

function nothingLeft(layer: string, input: Shape): RegimenError {
  return new RegimenError('layer-shape', {
    path: '',
    layer,
    expected: 'an input of which the padding leaves something',
    actual: formatShape(input),
    hint: '',
  })
}

const paper =
  'Zeiler, Krishnan, Taylor & Fergus 2010, CVPR (deconvolutional networks); Dumoulin & Visin 2016, arXiv:1603.07285'

const technique2d: Technique = { name: 'convTransposed2d', kind: 'layer', defaults, paper, catalogue: ['M5'] }
export const convTransposed2dKind: LayerKind = {
  technique: technique2d,
  fromSettings: (settings) => {
    const reader = new SettingsReader('convTransposed2d', settings)
    return convTransposed2d(reader.number('channels'), reader.number('outputs'), {
      kernel: pairFrom(reader, 'kernel'),
      stride: pairFrom(reader, 'stride'),
      padding: paddingFrom(reader, settings),
      outputPadding: pairFrom(reader, 'outputPadding'),
      dilation: pairFrom(reader, 'dilation'),
      ...readConvolution(reader),
    })
  },
}

const technique1d: Technique = { name: 'convTransposed1d', kind: 'layer', defaults, paper, catalogue: ['M5'] }
export const convTransposed1dKind: LayerKind = {
  technique: technique1d,
  fromSettings: (settings) => {
    const reader = new SettingsReader('convTransposed1d', settings)
    return convTransposed1d(reader.number('channels'), reader.number('outputs'), {
      kernel: reader.number('kernel'),
      stride: reader.number('stride'),
      padding: padding1dFrom(reader, settings),
      outputPadding: reader.number('outputPadding'),
      dilation: reader.number('dilation'),
      ...readConvolution(reader),
    })
  },
}
