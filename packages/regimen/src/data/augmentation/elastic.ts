import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import {
  type Augmentation,
  augmentationFactory,
  type ImageSettings,
  type ImageSize,
  imageSize,
  requireBetween,
} from './augmentation.ts'
import { Resampler, writeMap } from './resample.ts'
import type { RowStream } from './row-stream.ts'

/** The settings of `elasticDistortion`. */
export type ElasticSettings = ImageSettings & {
  /** Standard deviation of the displacements on the grid, in pixels. Default 1.5. */
  readonly deviation: number
  /** Distance between the points of the grid, in pixels: the larger, the smoother. Default 7. */
  readonly spacing: number
  /** What comes in at the border. Default 0. */
  readonly fill: number
}

/**
 * Images bent like rubber: random displacements on a coarse grid, between its points smooth cubic splines. The form
 * of Ronneberger et al.; Simard et al. smooth noise at every pixel instead, which looks the same and costs more.
 */
export const elasticDistortion: TechniqueFactory<ElasticSettings, Augmentation> =
  augmentationFactory<ElasticSettings>(
    {
      name: 'elasticDistortion',
      defaults: { deviation: 1.5, spacing: 7, fill: 0, image: [] },
      paper:
        'Simard, Steinkraus & Platt 2003, ICDAR; on a grid: Ronneberger et al. 2015, arXiv:1505.04597, §3.1',
    },
    ({ deviation, spacing, fill, image }, dataset) => {
      const size = imageSize('elasticDistortion', image, dataset)
      const resampler = new Resampler(size, fill, { bends: true })
      const field = new SmoothField(size, spacing)
      const places = new Float64Array(6)
      writeMap(places, 1, 0, 0, 0, 1, 0)
      return {
        change: (rows, offset, random) => {
          field.draw(random, deviation, resampler.right)
          field.draw(random, deviation, resampler.down)
          resampler.change(rows, offset, places)
        },
      }
    },
    ({ deviation, spacing }) => {
      requireBetween('elasticDistortion', 'deviation', deviation, 0, Number.POSITIVE_INFINITY)
      requireBetween('elasticDistortion', 'spacing', spacing, 1, Number.POSITIVE_INFINITY)
    },
  )

/** A number for each pixel that changes smoothly: uniform cubic B-splines over random control points. */
class SmoothField {
  readonly #size: ImageSize
  readonly #rows: SplineWeights
  readonly #columns: SplineWeights
  readonly #points: Float32Array
  readonly #across: Float32Array

  constructor(size: ImageSize, spacing: number) {
    this.#size = size
    this.#rows = splineWeights(size.height, spacing)
    this.#columns = splineWeights(size.width, spacing)
    this.#points = new Float32Array(this.#rows.points * this.#columns.points)
    this.#across = new Float32Array(this.#rows.points * size.width)
  }

  /** @param values [height, width] */
  draw(random: RowStream, deviation: number, values: Float32Array): void {
    const { height, width } = this.#size
    const points = this.#points
    for (let index = 0; index < points.length; index++) points[index] = random.normal() * deviation
    interpolate(
      points,
      this.#columns,
      this.#across,
      width,
      this.#rows.points,
      [1, this.#columns.points],
      [1, width],
    )
    interpolate(this.#across, this.#rows, values, height, width, [width, 1], [width, 1])
  }
}

/** Of each place along one side: the first of its four control points, and their weights. */
interface SplineWeights {
  readonly points: number
  readonly first: Int32Array
  readonly weights: Float64Array
}

function splineWeights(length: number, spacing: number): SplineWeights {
  const first = new Int32Array(length)
  const weights = new Float64Array(4 * length)
  for (let place = 0; place < length; place++) {
    const position = place / spacing
    const t = position - Math.floor(position)
    first[place] = Math.floor(position)
    weights.set(
      [
        (1 - t) ** 3 / 6,
        (3 * t ** 3 - 6 * t * t + 4) / 6,
        (-3 * t ** 3 + 3 * t * t + 3 * t + 1) / 6,
        t ** 3 / 6,
      ],
      4 * place,
    )
  }
  return { points: (first[length - 1] ?? 0) + 4, first, weights }
}

type Strides = readonly [along: number, line: number]

function interpolate(
  from: Float32Array,
  { first, weights }: SplineWeights,
  into: Float32Array,
  places: number,
  lines: number,
  [step, line]: Strides,
  [stepInto, lineInto]: Strides,
): void {
  for (let place = 0; place < places; place++) {
    const start = (first[place] ?? 0) * step
    const w0 = weights[4 * place] ?? 0
    const w1 = weights[4 * place + 1] ?? 0
    const w2 = weights[4 * place + 2] ?? 0
    const w3 = weights[4 * place + 3] ?? 0
    for (let index = 0; index < lines; index++) {
      const at = start + index * line
      into[place * stepInto + index * lineInto] =
        w0 * (from[at] ?? 0) +
        w1 * (from[at + step] ?? 0) +
        w2 * (from[at + 2 * step] ?? 0) +
        w3 * (from[at + 3 * step] ?? 0)
    }
  }
}
