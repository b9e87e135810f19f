/**
 * Gaussian processes with a Matérn 5/2 kernel and one length scale per input (Rasmussen & Williams 2006, "Gaussian
 * Processes for Machine Learning"; Snoek et al. 2012, arXiv:1206.2944).
 */
import { cholesky, solveLower, solveUpper } from './linear-algebra.ts'
import { normalCdf } from './normal-distribution.ts'

export interface Kernel {
  /** One per input, in its unit. */
  readonly lengths: Float64Array
  /** The variance of the function's values. */
  readonly variance: number
  /** The variance of the noise on the observations. */
  readonly noise: number
}

/** Places, all of the same length. NaN: the input does not exist there, which is as far from all values as they differ. */
export type Points = readonly Float64Array[]

/** Which inputs are categories: they are either the same or one apart. */
export type IsCategory = readonly boolean[]

export interface Posterior {
  readonly mean: number
  readonly variance: number
}

export class GaussianProcess {
  readonly #points: Points
  readonly #categories: IsCategory
  readonly #kernel: Kernel
  readonly #lower: Float64Array
  readonly #coefficients: Float64Array
  /** ln p(values | points, kernel): equation 2.30 of Rasmussen & Williams. */
  readonly logLikelihood: number

  private constructor(
    points: Points,
    categories: IsCategory,
    kernel: Kernel,
    lower: Float64Array,
    values: Float64Array,
  ) {
    this.#points = points
    this.#categories = categories
    this.#kernel = kernel
    this.#lower = lower
    this.#coefficients = solveUpper(lower, solveLower(lower, values))
    let sum = -0.5 * values.length * Math.log(2 * Math.PI)
    for (let index = 0; index < values.length; index++) {
      sum -= 0.5 * (values[index] ?? 0) * (this.#coefficients[index] ?? 0)
      sum -= Math.log(lower[index * values.length + index] ?? 1)
    }
    this.logLikelihood = sum
  }

  /** With mean 0 before any observation. Undefined where the kernel matrix is not positive definite. */
  static of(
    points: Points,
    values: Float64Array,
    categories: IsCategory,
    kernel: Kernel,
  ): GaussianProcess | undefined {
    const size = points.length
    const matrix = new Float64Array(size * size)
    points.forEach((point, row) => {
      for (let column = 0; column < row; column++) {
        matrix[row * size + column] = covariance(point, points[column] ?? point, categories, kernel)
      }
      matrix[row * size + row] = kernel.variance + kernel.noise
    })
    const lower = cholesky(matrix, size)
    return lower && new GaussianProcess(points, categories, kernel, lower, values)
  }

  /** Of the function, without noise: equations 2.25 and 2.26. */
  posterior(place: Float64Array): Posterior {
    const toPoints = Float64Array.from(this.#points, (point) =>
      covariance(place, point, this.#categories, this.#kernel),
    )
    let [mean, variance] = [0, this.#kernel.variance]
    toPoints.forEach((value, index) => {
      mean += value * (this.#coefficients[index] ?? 0)
    })
    for (const value of solveLower(this.#lower, toPoints)) variance -= value * value
    return { mean, variance: Math.max(variance, 0) }
  }
}

/** σ²·(1 + √5·r + 5r²/3)·exp(−√5·r), r the distance in length scales. */
export function covariance(
  a: Float64Array,
  b: Float64Array,
  categories: IsCategory,
  { lengths, variance }: Kernel,
): number {
  let squares = 0
  for (let index = 0; index < a.length; index++) {
    const [x = 0, y = 0, length = 1] = [a[index], b[index], lengths[index]]
    if (Object.is(x, y)) continue
    const apart = categories[index] || Number.isNaN(x - y) ? 1 : x - y
    squares += (apart / length) ** 2
  }
  const r = Math.sqrt(5 * squares)
  return variance * (1 + r + (r * r) / 3) * Math.exp(-r)
}

/** E[max(best − f, 0)] of a normal f (Jones et al. 1998). */
export function expectedImprovement({ mean, variance }: Posterior, best: number): number {
  const deviation = Math.sqrt(variance)
  if (deviation === 0) return Math.max(best - mean, 0)
  const z = (best - mean) / deviation
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  return Math.max(deviation * (z * normalCdf(z) + density), 0)
}

/** The logarithm of the noise that is expected, beside values of variance 1. */
const quiet = -9

/**
 * The kernel with the highest likelihood times prior: pattern search (Hooke & Jeeves 1961) over the logarithms. The
 * prior on the length scales grows with the number of inputs (Hvarfner et al. 2024, arXiv:2402.02229), that on the
 * noise keeps it small.
 */
export function fittedKernel(points: Points, values: Float64Array, categories: IsCategory): Kernel {
  const inputs = categories.length
  const usual = 0.5 * Math.log(inputs) - 0.2
  const objective = (x: Float64Array) => {
    const process = GaussianProcess.of(points, values, categories, kernelOf(x))
    if (!process) return Number.NEGATIVE_INFINITY
    let prior = -0.5 * (x[inputs] ?? 0) ** 2 - 0.5 * (((x[inputs + 1] ?? 0) - quiet) / 3) ** 2
    for (const log of x.subarray(0, inputs)) prior -= 0.5 * (log - usual) ** 2
    return process.logLikelihood + prior
  }
  const start = Float64Array.from({ length: inputs + 2 }, (_, index) =>
    index < inputs ? usual : index === inputs ? 0 : quiet,
  )
  return kernelOf(patternSearch(objective, start))
}

function kernelOf(x: Float64Array): Kernel {
  const inputs = x.length - 2
  return {
    lengths: x.subarray(0, inputs).map(Math.exp),
    variance: Math.exp(x[inputs] ?? 0),
    noise: Math.exp(x[inputs + 1] ?? 0),
  }
}

/** The place of the highest value found with steps along the axes that get smaller. */
function patternSearch(objective: (x: Float64Array) => number, start: Float64Array): Float64Array {
  let [best, highest] = [start, objective(start)]
  for (let step = 1; step > 0.2; ) {
    const before = highest
    for (let axis = 0; axis < start.length; axis++) {
      for (const sign of [1, -1]) {
        const trial = best.slice()
        trial[axis] = (trial[axis] ?? 0) + sign * step
        const value = objective(trial)
        if (value <= highest) continue
        highest = value
        best = trial
        break
      }
    }
    if (highest - before < 0.1) step /= 2
  }
  return best
}
