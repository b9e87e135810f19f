import { requireOption } from '../../nn/options.ts'
import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import {
  type Augmentation,
  augmentationFactory,
  type ImageSettings,
  imageSize,
  requireBetween,
} from './augmentation.ts'
import { writeMap } from './resample.ts'

/** The settings of `randomFlip`. */
export type FlipSettings = ImageSettings & {
  /** `horizontal` (default): left and right change places. `vertical`: top and bottom do. */
  readonly direction: string
  /** How often. Default 0.5. */
  readonly probability: number
}

/** Images mirrored now and then. Not for digits and letters: a mirrored 2 is none. */
export const randomFlip: TechniqueFactory<FlipSettings, Augmentation> = augmentationFactory<FlipSettings>(
  {
    name: 'randomFlip',
    defaults: { direction: 'horizontal', probability: 0.5, image: [] },
    paper: 'Krizhevsky, Sutskever & Hinton 2012, NeurIPS, §4.1',
  },
  ({ direction, probability, image }, dataset) => {
    const size = imageSize('randomFlip', image, dataset)
    return {
      size,
      draw: (map, random) => {
        if (random.unit() >= probability) writeMap(map, 1, 0, 0, 0, 1, 0)
        else if (direction === 'horizontal') writeMap(map, -1, 0, size.width - 1, 0, 1, 0)
        else writeMap(map, 1, 0, 0, 0, -1, size.height - 1)
      },
    }
  },
  ({ direction, probability }) => {
    const known = direction === 'horizontal' || direction === 'vertical'
    requireOption('randomFlip', 'direction', direction, known, '"horizontal" or "vertical"')
    requireBetween('randomFlip', 'probability', probability, 0, 1)
  },
)
