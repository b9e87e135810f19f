/** The lowest cosines of images, as the columns of a matrix. */
import { fromData, type Tensor } from '../engine/tensor.ts'
import type { ImageSize } from './augmentation/augmentation.ts'

/**
 * @internal The two-dimensional cosines (type II; Ahmed, Natarajan & Rao 1974) of what lies `border` pixels inside
 * images, seen after a shift: [height · width · channels, pictures]. The constant one is left out, so that an offset
 * in brightness does not count.
 */
export function dct2Basis(
  { height, width, channels }: ImageSize,
  border: number,
  [down, right]: readonly [number, number],
  cosines: number,
): Tensor {
  const [rows, columns] = [height - 2 * border, width - 2 * border]
  const [vertical, horizontal] = [Math.min(cosines, rows), Math.min(cosines, columns)]
  const pictures = (vertical * horizontal - 1) * channels
  const data = new Float32Array(height * width * channels * pictures)
  let picture = 0
  for (let u = 0; u < vertical; u++) {
    for (let v = u === 0 ? 1 : 0; v < horizontal; v++) {
      for (let channel = 0; channel < channels; channel++, picture++) {
        for (let y = 0; y < rows; y++) {
          for (let x = 0; x < columns; x++) {
            const pixel = (y + border + down) * width + x + border + right
            data[(pixel * channels + channel) * pictures + picture] =
              cosine(u, y, rows) * cosine(v, x, columns)
          }
        }
      }
    }
  }
  return fromData('float32', [height * width * channels, pictures], data)
}

function cosine(frequency: number, place: number, length: number): number {
  const norm = Math.sqrt((frequency === 0 ? 1 : 2) / length)
  return norm * Math.cos((Math.PI * frequency * (2 * place + 1)) / (2 * length))
}
