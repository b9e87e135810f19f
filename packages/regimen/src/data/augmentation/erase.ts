import { requireOption } from '../../nn/options.ts'
import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import {
  type Augmentation,
  augmentationFactory,
  type ImageSettings,
  imageSize,
  requireBetween,
} from './augmentation.ts'
import { drawRectangle, fillRectangle } from './rectangle.ts'

/** The settings of `randomErasing`. */
export type ErasingSettings = ImageSettings & {
  /** How often. Default 0.5. */
  readonly probability: number
  /** The smallest share of the area. Default 0.02. */
  readonly from: number
  /** The largest share of the area. Default 0.25. */
  readonly to: number
  /** What the rectangle is filled with. Default 0. */
  readonly fill: number
}

/** A rectangle of the image blotted out: the sides' proportion lies between 0.3 and 1 / 0.3. */
export const randomErasing: TechniqueFactory<ErasingSettings, Augmentation> =
  augmentationFactory<ErasingSettings>(
    {
      name: 'randomErasing',
      defaults: { probability: 0.5, from: 0.02, to: 0.25, fill: 0, image: [] },
      paper: 'Zhong et al. 2017, arXiv:1708.04896',
    },
    ({ probability, from, to, fill, image }, dataset) => {
      const size = imageSize('randomErasing', image, dataset)
      const proportions = { from: 0.3, to: 1 / 0.3 }
      return {
        change: (rows, offset, random) => {
          if (random.unit() >= probability) return
          const proportion = random.between(proportions.from, proportions.to)
          const rectangle = drawRectangle(size, random.between(from, to), proportion, random)
          fillRectangle(rows, offset, size, rectangle, fill)
        },
      }
    },
    ({ probability, from, to }) => {
      requireBetween('randomErasing', 'probability', probability, 0, 1)
      requireBetween('randomErasing', 'from', from, 0, 1)
      requireOption('randomErasing', 'to', to, to >= from && to <= 1, `a number from ${from} to 1`)
    },
  )
