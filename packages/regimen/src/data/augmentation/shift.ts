import { requireSize } from '../../nn/options.ts'
import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import {
  type Augmentation,
  augmentationFactory,
  type ImageSettings,
  type ImageSize,
  imageSize,
} from './augmentation.ts'

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
  ({ pixels, fill, image }, dataset) => {
    const size = imageSize('randomShift', image, dataset)
    const shift = shifter(size, fill)
    return {
      change: (rows, offset, random) => {
        const down = random.whole(-pixels, pixels)
        const right = random.whole(-pixels, pixels)
        shift(rows, offset, down, right)
      },
    }
  },
  ({ pixels }) => requireSize('randomShift', 'pixels', pixels),
)

/** @internal Moves the image at `offset`; whole rows of pixels are copied at once. */
export function shifter({ height, width, channels }: ImageSize, fill: number) {
  const stride = width * channels
  return (rows: Float32Array, offset: number, down: number, right: number): void => {
    const kept = Math.max(0, stride - Math.abs(right) * channels)
    const from = Math.max(0, -right) * channels
    const to = Math.max(0, right) * channels
    // Against the direction of the movement, so that no line is overwritten before it is read.
    for (let index = 0; index < height; index++) {
      const y = down > 0 ? height - 1 - index : index
      const target = offset + y * stride
      const source = y - down
      if (source < 0 || source >= height) {
        rows.fill(fill, target, target + stride)
        continue
      }
      const start = offset + source * stride + from
      rows.copyWithin(target + to, start, start + kept)
      if (right > 0) rows.fill(fill, target, target + stride - kept)
      else rows.fill(fill, target + kept, target + stride)
    }
  }
}
