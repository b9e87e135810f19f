import { requireSize } from '../../nn/options.ts'
import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import { type Augmentation, augmentationFactory, type ImageSettings, imageSize } from './augmentation.ts'
import { writeMap } from './resample.ts'

/** The settings of `randomShift`. */
export type ShiftSettings = ImageSettings & {
  /** The largest shift in each direction, in whole pixels. Default 2. */
  readonly pixels: number
  /** What comes in at the border. Default 0. */
  readonly fill: number
}

/** Images moved by up to so many whole pixels in each direction, each place equally likely. */
export const randomShift: TechniqueFactory<ShiftSettings, Augmentation> = augmentationFactory<ShiftSettings>(
  {
    name: 'randomShift',
    defaults: { pixels: 2, fill: 0, image: [] },
    paper: 'LeCun, Bottou, Bengio & Haffner 1998, Proc. IEEE 86 (distorted training digits)',
  },
  ({ pixels, fill, image }, dataset) => ({
    size: imageSize('randomShift', image, dataset),
    fill,
    draw: (map, random) => {
      const down = random.whole(-pixels, pixels)
      const right = random.whole(-pixels, pixels)
      writeMap(map, 1, 0, -right, 0, 1, -down)
    },
  }),
  ({ pixels }) => requireSize('randomShift', 'pixels', pixels),
)
