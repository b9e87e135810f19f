import { requireOption } from '../../nn/options.ts'
import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import {
  type Augmentation,
  augmentationFactory,
  type ImageSettings,
  imageSize,
  requireBetween,
} from './augmentation.ts'

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
    const { height, width, channels } = imageSize('randomFlip', image, dataset)
    const horizontal = direction === 'horizontal'
    const [lines, places] = horizontal ? [height, width] : [1, height]
    const block = horizontal ? channels : width * channels
    return {
      change: (rows, offset, random) => {
        if (random.unit() >= probability) return
        for (let line = 0; line < lines; line++) reverse(rows, offset + line * places * block, places, block)
      },
    }
  },
  ({ direction, probability }) => {
    const known = direction === 'horizontal' || direction === 'vertical'
    requireOption('randomFlip', 'direction', direction, known, '"horizontal" or "vertical"')
    requireBetween('randomFlip', 'probability', probability, 0, 1)
  },
)

/** The order of `count` blocks of equal length, turned round. */
function reverse(rows: Float32Array, start: number, count: number, block: number): void {
  for (let low = 0, high = count - 1; low < high; low++, high--) {
    for (let index = 0; index < block; index++) {
      const [first, second] = [start + low * block + index, start + high * block + index]
      const kept = rows[first] ?? 0
      rows[first] = rows[second] ?? 0
      rows[second] = kept
    }
  }
}
