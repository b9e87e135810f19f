/** Changes of images that keep straight lines straight. */
import { requireOption } from '../../nn/options.ts'
import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import {
  type Augmentation,
  augmentationFactory,
  type ImageSettings,
  imageSize,
  requireBetween,
} from './augmentation.ts'
import { aroundMiddle, writeMap } from './resample.ts'

type FillSettings = ImageSettings & {
  /** What comes in at the border. Default 0. */
  readonly fill: number
}

/** The settings of `randomRotation`. */
export type RotationSettings = FillSettings & {
  /** The largest angle in either direction, in degrees. Default 10. */
  readonly degrees: number
}

/** The settings of `randomScale`. */
export type ScaleSettings = FillSettings & {
  /** The smallest factor. Default 0.9. */
  readonly from: number
  /** The largest one. Default 1.1. */
  readonly to: number
}

/** The settings of `randomCrop`. */
export type CropSettings = FillSettings & {
  /** The smallest share of the image's area that is kept, above 0 and at most 1. Default 0.7. */
  readonly area: number
}

const degree = Math.PI / 180

/** Images turned around their middle by an angle that is uniform between the two extremes. */
export const randomRotation: TechniqueFactory<RotationSettings, Augmentation> =
  augmentationFactory<RotationSettings>(
    {
      name: 'randomRotation',
      defaults: { degrees: 10, fill: 0, image: [] },
      paper: 'Simard, Steinkraus & Platt 2003, ICDAR',
    },
    ({ degrees, fill, image }, dataset) => {
      const size = imageSize('randomRotation', image, dataset)
      return {
        size,
        fill,
        draw: (map, random) => {
          const angle = random.between(-degrees, degrees) * degree
          const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
          aroundMiddle(map, size, cosine, -sine, sine, cosine)
        },
      }
    },
    ({ degrees }) => requireBetween('randomRotation', 'degrees', degrees, 0, 180),
  )

/** Images made larger or smaller around their middle; the logarithm of the factor is uniform. */
export const randomScale: TechniqueFactory<ScaleSettings, Augmentation> = augmentationFactory<ScaleSettings>(
  {
    name: 'randomScale',
    defaults: { from: 0.9, to: 1.1, fill: 0, image: [] },
    paper: 'LeCun, Bottou, Bengio & Haffner 1998, Proc. IEEE 86 (distorted training digits)',
  },
  ({ from, to, fill, image }, dataset) => {
    const size = imageSize('randomScale', image, dataset)
    return {
      size,
      fill,
      draw: (map, random) => {
        const factor = Math.exp(random.between(Math.log(from), Math.log(to)))
        aroundMiddle(map, size, 1 / factor, 0, 0, 1 / factor)
      },
    }
  },
  ({ from, to }) => {
    requireBetween('randomScale', 'from', from, 0.01, 100)
    requireOption('randomScale', 'to', to, to >= from && to <= 100, `a number from ${from} to 100`)
  },
)

/** A part of the image, of its own proportions and at a random place, brought to the image's size. */
export const randomCrop: TechniqueFactory<CropSettings, Augmentation> = augmentationFactory<CropSettings>(
  {
    name: 'randomCrop',
    defaults: { area: 0.7, fill: 0, image: [] },
    paper: 'Szegedy et al. 2015, Going deeper with convolutions, arXiv:1409.4842, §6',
  },
  ({ area, fill, image }, dataset) => {
    const size = imageSize('randomCrop', image, dataset)
    return {
      size,
      fill,
      draw: (map, random) => {
        const side = Math.sqrt(random.between(area, 1))
        const left = random.unit() * (1 - side) * (size.width - 1)
        const top = random.unit() * (1 - side) * (size.height - 1)
        writeMap(map, side, 0, left, 0, side, top)
      },
    }
  },
  ({ area }) => requireBetween('randomCrop', 'area', area, 0.01, 1),
)
