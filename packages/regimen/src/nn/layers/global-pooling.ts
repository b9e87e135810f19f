/** One number for each channel of a whole image or signal. */
import { max, mean } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { ChannelsShape, Layer } from '../layer.ts'
import { requireImage, requireSignal } from '../layer-shape.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { statelessLayer } from './stateless-layer.ts'

type Image = readonly [number, number, number]
type Signal = readonly [number, number]
type GlobalPooling<In extends Shape> = TechniqueFactory<Record<never, never>, Layer<In, ChannelsShape>>

function globalPooling<In extends Shape>(
  name: string,
  paper: string,
  requireShape: (layer: string, input: Shape) => void,
  compute: (x: Tensor) => Tensor,
): GlobalPooling<In> {
  const technique = { name, kind: 'layer', defaults: {}, paper, catalogue: ['M5'] } as const
  return techniqueFactory(technique, (settings) =>
    statelessLayer<In, ChannelsShape>({
      kind: name,
      settings,
      outputShape: (input: Shape) => {
        requireShape(name, input)
        return input.slice(-1)
      },
      compute,
    }),
  )
}

const average = 'Lin, Chen & Yan 2014, "Network in network", arXiv:1312.4400'
const largest = 'Oquab, Bottou, Laptev & Sivic 2015, CVPR (weakly-supervised learning)'

/** The mean of each channel over the whole image: [height, width, channels] → [channels]. */
export const globalAveragePool: GlobalPooling<Image> = globalPooling(
  'globalAveragePool',
  average,
  requireImage,
  (x) => mean(x, { axes: [1, 2] }),
)

/** The largest of each channel over the whole image: [height, width, channels] → [channels]. Equal ones share the gradient. */
export const globalMaxPool: GlobalPooling<Image> = globalPooling(
  'globalMaxPool',
  largest,
  requireImage,
  (x) => max(x, { axes: [1, 2] }),
)

/** The mean of each channel over the whole signal: [length, channels] → [channels]. */
export const globalAveragePool1d: GlobalPooling<Signal> = globalPooling(
  'globalAveragePool1d',
  average,
  requireSignal,
  (x) => mean(x, { axes: 1 }),
)

/** The largest of each channel over the whole signal: [length, channels] → [channels]. Equal ones share the gradient. */
export const globalMaxPool1d: GlobalPooling<Signal> = globalPooling(
  'globalMaxPool1d',
  largest,
  requireSignal,
  (x) => max(x, { axes: 1 }),
)
