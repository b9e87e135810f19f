/** Intervals from resampling (Efron 1979), seeded so that the same measurements give the same interval. */
import { RandomKey } from 'regimen'
import type { Estimate } from './estimate.ts'
import { exactly } from './estimate.ts'
import { mean, quantileOfSorted } from './moments.ts'
import { normalProbability, student975 } from './normal.ts'

export interface BootstrapOptions {
  /** What is estimated. Default: the mean. */
  readonly statistic?: (values: Float64Array) => number
  /** Default 10,000. */
  readonly resamples?: number
  /** Of the resampling alone. Default 0. */
  readonly seed?: number
}

/**
 * A statistic of a sample, with a 95 % interval of expanded bootstrap percentiles: with few values plain percentiles are too
 * narrow by what Student's t and n − 1 account for (Hesterberg 2015, "What teachers should know about the bootstrap"). Values of
 * which there is only one have no interval: it is everything.
 */
export function bootstrap(values: readonly number[], options: BootstrapOptions = {}): Estimate {
  const { statistic = mean, resamples = 10_000, seed = 0 } = options
  const count = values.length
  const value = statistic(Float64Array.from(values))
  if (count < 2) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, count }
  if (values.every((each) => each === values[0])) return { ...exactly(value), count }
  const draws = RandomKey.fromSeed(seed)
    .child('bootstrap')
    .uniform(resamples * count)
  const sample = new Float64Array(count)
  const statistics = Float64Array.from({ length: resamples }, (_, round) => {
    for (let index = 0; index < count; index++) {
      sample[index] = values[Math.floor((draws[round * count + index] ?? 0) * count)] ?? 0
    }
    return statistic(sample)
  }).sort()
  const tail = normalProbability(-Math.sqrt(count / (count - 1)) * student975(count - 1))
  const low = quantileOfSorted(statistics, tail)
  return { value, low, high: quantileOfSorted(statistics, 1 - tail), count }
}

/** The mean difference of pairs, first − second: of two treatments of the same seeds. */
export function pairedDifference(
  first: readonly number[],
  second: readonly number[],
  options: BootstrapOptions = {},
): Estimate {
  if (first.length !== second.length) {
    throw new RangeError(`pairs of ${first.length} and ${second.length} values`)
  }
  return bootstrap(
    first.map((value, index) => value - (second[index] ?? 0)),
    options,
  )
}

/** A share of independent trials, with Wilson's 95 % interval (1927). */
export function share(successes: number, trials: number): Estimate {
  const z = student975(Number.POSITIVE_INFINITY)
  const value = successes / trials
  const centre = (value + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials)
  const half =
    (z * Math.sqrt((value * (1 - value)) / trials + z ** 2 / (4 * trials ** 2))) / (1 + z ** 2 / trials)
  const low = successes === 0 ? 0 : centre - half
  return { value, low, high: successes === trials ? 1 : centre + half, count: trials }
}
