/**
 * Covariance matrix adaptation: the state of the search and its update by one generation (Hansen 2016, "The CMA
 * evolution strategy: a tutorial", arXiv:1604.00772; equation numbers are the tutorial's). Places are in the unit cube.
 */
import { identity, multiply, symmetricEigen } from './linear-algebra.ts'

/** What depends on the dimension and the number of points per generation only: table 1 of the tutorial. */
export interface CmaEsConstants {
  readonly dimensions: number
  /** λ. */
  readonly population: number
  /** For all λ points from the best on; those of the worse half are negative ("active" update). */
  readonly weights: Float64Array
  /** μ: how many weights are positive. */
  readonly parents: number
  readonly parentsEffective: number
  readonly cSigma: number
  readonly dSigma: number
  readonly cC: number
  readonly c1: number
  readonly cMu: number
  /** The expected length of a standard normal vector. */
  readonly expectedLength: number
}

export interface CmaEsState {
  readonly generation: number
  readonly mean: Float64Array
  readonly sigma: number
  readonly covariance: Float64Array
  readonly pathSigma: Float64Array
  readonly pathC: Float64Array
}

/** 4 + ⌊3·ln d⌋, equation 48. */
export function defaultPopulation(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(dimensions))
}

export function cmaEsConstants(dimensions: number, population: number): CmaEsConstants {
  const n = dimensions
  const raw = Float64Array.from(
    { length: population },
    (_, index) => Math.log((population + 1) / 2) - Math.log(index + 1),
  )
  const parents = Math.floor(population / 2)
  const effective = (list: Float64Array) => total(list) ** 2 / total(list.map((weight) => weight ** 2))
  const parentsEffective = effective(raw.subarray(0, parents))
  const losersEffective = effective(raw.subarray(parents))
  const c1 = 2 / ((n + 1.3) ** 2 + parentsEffective)
  const rankMu =
    (2 * (0.25 + parentsEffective + 1 / parentsEffective - 2)) / ((n + 2) ** 2 + parentsEffective)
  const cMu = Math.min(1 - c1, rankMu)
  const cSigma = (parentsEffective + 2) / (n + parentsEffective + 5)
  // Equations 49 to 53.
  const negative = Math.min(
    1 + c1 / cMu,
    1 + (2 * losersEffective) / (parentsEffective + 2),
    (1 - c1 - cMu) / (n * cMu),
  )
  const positiveSum = total(raw.map((weight) => Math.max(weight, 0)))
  const negativeSum = total(raw.map((weight) => Math.max(-weight, 0)))
  return {
    dimensions,
    population,
    parents,
    parentsEffective,
    weights: raw.map((weight) => (weight >= 0 ? weight / positiveSum : (negative * weight) / negativeSum)),
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((parentsEffective - 1) / (n + 1)) - 1) + cSigma,
    cC: (4 + parentsEffective / n) / (n + 4 + (2 * parentsEffective) / n),
    c1,
    cMu,
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  }
}

/** Around the middle of the cube, a sixth of its edge wide: three deviations reach the walls. */
export function initialState(dimensions: number): CmaEsState {
  return {
    generation: 0,
    mean: new Float64Array(dimensions).fill(0.5),
    sigma: 1 / 6,
    covariance: identity(dimensions),
    pathSigma: new Float64Array(dimensions),
    pathC: new Float64Array(dimensions),
  }
}

/** The state after a generation. `points`: λ places, the best first. */
export function updated(
  state: CmaEsState,
  constants: CmaEsConstants,
  points: readonly Float64Array[],
): CmaEsState {
  const { dimensions: n, weights, cSigma, dSigma, cC, parentsEffective, expectedLength, parents } = constants
  const generation = state.generation + 1
  const whiten = inverseRoot(state.covariance, n)
  const steps = points.map((point) => trusted(difference(point, state.mean, state.sigma), whiten))
  // Equations 41 and 42.
  const step = new Float64Array(n)
  for (const [index, y] of steps.slice(0, parents).entries()) add(step, y, weights[index] ?? 0)
  const mean = state.mean.map((value, index) => value + state.sigma * (step[index] ?? 0))
  // Equations 43 and 44.
  const pathSigma = state.pathSigma.map((value) => (1 - cSigma) * value)
  add(pathSigma, multiply(whiten, step), Math.sqrt(cSigma * (2 - cSigma) * parentsEffective))
  const length = norm(pathSigma)
  const sigma = state.sigma * Math.exp(Math.min(1, (cSigma / dSigma) * (length / expectedLength - 1)))
  // Equation 45; the path stands still while the step size is far too small.
  const expected = Math.sqrt(1 - (1 - cSigma) ** (2 * generation))
  const moves = length / expected < (1.4 + 2 / (n + 1)) * expectedLength
  const pathC = state.pathC.map((value) => (1 - cC) * value)
  if (moves) add(pathC, step, Math.sqrt(cC * (2 - cC) * parentsEffective))
  const covariance = adapted(state.covariance, constants, steps, whiten, pathC, moves)
  return { generation, mean, sigma, covariance, pathSigma, pathC }
}

/** Equations 46 and 47. */
function adapted(
  before: Float64Array,
  { dimensions: n, weights, c1, cMu, cC }: CmaEsConstants,
  steps: readonly Float64Array[],
  whiten: Float64Array,
  pathC: Float64Array,
  moves: boolean,
): Float64Array {
  const lost = moves ? 0 : cC * (2 - cC)
  const covariance = before.map((value) => value * (1 + c1 * lost - c1 - cMu * total(weights)))
  addOuter(covariance, pathC, c1)
  steps.forEach((y, index) => {
    const weight = weights[index] ?? 0
    // Points of negative weight lose no more than the length of an ordinary one.
    const scale = weight >= 0 ? 1 : n / Math.max(norm(multiply(whiten, y)) ** 2, 1e-12)
    addOuter(covariance, y, cMu * weight * scale)
  })
  return covariance
}

/**
 * Points that do not come from the present distribution (the user's own, those of trials side by side, rounded ones)
 * count as if they were no farther than it reaches (Hansen 2011, "Injecting external solutions into CMA-ES").
 */
function trusted(step: Float64Array, whiten: Float64Array): Float64Array {
  const n = step.length
  const length = norm(multiply(whiten, step))
  const most = Math.sqrt(n) + (2 * n) / (n + 2) + 1
  return length > most ? step.map((value) => (value * most) / length) : step
}

/** √C as B·D, for draws: x = m + σ·B·D·z. */
export function root(covariance: Float64Array, size: number): Float64Array {
  const { values, vectors } = symmetricEigen(covariance, size)
  return vectors.map((value, index) => value * Math.sqrt(Math.max(values[index % size] ?? 0, 1e-20)))
}

/** C^(−1/2). */
function inverseRoot(covariance: Float64Array, size: number): Float64Array {
  const { values, vectors } = symmetricEigen(covariance, size)
  const result = new Float64Array(size * size)
  for (let k = 0; k < size; k++) {
    const column = Float64Array.from({ length: size }, (_, row) => vectors[row * size + k] ?? 0)
    addOuter(result, column, 1 / Math.sqrt(Math.max(values[k] ?? 0, 1e-20)))
  }
  return result
}

function difference(point: Float64Array, mean: Float64Array, sigma: number): Float64Array {
  return point.map((value, index) => (value - (mean[index] ?? 0)) / sigma)
}

function add(target: Float64Array, term: Float64Array, factor: number): void {
  term.forEach((value, index) => {
    target[index] = (target[index] ?? 0) + factor * value
  })
}

function addOuter(target: Float64Array, x: Float64Array, factor: number): void {
  x.forEach((left, row) => {
    x.forEach((right, column) => {
      const index = row * x.length + column
      target[index] = (target[index] ?? 0) + factor * left * right
    })
  })
}

function norm(x: Float64Array): number {
  return Math.hypot(...x)
}

function total(list: Float64Array): number {
  return list.reduce((sum, value) => sum + value, 0)
}
