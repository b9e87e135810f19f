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

/** Between these all values lie: what a change of brightness would bring beyond them is cut off. */
export interface ValueRange {
  readonly least: number
  readonly largest: number
}

/** Correlation of two images that are called the same. */
const correlated = 0.95
/** A gain and an offset are found again without the brightest pixels where so many others are left. */
const fewest = 8

/**
 * @internal The shift of up to `reach` pixels at which two images differ least; `undefined` when they are correlated by
 * less than 0.95 at all of them, or darker where the other is brighter. Brightness is compared where all shifts
 * overlap; what is left after it, wherever the two images do.
 */
export function compareImages(
  first: Float32Array,
  second: Float32Array,
  size: ImageSize,
  reach: number,
  range: ValueRange,
): Resemblance | undefined {
  let best: Resemblance | undefined
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      const pair = { first, second, size, reach, down, right }
      const light = brightness(pair, range)
      if (!light) continue
      const residual = largestDifference(pair, light, range)
      const { gain, offset } = light
      if (!best || residual < best.residual) best = { shift: [down, right], gain, offset, residual }
    }
  }
  return best
}

/** Two images, the second compared with the first moved so far. */
interface Pair {
  readonly first: Float32Array
  readonly second: Float32Array
  readonly size: ImageSize
  readonly reach: number
  readonly down: number
  readonly right: number
}

interface Brightness {
  readonly gain: number
  readonly offset: number
}

function brightness(pair: Pair, { largest }: ValueRange): Brightness | undefined {
  const all = fitBrightness(pair, Number.POSITIVE_INFINITY)
  if (!all || all.correlation < correlated) return undefined
  if (all.brightest < largest) return all
  // Where light was cut off, the pixels say nothing of how much there was.
  const rest = fitBrightness(pair, largest)
  return rest && rest.count >= fewest && rest.gain > 0 ? rest : all
}

/** Least squares over the pixels of the second image below a limit. */
function fitBrightness({ first, second, size, reach, down, right }: Pair, limit: number) {
  const { height, width, channels } = size
  const length = (width - 2 * reach) * channels
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0]
  let brightest = Number.NEGATIVE_INFINITY
  for (let y = reach; y < height - reach; y++) {
    const from = ((y - down) * width + reach - right) * channels
    const to = (y * width + reach) * channels
    for (let index = 0; index < length; index++) {
      const b = second[to + index] ?? 0
      if (b > brightest) brightest = b
      if (b >= limit) continue
      const a = first[from + index] ?? 0
      count++
      sumA += a
      sumB += b
      sumAA += a * a
      sumBB += b * b
      sumAB += a * b
    }
  }
  const [varianceA, varianceB] = [sumAA - (sumA * sumA) / count, sumBB - (sumB * sumB) / count]
  if (!(varianceA > 1e-9 * sumAA)) return undefined
  const covariance = sumAB - (sumA * sumB) / count
  const gain = covariance / varianceA
  const correlation = covariance / Math.sqrt(varianceA * varianceB)
  return { gain, offset: (sumB - gain * sumA) / count, correlation, count, brightest }
}

function largestDifference(
  { first, second, size, down, right }: Pair,
  { gain, offset }: Brightness,
  { least, largest }: ValueRange,
): number {
  const { height, width, channels } = size
  const length = (width - Math.abs(right)) * channels
  let found = 0
  for (let y = Math.max(0, down); y < Math.min(height, height + down); y++) {
    const from = ((y - down) * width + Math.max(0, -right)) * channels
    const to = (y * width + Math.max(0, right)) * channels
    for (let index = 0; index < length; index++) {
      const expected = gain * (first[from + index] ?? 0) + offset
      const left = Math.abs((second[to + index] ?? 0) - Math.min(Math.max(expected, least), largest))
      if (left > found) found = left
    }
  }
  return found
}
