/** The shape rule of images that are seen through maps. */

import { inputAt, requireDtype, requireFloat, shapeMismatch } from './checks.ts'
import type { InferTable } from './infer.ts'

export const inferSampling: InferTable<'sampleImages'> = {
  sampleImages: (inputs) => {
    const images = inputAt('sampleImages', inputs, 0)
    const rows = inputAt('sampleImages', inputs, 1)
    const maps = inputAt('sampleImages', inputs, 2)
    requireFloat('sampleImages', [images, maps])
    requireDtype('sampleImages (rows)', [rows], (dtype) => dtype === 'int32', 'int32')
    const [batch = 0] = rows.shape
    const fits =
      images.dtype === maps.dtype &&
      images.shape.length === 4 &&
      rows.shape.length === 1 &&
      maps.shape.length === 2 &&
      maps.shape[0] === batch &&
      maps.shape[1] === 6
    if (!fits) {
      const expected =
        'images [count, height, width, channels], rows [batch] and maps [batch, 6] of the images’ type'
      throw shapeMismatch('sampleImages', inputs, expected)
    }
    return { dtype: images.dtype, shape: [batch, ...images.shape.slice(1)] }
  },
}
