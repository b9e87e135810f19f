/**
 * Leakage that a comparison bit for bit does not see: images of a later part that are images of an earlier one moved
 * by a pixel, made brighter or darker, or slightly noisy.
 */

import { wasmBackend } from '../engine/backends/wasm/index.ts'
import { maximum } from '../engine/ops/elementwise.ts'
import { matmul } from '../engine/ops/linear-algebra.ts'
import { transpose } from '../engine/ops/views.ts'
import { compile, Program } from '../engine/program.ts'
import { withBackend } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { sizeOf } from '../engine/types.ts'
import { requireOption } from '../nn/options.ts'
import { type ImageSize, imageSize } from './augmentation/augmentation.ts'
import { dct2Basis } from './cosine-basis.ts'
import type { Dataset, Part, PartName, Split } from './dataset.ts'
import type { Leak } from './duplicates.ts'
import { compareImages, type Resemblance, type ValueRange } from './resemblance.ts'

/** The options of `findNearDuplicates`. */
export interface NearDuplicateOptions {
  /** [height, width] or [height, width, channels] of rows that are stored flat. Default: the data's own shape. */
  readonly image?: readonly number[]
  /**
   * How far two pixels may differ at most once position and brightness are taken out, as a share of the training
   * part's range. Default 0.25, and 0.2 for images of fewer than 256 numbers: small images are alike by chance.
   */
  readonly tolerance?: number
}

/** Two images that are the same but for a shift, brightness and noise. */
export interface NearPair extends Resemblance {
  /** Row numbers in the source: of the earlier part, and of the later one. */
  readonly rows: readonly [number, number]
}

/** As a `Leak`, with what each pair differs by. */
export interface NearLeak extends Leak {
  readonly details: readonly NearPair[]
}

/** Images that occur, the same or nearly so, in more than one part. */
export interface NearDuplicateReport {
  readonly trainValidation: NearLeak
  readonly trainTest: NearLeak
  readonly validationTest: NearLeak
  /** Sum of the three counts. */
  readonly count: number
}

/** The largest shift that is looked for, in pixels, in each direction. */
const reach = 1
/** Cosines per side: the coarse picture in which candidates are looked for. */
const coarse = 8
/** So many images of the earlier part are compared pixel by pixel with each of the later one. */
const candidates = 8
/** Below this cosine of the coarse pictures no pixels are compared. */
const alike = 0.9

/**
 * Looks for images of a later part that are in an earlier one, the same, moved by up to a pixel, of another
 * brightness (gain and offset; what that brings beyond the data's range may be cut off), or with light noise. Candidates have nearly the same coarse picture (its lowest
 * cosines, at the nine positions, compared by matrix products); they are then compared pixel by pixel. Ten thousand
 * images of 28×28 take two to three seconds (`npm run bench -- contamination`). Barz & Denzler 2020, arXiv:1902.00423, say why to look, and found 3 to 10 %
 * of the CIFAR test images in the training part. Images of one colour resemble nothing here; `findDuplicates` finds
 * them.
 *
 * @throws RegimenError `technique-option` where rows are no images, or are smaller than 4×4.
 */
export function findNearDuplicates(
  { train, validation, test }: Split,
  options: NearDuplicateOptions = {},
): NearDuplicateReport {
  const size = imageSize('nearDuplicates', options.image ?? [], train)
  const large = size.height >= 4 && size.width >= 4
  requireOption('nearDuplicates', 'image', [size.height, size.width], large, 'at least 4×4 pixels')
  const share = options.tolerance ?? (sizeOf(train.inputShape) < 256 ? 0.2 : 0.25)
  return withBackend(wasmBackend, () => {
    const range = rangeOf(train)
    const finder = new Finder(size, range, share * Math.max(0, range.largest - range.least))
    const [ofTrain, ofTest] = [finder.seenFrom(train, shifts), finder.seenFrom(test, middle)]
    const ofValidation = finder.seenFrom(validation, shifts)
    const trainValidation = finder.leak(ofTrain, ofValidation, ['train', 'validation'])
    const trainTest = finder.leak(ofTrain, ofTest, ['train', 'test'])
    const validationTest = finder.leak(ofValidation, ofTest, ['validation', 'test'])
    const count = trainValidation.count + trainTest.count + validationTest.count
    return { trainValidation, trainTest, validationTest, count }
  })
}

type Shift = readonly [down: number, right: number]
const middle: readonly Shift[] = [[0, 0]]
/** The middle first: it is what the later part is looked at from. */
const shifts: readonly Shift[] = [
  ...middle,
  ...[-reach, 0, reach].flatMap((down) =>
    [-reach, 0, reach].flatMap((right): Shift[] => (down === 0 && right === 0 ? [] : [[down, right]])),
  ),
]

function rangeOf({ inputs }: Dataset): ValueRange {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of inputs) {
    if (value < least) least = value
    if (value > largest) largest = value
  }
  return { least, largest }
}

/** Rows of later parts are compared in blocks, so that the products stay small. */
const blockRows = 128

/** A part with the coarse pictures of its images, from each of some positions. */
interface Seen {
  readonly part: Part<PartName>
  readonly pictures: readonly Tensor[]
}

class Finder {
  readonly #size: ImageSize
  readonly #range: ValueRange
  readonly #tolerance: number
  readonly #project = compile((images: Tensor, basis: Tensor) => matmul(images, basis))

  constructor(size: ImageSize, range: ValueRange, tolerance: number) {
    this.#size = size
    this.#range = range
    this.#tolerance = tolerance
  }

  /** The coarse pictures of what lies within the border: rows of length 1. */
  seenFrom(part: Part<PartName>, positions: readonly Shift[]): Seen {
    const images = fromData('float32', [part.size, sizeOf(part.inputShape)], part.inputs)
    const pictures = positions.map((position) => {
      const seen = this.#project(images, dct2Basis(this.#size, reach, position, coarse))
      return fromData('float32', seen.shape, unitRows(seen.data(), seen.shape[1] ?? 1))
    })
    return { part, pictures }
  }

  leak(earlier: Seen, { part: later, pictures }: Seen, between: readonly [PartName, PartName]): NearLeak {
    const details: NearPair[] = []
    const sought = pictures[0]?.data() ?? []
    const { size } = earlier.part
    const width = pictures[0]?.shape[1] ?? 1
    const block = new Float32Array(blockRows * width)
    const similarities = size === 0 ? undefined : largestSimilarities(earlier, block, width)
    for (let start = 0; similarities && start < later.size; start += blockRows) {
      const rows = Math.min(blockRows, later.size - start)
      for (let index = 0; index < rows * width; index++) block[index] = sought[start * width + index] ?? 0
      similarities.run()
      const values = similarities.result.data()
      for (let row = 0; row < rows; row++) {
        const matches = bestColumns(values, row * size, size)
        const found = this.#firstOf(matches, earlier.part, later, start + row)
        if (found) details.push(found)
      }
    }
    return { between, count: details.length, pairs: details.map(({ rows }) => rows), details }
  }

  #firstOf(
    matches: readonly number[],
    earlier: Part<PartName>,
    later: Part<PartName>,
    row: number,
  ): NearPair | undefined {
    const features = sizeOf(later.inputShape)
    const image = later.inputs.subarray(row * features, (row + 1) * features)
    for (const match of matches) {
      const other = earlier.inputs.subarray(match * features, (match + 1) * features)
      const resemblance = compareImages(other, image, this.#size, reach, this.#range)
      if (resemblance && resemblance.residual <= this.#tolerance) {
        return { rows: [earlier.rows[match] ?? 0, later.rows[row] ?? 0], ...resemblance }
      }
    }
    return undefined
  }
}

function unitRows(values: ArrayLike<number>, width: number): Float32Array {
  const scaled = Float32Array.from(values)
  for (let start = 0; start < scaled.length; start += width) {
    let squares = 0
    for (let index = start; index < start + width; index++) squares += (scaled[index] ?? 0) ** 2
    const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let index = start; index < start + width; index++) scaled[index] = (scaled[index] ?? 0) * factor
  }
  return scaled
}

/** Of the pictures in `block` to all of the earlier part, the largest cosine over the positions: [blockRows, size]. */
function largestSimilarities({ pictures }: Seen, block: Float32Array, width: number) {
  const program = new Program(pictures)
  return program.bind(
    (known, { rows }: { readonly rows: Tensor }) => ({
      result: known.map((each) => matmul(rows, transpose(each))).reduce((a, b) => maximum(a, b)),
    }),
    { rows: fromData('float32', [blockRows, width], block) },
  )
}

/** Where a row of values is largest, and above the limit; the largest first. */
function bestColumns(values: ArrayLike<number>, start: number, columns: number): number[] {
  const best: { readonly column: number; readonly value: number }[] = []
  let least = alike
  for (let column = 0; column < columns; column++) {
    const value = values[start + column] ?? 0
    if (value <= least) continue
    const place = best.findIndex((other) => other.value < value)
    best.splice(place < 0 ? best.length : place, 0, { column, value })
    if (best.length > candidates) best.pop()
    if (best.length === candidates) least = best.at(-1)?.value ?? least
  }
  return best.map(({ column }) => column)
}
