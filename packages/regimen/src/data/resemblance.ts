/** Two images compared pixel by pixel, position and brightness taken out. */
import type { ImageSize } from './augmentation/augmentation.ts'

/** What one image differs from another by. */
export interface Resemblance {
  /** Pixels down and to the right from the first image to the second. */
  readonly shift: readonly [number, number]
  /** second ≈ gain · first + offset, by least squares. */
  readonly gain: number
  readonly offset: number
  /** The largest difference that is left at any pixel. */
  readonly residual: number
}

/** Correlation of two images that are called the same. */
const correlated = 0.95

/**
 * @internal The shift of up to `reach` pixels at which two images differ least; `undefined` when they are correlated by
 * less than 0.95 at all of them, or darker where the other is brighter. Pixels at the border are not compared.
 */
export function compareImages(
  first: Float32Array,
  second: Float32Array,
  size: ImageSize,
  reach: number,
): Resemblance | undefined {
  let best: Resemblance | undefined
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      const fit = fitBrightness(first, second, size, reach, down, right)
      if (fit && (!best || fit.residual < best.residual)) best = fit
    }
  }
  return best
}

function fitBrightness(
  first: Float32Array,
  second: Float32Array,
  { height, width, channels }: ImageSize,
  reach: number,
  down: number,
  right: number,
): Resemblance | undefined {
  const length = (width - 2 * reach) * channels
  const count = (height - 2 * reach) * length
  const lineOf = (y: number, shiftDown: number, shiftRight: number) =>
    ((y - shiftDown) * width + reach - shiftRight) * channels
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0]
  for (let y = reach; y < height - reach; y++) {
    const [from, to] = [lineOf(y, down, right), lineOf(y, 0, 0)]
    for (let index = 0; index < length; index++) {
      const a = first[from + index] ?? 0
      const b = second[to + index] ?? 0
      sumA += a
      sumB += b
      sumAA += a * a
      sumBB += b * b
      sumAB += a * b
    }
  }
  const [varianceA, varianceB] = [sumAA - (sumA * sumA) / count, sumBB - (sumB * sumB) / count]
  const covariance = sumAB - (sumA * sumB) / count
  if (!(covariance > correlated * Math.sqrt(varianceA * varianceB)) || !(varianceA > 1e-9 * sumAA))
    return undefined
  const gain = covariance / varianceA
  const offset = (sumB - gain * sumA) / count
  let residual = 0
  for (let y = reach; y < height - reach; y++) {
    const [from, to] = [lineOf(y, down, right), lineOf(y, 0, 0)]
    for (let index = 0; index < length; index++) {
      const left = Math.abs((second[to + index] ?? 0) - gain * (first[from + index] ?? 0) - offset)
      if (left > residual) residual = left
    }
  }
  return { shift: [down, right], gain, offset, residual }
}
