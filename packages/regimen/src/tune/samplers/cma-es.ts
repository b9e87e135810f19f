import { cardinality, contains, type Domain, fromUnit, toUnit, type Value } from '../domain.ts'
import type { Sampler, SamplerContext } from '../sampler.ts'
import { isFinished, type TrialRecord } from '../trial.ts'
import {
  type CmaEsConstants,
  type CmaEsState,
  cmaEsConstants,
  defaultPopulation,
  initialState,
  root,
  updated,
} from './cma-es-state.ts'
import { continued, type Memory } from './continued.ts'
import { multiply } from './linear-algebra.ts'
import { normalQuantile } from './normal-distribution.ts'
import { checkedOption } from './option.ts'
import { ranked } from './rank.ts'
import type { SamplerRow } from './row.ts'
import { uniforms } from './uniform.ts'

/** The options of `cmaEsSampler`. */
export interface CmaEsOptions {
  /** λ: trials per generation. Default: 4 + ⌊3·ln d⌋ for d numeric parameters. */
  readonly population?: number
}

/** The numeric parameters that are searched together. */
type Axes = readonly (readonly [name: string, domain: Domain])[]

/** A draw that leaves the cube is repeated so many times before it is cut off at the walls. */
const attempts = 100

/**
 * CMA-ES: a normal distribution whose mean, width and covariance follow the better half of each generation (Hansen 2016,
 * arXiv:1604.00772, with active weights). For numeric parameters that every trial has; categories and parameters of
 * branches are drawn at random. A generation is the next λ finished trials, so the state is worked out from the history.
 * Once it has converged, the search begins anew elsewhere with twice as many trials per generation (Auger & Hansen 2005).
 * Numbers that are rounded change at least now and then (Hansen 2011, "A CMA-ES for mixed-integer nonlinear
 * optimization").
 * @throws RegimenError `bad-option`.
 */
export function cmaEsSampler(options: CmaEsOptions = {}): Sampler {
  if (options.population !== undefined) checkedOption('population', options.population, 3)
  const memory: Memory<Search> = {}
  return {
    name: 'cmaEs',
    begin(context) {
      const axes = axesOf(context)
      const drawn =
        axes.length > 0 ? drawPoint(context, axes, memory, options.population) : new Map<string, number>()
      return {
        value(name, domain) {
          const place = drawn.get(name) ?? firstPlace(context, name, domain)
          return fromUnit(domain, place)
        },
      }
    },
  }
}

/** As the first generation draws it; of categories, any with the same probability. */
function firstPlace({ key }: SamplerContext, name: string, domain: Domain): number {
  const uniform = uniforms(key.child(name), 1)[0] ?? 0.5
  if (domain.kind === 'categorical') return uniform
  const { mean, sigma } = initialState(1)
  return inside((mean[0] ?? 0.5) + sigma * normalQuantile(uniform))
}

/** Those of the last trials, in the order of their names: a space that grows is searched whole soon. */
function axesOf({ trials }: SamplerContext): Axes {
  const latest = trials.filter(isFinished).slice(-10)
  const [first] = latest.slice(-1)
  if (!first) return []
  return Object.entries(first.domains)
    .filter(([name, domain]) => {
      if (domain.kind === 'categorical' || cardinality(domain) === 1) return false
      return latest.every(({ parameters }) => contains(domain, parameters[name]))
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function drawPoint(
  context: SamplerContext,
  axes: Axes,
  memory: Memory<Search>,
  population?: number,
): Map<string, number> {
  const { state, constants } = searchState(context, axes, memory, population)
  const key = context.key.child('cma-es')
  const spread = root(state.covariance, axes.length)
  let point = new Float64Array(axes.length)
  for (let attempt = 0; attempt < attempts; attempt++) {
    const z = uniforms(key.child(attempt), axes.length).map(normalQuantile)
    const step = multiply(spread, z)
    point = state.mean.map((value, index) => value + state.sigma * (step[index] ?? 0))
    if (point.every((place) => place >= 0 && place <= 1)) break
  }
  const leaps = uniforms(key.child('leaps'), 2 * axes.length)
  return new Map(
    axes.map(([name, domain], index) => {
      const place = inside(point[index] ?? 0.5)
      const chance = 1 / (axes.length * constants.population)
      const [often = 1, up = 0] = leaps.subarray(2 * index, 2 * index + 2)
      return [name, often < chance ? besides(domain, place, state.mean[index] ?? 0.5, up < 0.5) : place]
    }),
  )
}

/** The neighbour of a rounded value, where the mean rounds to the same one. */
function besides(domain: Domain, place: number, mean: number, up: boolean): number {
  const count = cardinality(domain)
  if (count === Number.POSITIVE_INFINITY || fromUnit(domain, place) !== fromUnit(domain, inside(mean)))
    return place
  const cell = 1 / count
  return inside(place + ((up && place + cell < 1) || place - cell < 0 ? cell : -cell))
}

function inside(place: number): number {
  return Math.min(Math.max(place, 0), 1 - 2 ** -53)
}

interface Search {
  readonly state: CmaEsState
  readonly constants: CmaEsConstants
  readonly restarts: number
  /** Trials. */
  readonly used: number
}

/** The state after all whole generations of the history. */
function searchState(
  context: SamplerContext,
  axes: Axes,
  memory: Memory<Search>,
  population?: number,
): Search {
  const size = axes.length
  const usable = context.trials.filter(
    (trial) => isFinished(trial) && axes.every(([name, domain]) => contains(domain, trial.parameters[name])),
  )
  const begin = (): Search => ({
    state: initialState(size),
    constants: cmaEsConstants(size, population ?? defaultPopulation(size)),
    restarts: 0,
    used: 0,
  })
  const advance = ({ state: before, constants, restarts, used }: Search): Search | undefined => {
    const end = used + constants.population
    if (end > usable.length) return undefined
    const generation = usable.slice(used, end)
    const places = ranked(generation, context.directions).map((trial) => placeOf(trial, axes))
    const state = updated(before, constants, places)
    if (!hasConverged(state, generation)) return { state, constants, restarts, used: end }
    const mean = uniforms(context.studyKey.child('cma-es restart').child(restarts), size)
    return {
      state: { ...initialState(size), mean },
      constants: cmaEsConstants(size, 2 * constants.population),
      restarts: restarts + 1,
      used: end,
    }
  }
  const { word0, word1 } = context.studyKey
  const key = JSON.stringify([axes, context.directions, word0, word1])
  return continued(memory, key, usable, begin, advance)
}

/** Too narrow to tell places apart, or all values the same. */
function hasConverged({ sigma, covariance, mean }: CmaEsState, generation: readonly TrialRecord[]): boolean {
  const widest = Math.max(...mean.map((_, index) => covariance[index * mean.length + index] ?? 0))
  const values = new Set(generation.map(({ values }) => values[0]))
  return !(sigma * Math.sqrt(widest) > 1e-11) || values.size === 1
}

function placeOf({ parameters }: TrialRecord, axes: Axes): Float64Array {
  return Float64Array.from(axes, ([name, domain]) => {
    const value: Value = parameters[name] ?? 0
    return toUnit(domain, value)
  })
}

export const cmaEs: SamplerRow = {
  create: cmaEsSampler,
  technique: {
    name: 'cmaEs',
    kind: 'sampler',
    defaults: { population: '4 + floor(3 ln d)' },
    paper: 'Hansen 2016, arXiv:1604.00772; Auger & Hansen 2005; Hansen 2011, inria-00590367',
    catalogue: ['H6'],
  },
}
