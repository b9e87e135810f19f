/**
 * Parzen estimators: mixtures with one kernel per observation, a product over the parameters, and a wide one as prior.
 * Watanabe 2023, "Tree-structured Parzen estimator: understanding its algorithm components", arXiv:2304.11127.
 */
import {
  type CategoricalDomain,
  type Domain,
  type FloatDomain,
  fromStretch,
  type IntegerDomain,
  stepOf,
  stretchOf,
  toStretch,
  type Value,
} from '../domain.ts'
import { normalCdf, normalQuantile } from './normal-distribution.ts'

/** One parameter's part of the mixture. */
interface Dimension {
  /** Adds the logarithm of each kernel's density at the value to `sums`. */
  addLogDensities(value: Value, sums: Float64Array): void
  /** A draw from a kernel; `uniform` in (0, 1). */
  draw(kernel: number, uniform: number): Value
}

export interface ParzenOptions {
  /** Of each observation; the prior has the weight 1. */
  readonly weights: Float64Array
  /** Bandwidth of the kernels over a stretch of length 1, from the observations on it, sorted or not. */
  readonly bandwidths: (places: Float64Array) => Float64Array
}

export class ParzenEstimator {
  readonly #dimensions: readonly Dimension[]
  /** Logarithms, the prior's last. */
  readonly #logWeights: Float64Array
  readonly #cumulated: Float64Array

  /** @param observations one row per parameter, each with the values of all observations. */
  constructor(
    domains: readonly Domain[],
    observations: readonly (readonly Value[])[],
    options: ParzenOptions,
  ) {
    const { weights } = options
    const all = Float64Array.from([...weights, 1])
    const total = all.reduce((sum, weight) => sum + weight, 0)
    this.#logWeights = all.map((weight) => Math.log(weight / total))
    let sum = 0
    this.#cumulated = all.map((weight) => (sum += weight / total))
    this.#dimensions = domains.map((domain, index) => {
      const values = observations[index] ?? []
      return domain.kind === 'categorical' ? categories(domain, values) : numbers(domain, values, options)
    })
  }

  /** Values of all parameters, drawn together. `uniforms`: one more number than parameters. */
  draw(uniforms: Float64Array): Value[] {
    const first = uniforms[0] ?? 0
    const found = this.#cumulated.findIndex((sum) => first < sum)
    const kernel = found < 0 ? this.#cumulated.length - 1 : found
    return this.#dimensions.map((dimension, index) => dimension.draw(kernel, uniforms[index + 1] ?? 0.5))
  }

  /** The logarithm of the density; of whole numbers, steps and categories, of the probability. */
  logDensity(values: readonly Value[]): number {
    const sums = this.#logWeights.slice()
    this.#dimensions.forEach((dimension, index) => {
      const value = values[index]
      if (value !== undefined) dimension.addLogDensities(value, sums)
    })
    return logOfSum(sums)
  }
}

/** ln Σ exp. */
function logOfSum(logarithms: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY
  for (let index = 0; index < logarithms.length; index++) {
    const logarithm = logarithms[index] ?? 0
    if (logarithm > highest) highest = logarithm
  }
  let total = 0
  for (let index = 0; index < logarithms.length; index++) {
    const below = (logarithms[index] ?? 0) - highest
    // Ten thousand of those left out change nothing in the 16th digit.
    if (below > -50) total += Math.exp(below)
  }
  return highest + Math.log(total)
}

/** Normal kernels cut off at the ends of the domain. */
function numbers(
  domain: FloatDomain | IntegerDomain,
  values: readonly Value[],
  { bandwidths }: ParzenOptions,
): Dimension {
  const [low, high] = stretchOf(domain)
  const length = high - low
  if (length === 0) return { addLogDensities: () => {}, draw: () => domain.low }
  const place = (value: number) => (toStretch(domain, value) - low) / length
  // Not `Float64Array.from`, which takes five times as long.
  const places = new Float64Array(values.length)
  for (let index = 0; index < values.length; index++) places[index] = place(Number(values[index]))
  const kernels = kernelsAt(places, bandwidths)
  const { means, deviations, below, inside } = kernels
  const step = stepOf(domain)
  return {
    addLogDensities: step === undefined ? densities(kernels, place) : masses(kernels, place, step),
    draw(kernel, uniform) {
      const p = (below[kernel] ?? 0) + uniform * (inside[kernel] ?? 1)
      const x = (means[kernel] ?? 0) + (deviations[kernel] ?? 1) * normalQuantile(p)
      return fromStretch(domain, low + Math.min(Math.max(x, 0), 1) * length)
    },
  }
}

/** On a stretch of length 1; the prior's, as wide as that, last. */
interface Kernels {
  readonly means: Float64Array
  readonly deviations: Float64Array
  /** The probability below the stretch, and on it. */
  readonly below: Float64Array
  readonly inside: Float64Array
}

function kernelsAt(places: Float64Array, bandwidths: ParzenOptions['bandwidths']): Kernels {
  const count = places.length
  const means = new Float64Array(count + 1).fill(0.5)
  means.set(places)
  const deviations = new Float64Array(count + 1).fill(1)
  deviations.set(bandwidths(places))
  const below = means.map((mean, kernel) => normalCdf(-mean / (deviations[kernel] ?? 1)))
  const inside = means.map(
    (mean, kernel) => normalCdf((1 - mean) / (deviations[kernel] ?? 1)) - (below[kernel] ?? 0),
  )
  return { means, deviations, below, inside }
}

/** Of real numbers. */
function densities(
  { means, deviations, inside }: Kernels,
  place: (value: number) => number,
): Dimension['addLogDensities'] {
  const scales = deviations.map((deviation) => 1 / deviation)
  const constants = deviations.map(
    (deviation, kernel) => -Math.log(deviation * (inside[kernel] ?? 1)) - 0.5 * Math.log(2 * Math.PI),
  )
  return (value, sums) => {
    const at = place(Number(value))
    for (let kernel = 0; kernel < sums.length; kernel++) {
      const z = (at - (means[kernel] ?? 0)) * (scales[kernel] ?? 1)
      sums[kernel] = (sums[kernel] ?? 0) + (constants[kernel] ?? 0) - 0.5 * z * z
    }
  }
}

/** Of rounded ones: the probability of all that is rounded to the value. Kernels at the same value are the same. */
function masses(
  { means, deviations, inside }: Kernels,
  place: (value: number) => number,
  step: number,
): Dimension['addLogDensities'] {
  const first = new Map<number, number>()
  const alike = means.map((mean, kernel) => {
    const known = first.get(mean)
    if (known !== undefined && deviations[known] === deviations[kernel]) return known
    first.set(mean, kernel)
    return kernel
  })
  const distinct = alike.filter((known, kernel) => known === kernel)
  const logMasses = new Float64Array(means.length)
  return (value, sums) => {
    const [from, to] = [place(Number(value) - step / 2), place(Number(value) + step / 2)]
    for (const kernel of distinct) {
      const [mean = 0, deviation = 1] = [means[kernel], deviations[kernel]]
      const mass = normalCdf((to - mean) / deviation) - normalCdf((from - mean) / deviation)
      logMasses[kernel] = Math.log(Math.max(mass / (inside[kernel] ?? 1), 1e-300))
    }
    for (let kernel = 0; kernel < sums.length; kernel++) {
      sums[kernel] = (sums[kernel] ?? 0) + (logMasses[alike[kernel] ?? kernel] ?? 0)
    }
  }
}

/** Each kernel prefers its own value; the rest is shared among all (Aitchison & Aitken 1976). */
function categories({ choices }: CategoricalDomain, values: readonly Value[]): Dimension {
  const kernels = values.length + 1
  // What the prior has to give is shared by the kernels.
  const share = 1 / kernels
  const total = 1 + share * choices.length
  const own = values.map((value) => choices.indexOf(value))
  return {
    addLogDensities(value, sums) {
      const place = choices.indexOf(value)
      const [same, other] = [Math.log((1 + share) / total), Math.log(share / total)]
      own.forEach((choice, kernel) => {
        sums[kernel] = (sums[kernel] ?? 0) + (choice === place ? same : other)
      })
      sums[kernels - 1] = (sums[kernels - 1] ?? 0) - Math.log(choices.length)
    },
    draw(kernel, uniform) {
      const favourite = own[kernel]
      const at = uniform * (favourite === undefined ? choices.length : total)
      if (favourite === undefined) return choices[Math.min(Math.floor(at), choices.length - 1)] ?? 0
      const common = Math.floor(at / share)
      return choices[common < choices.length ? common : favourite] ?? 0
    },
  }
}
