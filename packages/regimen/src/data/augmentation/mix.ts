/** Two examples in one: the loss counts both targets, by their shares. */
import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import {
  type Augmentation,
  augmentationFactory,
  type ImageSettings,
  imageSize,
  requireBetween,
} from './augmentation.ts'
import { drawRectangle, fillRectangle } from './rectangle.ts'

/** The settings of `mixUp`. */
export type MixUpSettings = {
  /** Of the Beta(α, α) that the share is drawn from, from 0.05 to 5: near 0 one of the two dominates. Default 0.2. */
  readonly alpha: number
}

/** The settings of `cutMix`. */
export type CutMixSettings = MixUpSettings & ImageSettings

/** A weighted mean of two rows, drawn from the training part. */
export const mixUp: TechniqueFactory<MixUpSettings, Augmentation> = augmentationFactory<MixUpSettings>(
  {
    name: 'mixUp',
    defaults: { alpha: 0.2 },
    paper: 'Zhang, Cisse, Dauphin & Lopez-Paz 2018, arXiv:1710.09412',
  },
  ({ alpha }) => ({
    mix: (rows, offset, partner, random) => {
      const share = random.beta(alpha)
      for (let index = 0; index < partner.length; index++) {
        rows[offset + index] = share * (rows[offset + index] ?? 0) + (1 - share) * (partner[index] ?? 0)
      }
      return share
    },
  }),
  ({ alpha }) => requireBetween('mixUp', 'alpha', alpha, 0.05, 5),
)

/** A rectangle of one image pasted into another; each target counts as much as its pixels. */
export const cutMix: TechniqueFactory<CutMixSettings, Augmentation> = augmentationFactory<CutMixSettings>(
  {
    name: 'cutMix',
    defaults: { alpha: 1, image: [] },
    paper: 'Yun et al. 2019, arXiv:1905.04899',
  },
  ({ alpha, image }, dataset) => {
    const size = imageSize('cutMix', image, dataset)
    return {
      mix: (rows, offset, partner, random) => {
        const rectangle = drawRectangle(size, 1 - random.beta(alpha), 1, random)
        fillRectangle(rows, offset, size, rectangle, partner)
        const { top, bottom, left, right } = rectangle
        const pasted = Math.max(0, bottom - top) * Math.max(0, right - left)
        return 1 - pasted / (size.height * size.width)
      },
    }
  },
  ({ alpha }) => requireBetween('cutMix', 'alpha', alpha, 0.05, 5),
)
