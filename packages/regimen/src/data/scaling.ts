/**
 * Scaling of the inputs: `(x − offset) / scale`, fitted on the training part only. Features of very different
 * sizes make the loss's curvature differ between directions, which slows gradient descent (LeCun et al. 1998,
 * "Efficient BackProp", section 4.3).
 */
import { formatShape, type Shape, sizeOf } from '../engine/types.ts'
import { tableError } from '../messages/tables.ts'
import { type Dataset, featureName, type Part } from './dataset.ts'
import { SavedFields } from './saved-fields.ts'

/** One number pair for each feature, or one for all together (images, whose pixels share their unit). */
export type ScalingScope = 'feature' | 'all'

/** The options of a scaler. */
export interface ScalingOptions {
  /** Default: 'feature'. */
  readonly per?: ScalingScope
}

interface Statistics {
  readonly offset: number
  readonly scale: number
}

/** The two numbers of a column. It is never empty, never constant, and may be reordered in place. */
type Rule = (values: Float64Array) => Statistics

const rules = {
  none: () => ({ offset: 0, scale: 1 }),
  minMax: (values) => {
    const { minimum, maximum } = rangeOf(values)
    return { offset: minimum, scale: maximum - minimum }
  },
  zScore: (values) => ({ offset: meanOf(values), scale: standardDeviation(values) }),
  robust: (values) => {
    const sorted = values.sort()
    const width = quantile(sorted, 0.75) - quantile(sorted, 0.25)
    // More than half the values being equal says nothing about the size of the others.
    return { offset: quantile(sorted, 0.5), scale: width > 0 ? width : standardDeviation(sorted) }
  },
} as const satisfies Record<string, Rule>

/** The name of a way of scaling. */
export type ScalingKind = keyof typeof rules
/** All ways of scaling by name. */
export const scalingKinds: readonly ScalingKind[] = ['none', 'minMax', 'zScore', 'robust']

/** A way of scaling inputs, before it has seen data. */
export interface Scaler {
  readonly kind: ScalingKind
  /**
   * Measures the training part; what it was is remembered, and applied unchanged to the other parts.
   *
   * @throws RegimenError `scaling-empty`, `scaling-not-finite`
   */
  fit(train: Part<'train'>, options?: ScalingOptions): FittedScaler
}

/**
 * The scalings, by name.
 * - `none`: the values as they are.
 * - `minMax`: to [0, 1] on the training part. One outlier squeezes all other values together.
 * - `zScore`: mean 0, standard deviation 1 (division by n). An outlier still counts, less than above.
 * - `robust`: median 0, distance between the quartiles 1 (linear interpolation); outliers do not count. Where
 *   the quartiles coincide (mostly-zero columns) the standard deviation takes the distance's place.
 *
 * A constant feature becomes 0 everywhere in each of them, except `none`.
 */
export const scalers: Readonly<Record<ScalingKind, Scaler>> = {
  none: scaler('none'),
  minMax: scaler('minMax'),
  zScore: scaler('zScore'),
  robust: scaler('robust'),
}

/** What a saved scaler is made of. */
export interface FittedScalerJson {
  readonly kind: ScalingKind
  readonly per: ScalingScope
  readonly offset: readonly number[]
  readonly scale: readonly number[]
}

/** A scaling with its measured numbers: part of a trained model, saved with it. */
export class FittedScaler {
  readonly kind: ScalingKind
  readonly per: ScalingScope
  /** `[features]`, or `[1]` when fitted over all features together. */
  readonly offset: readonly number[]
  /** As `offset`; never 0. */
  readonly scale: readonly number[]

  constructor({ kind, per, offset, scale }: FittedScalerJson) {
    this.kind = kind
    this.per = per
    this.offset = offset
    this.scale = scale
  }

  /**
   * The inputs `[rows, ...inputShape]` scaled, as a new array.
   *
   * @throws RegimenError `scaling-shape` when the features are not as many as in the training part
   */
  apply(inputs: Float32Array, inputShape: Shape): Float32Array {
    const features = sizeOf(inputShape)
    if (this.per === 'feature' && features !== this.offset.length) {
      const shape = formatShape(inputShape)
      throw tableError('scaling-shape', { expected: this.offset.length, actual: features, shape })
    }
    if (this.kind === 'none') return inputs.slice()
    const width = this.offset.length
    const offset = Float64Array.from(this.offset)
    const scale = Float64Array.from(this.scale)
    const scaled = new Float32Array(inputs.length)
    for (let start = 0; start < inputs.length; start += width) {
      for (let feature = 0; feature < width; feature++) {
        const value = inputs[start + feature] ?? 0
        scaled[start + feature] = (value - (offset[feature] ?? 0)) / (scale[feature] ?? 1)
      }
    }
    return scaled
  }

  /** The data set, or part, with its inputs scaled. */
  applyTo<D extends Dataset>(dataset: D): D {
    return { ...dataset, inputs: this.apply(dataset.inputs, dataset.inputShape) }
  }

  toJSON(): FittedScalerJson {
    return { kind: this.kind, per: this.per, offset: this.offset, scale: this.scale }
  }

  /** @throws RegimenError `bad-saved-state` */
  static fromJSON(json: unknown): FittedScaler {
    const saved = new SavedFields('The scaling', json)
    const offset = saved.numbers('offset')
    const scale = saved.numbers('scale')
    const per = saved.oneOf('per', ['feature', 'all'])
    saved.require(per === 'feature' || offset.length === 1, 'offset', 'one number')
    saved.require(scale.length === offset.length, 'scale', 'as long as offset')
    saved.require(!scale.includes(0), 'scale', 'without zeros')
    return new FittedScaler({ kind: saved.oneOf('kind', scalingKinds), per, offset, scale })
  }
}

function scaler(kind: ScalingKind): Scaler {
  return {
    kind,
    fit(train, { per = 'feature' } = {}) {
      if (train.size === 0) throw tableError('scaling-empty', { dataset: train.name })
      const features = sizeOf(train.inputShape)
      const columns = per === 'all' ? 1 : features
      const statistics = Array.from({ length: columns }, (_, column) => {
        const values = Float64Array.from({ length: train.inputs.length / columns }, (_, row) => {
          return train.inputs[row * columns + column] ?? 0
        })
        return measure(rules[kind], values, () => ({
          dataset: train.name,
          feature: per === 'all' ? 'the inputs' : featureName(train, column),
        }))
      })
      return new FittedScaler({
        kind,
        per,
        offset: statistics.map(({ offset }) => offset),
        scale: statistics.map(({ scale }) => scale),
      })
    },
  }
}

function measure(
  rule: Rule,
  values: Float64Array,
  where: () => { dataset: string; feature: string },
): Statistics {
  if (!values.every(Number.isFinite)) throw tableError('scaling-not-finite', where())
  const { minimum, maximum } = rangeOf(values)
  // Told by the range: rounding can leave a constant column a standard deviation that is tiny instead of 0.
  if (minimum === maximum) return rule === rules.none ? rules.none() : { offset: minimum, scale: 1 }
  return rule(values)
}

function rangeOf(values: Float64Array): { minimum: number; maximum: number } {
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  return { minimum, maximum }
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Around the mean, in a second pass: the one-pass formula cancels catastrophically. */
function standardDeviation(values: Float64Array): number {
  const mean = meanOf(values)
  let sum = 0
  for (const value of values) sum += (value - mean) ** 2
  return Math.sqrt(sum / values.length)
}

/** Quantile of sorted values, with linear interpolation (Hyndman & Fan 1996, type 7). */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const position = (sorted.length - 1) * fraction
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (position - below)
}
