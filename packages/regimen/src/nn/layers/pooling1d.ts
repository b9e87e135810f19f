import { reshape } from '../../engine/ops/views.ts'
import { poolAverage2d, poolMaximum2d } from '../../engine/ops/windows.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings, Technique } from '../../technique.ts'
import type { Layer, PooledShape } from '../layer.ts'
import { requireSignal } from '../layer-shape.ts'
import { requireOption } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { LayerKind } from './layer-kind.ts'
import { statelessLayer } from './stateless-layer.ts'
import {
  inOneRow,
  type Padding1d,
  padding1dFrom,
  requirePadding1d,
  requireWhole,
  type SignalWindow,
  slidOverSignal,
} from './windows.ts'

/** The options of `maxPool1d`. */
export interface Pooling1dOptions {
  /** Places of the window. Default 2. */
  readonly window?: number
  /** Default: the window, so that windows touch. */
  readonly stride?: number
  /** `valid`, `same`, or places on each side, fewer than the window has. Default 0. */
  readonly padding?: Padding1d
}

/** The options of `averagePool1d`. */
export interface AveragePooling1dOptions extends Pooling1dOptions {
  /** Whether the zeros of the padding count as elements. Default true, as in PyTorch. */
  readonly countIncludePad?: boolean
}

/** Signals [length, channels] to [length′, channels]. */
export type Pooling1dLayer = Layer<readonly [number, number], PooledShape>

const defaults = { window: 2, padding: 0 } as const
const averageDefaults = { ...defaults, countIncludePad: true } as const

function signalWindow(kind: string, options: Pooling1dOptions): SignalWindow {
  const { window = defaults.window, stride = window, padding = defaults.padding } = options
  requireWhole(kind, 'window', window)
  requireWhole(kind, 'stride', stride)
  requirePadding1d(kind, padding)
  requireOption(
    kind,
    'padding',
    padding,
    typeof padding === 'string' || padding < window,
    'less than the window',
  )
  return { window, stride, padding }
}

/** @param pool of images of one row. */
function poolingLayer(
  kind: string,
  sliding: SignalWindow,
  settings: Settings,
  pool: (
    x: Tensor,
    row: { window: readonly [1, number]; stride: readonly [1, number]; padding: ReturnType<typeof inOneRow> },
  ) => Tensor,
): Pooling1dLayer {
  const name = `${kind} ${sliding.window}`
  const { window, stride, padding } = sliding
  const outputShape = (input: Shape): Shape => {
    requireSignal(name, input)
    return [slidOverSignal(name, input, sliding), input[1] ?? 0]
  }
  return statelessLayer<readonly [number, number], PooledShape>({
    kind,
    settings,
    outputShape,
    compute: (x) => {
      const [batch = 0, length = 0, channels = 0] = x.shape
      const row = { window: [1, window], stride: [1, stride], padding: inOneRow(padding) } as const
      const pooled = pool(reshape(x, [batch, 1, length, channels]), row)
      return reshape(pooled, [batch, ...outputShape([length, channels])])
    },
  })
}

/**
 * The largest element of each window of a signal, channel by channel. The padding never wins; of equal elements the
 * first gets the gradient.
 * @throws RegimenError `technique-option`; when applied to signals shorter than the window: `layer-shape`.
 */
export function maxPool1d(options: Pooling1dOptions = {}): Pooling1dLayer {
  const sliding = signalWindow('maxPool1d', options)
  return poolingLayer('maxPool1d', sliding, { ...sliding }, poolMaximum2d)
}

/** The mean of each window of a signal, channel by channel. @throws RegimenError as `maxPool1d`. */
export function averagePool1d(options: AveragePooling1dOptions = {}): Pooling1dLayer {
  const { countIncludePad = averageDefaults.countIncludePad } = options
  const sliding = signalWindow('averagePool1d', options)
  return poolingLayer('averagePool1d', sliding, { ...sliding, countIncludePad }, (x, row) =>
    poolAverage2d(x, { ...row, countIncludePad }),
  )
}

const maxTechnique: Technique = {
  name: 'maxPool1d',
  kind: 'layer',
  defaults,
  paper: 'Collobert, Weston, Bottou, Karlen, Kavukcuoglu & Kuksa 2011, JMLR 12 (max over time)',
  catalogue: ['M5'],
}

const averageTechnique: Technique = {
  name: 'averagePool1d',
  kind: 'layer',
  defaults: averageDefaults,
  paper: 'LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86 (subsampling layers)',
  catalogue: ['M5'],
}

function readWindow(kind: string, settings: Settings) {
  const reader = new SettingsReader(kind, settings)
  const sliding = {
    window: reader.number('window'),
    stride: reader.number('stride'),
    padding: padding1dFrom(reader, settings),
  }
  return { reader, sliding }
}

export const maxPool1dKind: LayerKind = {
  technique: maxTechnique,
  fromSettings: (settings) => maxPool1d(readWindow('maxPool1d', settings).sliding),
}

export const averagePool1dKind: LayerKind = {
  technique: averageTechnique,
  fromSettings: (settings) => {
    const { reader, sliding } = readWindow('averagePool1d', settings)
    return averagePool1d({ ...sliding, countIncludePad: reader.boolean('countIncludePad') })
  },
}
