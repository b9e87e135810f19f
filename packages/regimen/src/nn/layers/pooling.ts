import { type Padding2d, type PerDimension, poolAverage2d, poolMaximum2d } from '../../engine/ops/windows.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings, Technique } from '../../technique.ts'
import type { Layer, PooledShape } from '../layer.ts'
import { requireImage } from '../layer-shape.ts'
import { requireOption } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { LayerKind } from './layer-kind.ts'
import { statelessLayer } from './stateless-layer.ts'
import {
  paddingFrom,
  pairFrom,
  requirePadding,
  requirePair,
  type SlidingWindow,
  slidOver,
} from './windows.ts'

/** The options of `maxPool2d`. */
export interface PoolingOptions {
  /** Rows and columns of the window. Default 2. */
  readonly window?: PerDimension
  /** Default: the window, so that windows touch. */
  readonly stride?: PerDimension
  /** `valid`, `same`, or places on each side, fewer than the window has. Default 0. */
  readonly padding?: Padding2d
}

/** The options of `averagePool2d`. */
export interface AveragePoolingOptions extends PoolingOptions {
  /** Whether the zeros of the padding count as elements. Default true, as in PyTorch. */
  readonly countIncludePad?: boolean
}

/** Images [height, width, channels] to [height′, width′, channels]; `number`s where the type is not exact. */
export type PoolingLayer = Layer<readonly [number, number, number], PooledShape>

const defaults = { window: 2, padding: 0 } as const
const averageDefaults = { ...defaults, countIncludePad: true } as const

/** Both numbers of each option, all checked. */
function slidingWindow(kind: string, options: PoolingOptions): SlidingWindow {
  const window = requirePair(kind, 'window', options.window ?? defaults.window)
  const stride = requirePair(kind, 'stride', options.stride ?? window)
  const padding = requirePadding(kind, options.padding ?? defaults.padding)
  const smaller = typeof padding === 'string' || (padding[0] < window[0] && padding[1] < window[1])
  requireOption(kind, 'padding', padding, smaller, 'less than the window')
  return { window, stride, padding }
}

function poolingLayer(
  kind: string,
  sliding: SlidingWindow,
  settings: Settings,
  compute: (x: Tensor) => Tensor,
): PoolingLayer {
  const name = `${kind} ${sliding.window.join('×')}`
  return statelessLayer<readonly [number, number, number], PooledShape>({
    kind,
    settings,
    outputShape: (input: Shape) => {
      requireImage(name, input)
      return [...slidOver(name, input, sliding), input[2] ?? 0]
    },
    compute,
  })
}

/**
 * The largest element of each window, channel by channel. The padding never wins; of equal elements the
 * first gets the gradient.
 * @throws RegimenError `technique-option`; when applied to images smaller than the window: `layer-shape`.
 */
export function maxPool2d(options: PoolingOptions = {}): PoolingLayer {
  const sliding = slidingWindow('maxPool2d', options)
  return poolingLayer('maxPool2d', sliding, { ...sliding }, (x) => poolMaximum2d(x, sliding))
}

/** The mean of each window, channel by channel. @throws RegimenError as `maxPool2d`. */
export function averagePool2d(options: AveragePoolingOptions = {}): PoolingLayer {
  const { countIncludePad = averageDefaults.countIncludePad } = options
  const sliding = slidingWindow('averagePool2d', options)
  const settings = { ...sliding, countIncludePad }
  return poolingLayer('averagePool2d', sliding, settings, (x) => poolAverage2d(x, settings))
}

const maxTechnique: Technique = {
  name: 'maxPool2d',
  kind: 'layer',
  defaults,
  paper: 'Riesenhuber & Poggio 1999, Nature Neuroscience 2; Scherer, Müller & Behnke 2010, ICANN',
  catalogue: ['M5'],
}

const averageTechnique: Technique = {
  name: 'averagePool2d',
  kind: 'layer',
  defaults: averageDefaults,
  paper: 'LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86 (subsampling layers)',
  catalogue: ['M5'],
}

function readWindow(kind: string, settings: Settings) {
  const reader = new SettingsReader(kind, settings)
  const sliding = {
    window: pairFrom(reader, 'window'),
    stride: pairFrom(reader, 'stride'),
    padding: paddingFrom(reader, settings),
  }
  return { reader, sliding }
}

export const maxPool2dKind: LayerKind = {
  technique: maxTechnique,
  fromSettings: (settings) => maxPool2d(readWindow('maxPool2d', settings).sliding),
}

export const averagePool2dKind: LayerKind = {
  technique: averageTechnique,
  fromSettings: (settings) => {
    const { reader, sliding } = readWindow('averagePool2d', settings)
    return averagePool2d({ ...sliding, countIncludePad: reader.boolean('countIncludePad') })
  },
}
