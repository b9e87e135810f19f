/** Noise on the inputs: on images by an amount, on tables by a share of each column's spread. */
import { sizeOf } from '../../engine/types.ts'
import type { TechniqueFactory } from '../../nn/technique-factory.ts'
import type { Dataset } from '../dataset.ts'
import { type Augmentation, augmentationFactory, requireBetween } from './augmentation.ts'

/** The settings of `inputNoise`. */
export type InputNoiseSettings = {
  /** Standard deviation, in the unit of the inputs. Default 0.1. */
  readonly deviation: number
}

/** The settings of `jitter`. */
export type JitterSettings = {
  /** Standard deviation, in standard deviations of each column. Default 0.1. */
  readonly share: number
}

/** Normal noise of one size on every number: for a linear model the same as ridge regression (Bishop 1995). */
export const inputNoise: TechniqueFactory<InputNoiseSettings, Augmentation> =
  augmentationFactory<InputNoiseSettings>(
    {
      name: 'inputNoise',
      defaults: { deviation: 0.1 },
      paper:
        'Bishop 1995, Training with noise is equivalent to Tikhonov regularization, Neural Computation 7',
      catalogue: ['R9'],
    },
    ({ deviation }, { inputShape }) => {
      const features = sizeOf(inputShape)
      return {
        change: (rows, offset, random) => random.addNormal(rows, offset, features, deviation),
      }
    },
    ({ deviation }) => requireBetween('inputNoise', 'deviation', deviation, 0, Number.POSITIVE_INFINITY),
  )

/**
 * For tables: normal noise on every column, as large as its spread allows. Columns of at most two values (encoded
 * categories, constants) stay as they are: a category is not a quantity.
 */
export const jitter: TechniqueFactory<JitterSettings, Augmentation> = augmentationFactory<JitterSettings>(
  {
    name: 'jitter',
    defaults: { share: 0.1 },
    paper: 'Sietsma & Dow 1991, Creating artificial neural networks that generalize, Neural Networks 4',
    catalogue: ['R9'],
  },
  ({ share }, dataset) => {
    const deviations = spreads(dataset).map((spread) => share * spread)
    return {
      change: (rows, offset, random) => {
        for (let feature = 0; feature < deviations.length; feature++) {
          const deviation = deviations[feature] ?? 0
          if (deviation > 0)
            rows[offset + feature] = (rows[offset + feature] ?? 0) + deviation * random.normal()
        }
      },
    }
  },
  ({ share }) => requireBetween('jitter', 'share', share, 0, Number.POSITIVE_INFINITY),
)

/** The standard deviation of each column with more than two values; of others 0. */
function spreads({ inputs, inputShape, size }: Dataset): Float64Array {
  const features = sizeOf(inputShape)
  return Float64Array.from({ length: features }, (_, feature) => {
    const known = new Set<number>()
    let total = 0
    for (let row = 0; row < size; row++) {
      const value = inputs[row * features + feature] ?? 0
      total += value
      if (known.size <= 2) known.add(value)
    }
    if (known.size <= 2) return 0
    const mean = total / size
    let squares = 0
    for (let row = 0; row < size; row++) squares += ((inputs[row * features + feature] ?? 0) - mean) ** 2
    return Math.sqrt(squares / size)
  })
}
