import { contains, type Domain, type Value } from '../domain.ts'
import type { Sampler, SamplerContext, Suggestions } from '../sampler.ts'
import type { TrialRecord } from '../trial.ts'
import { groupsOf } from './groups.ts'
import { checkedOption } from './option.ts'
import { ParzenEstimator } from './parzen.ts'
import { randomSampler } from './random.ts'
import { ranked } from './rank.ts'
import type { SamplerRow } from './row.ts'
import { uniforms } from './uniform.ts'

/** The options of `tpeSampler`. */
export interface TpeOptions {
  /** So many finished trials at random before the model is asked. Default: 10. */
  readonly startupTrials?: number
  /** Draws among which the best is taken. Default: 64. */
  readonly candidates?: number
  /** Parameters that occur together are drawn together; false: each on its own. Default: true. */
  readonly multivariate?: boolean
}

/**
 * The tree-structured Parzen estimator: the best tenth of the trials (25 at most) against the rest, each as a density,
 * and of some draws from the first the one where their ratio is highest (Bergstra et al. 2011, NIPS). Parameters that
 * occur together are modelled together, so each branch of a conditional space by itself (Falkner et al. 2018,
 * arXiv:1807.01774; Watanabe 2023, arXiv:2304.11127). Trials that still run count as bad ones, so that those side by side
 * differ.
 * @throws RegimenError `bad-option`.
 */
export function tpeSampler(options: TpeOptions = {}): Sampler {
  const { startupTrials = 10, candidates = 64, multivariate = true } = options
  const settings: Settings = {
    startupTrials: checkedOption('startupTrials', startupTrials, 1),
    candidates: checkedOption('candidates', candidates, 1),
    multivariate,
  }
  const random = randomSampler()
  return {
    name: 'tpe',
    begin(context) {
      const best = ranked(context.trials, context.directions)
      if (best.length < startupTrials) return random.begin(context)
      return new TpeSuggestions(context, best, settings, random.begin(context))
    },
  }
}

type Settings = Required<TpeOptions>

class TpeSuggestions implements Suggestions {
  readonly #context: SamplerContext
  readonly #options: Settings
  readonly #random: Suggestions
  readonly #below: readonly TrialRecord[]
  readonly #above: readonly TrialRecord[]
  readonly #groups: readonly (readonly string[])[]
  readonly #drawn = new Map<string, { readonly domain: Domain; readonly value: Value }>()

  constructor(context: SamplerContext, best: readonly TrialRecord[], options: Settings, random: Suggestions) {
    this.#context = context
    this.#options = options
    this.#random = random
    const good = goodTrials(best.length)
    this.#below = best.slice(0, good)
    this.#above = [...best.slice(good), ...context.trials.filter(({ state }) => state === 'running')]
    const groups = groupsOf(best)
    this.#groups = options.multivariate ? groups : groups.flat().map((name) => [name])
  }

  value(name: string, domain: Domain): Value {
    if (!this.#drawn.has(name)) this.#drawGroup(name, domain)
    const drawn = this.#drawn.get(name)
    return drawn && contains(domain, drawn.value) ? drawn.value : this.#random.value(name, domain)
  }

  /** Values for all parameters that go with this one. */
  #drawGroup(name: string, domain: Domain): void {
    const group = this.#groups.find((names) => names.includes(name)) ?? []
    const domains = group.map((member) => (member === name ? domain : this.#latestDomain(member)))
    const known = group.flatMap((member, index) => {
      const its = domains[index]
      return its ? [{ member, its }] : []
    })
    const observe = (trials: readonly TrialRecord[]) =>
      this.#estimator(
        known.map(({ its }) => its),
        trials.filter(({ parameters, domains: own }) =>
          known.every(({ member, its }) => own[member] === its || contains(its, parameters[member])),
        ),
        known.map(({ member }) => member),
      )
    if (known.length === 0) return
    const [good, bad] = [observe(this.#below), observe(this.#above)]
    const { candidates } = this.#options
    const width = known.length + 1
    const numbers = uniforms(this.#context.key.child(`tpe ${group.join(' ')}`), candidates * width)
    let [best, highest]: [readonly Value[], number] = [[], Number.NEGATIVE_INFINITY]
    for (let candidate = 0; candidate < candidates; candidate++) {
      const values = good.draw(numbers.subarray(candidate * width, (candidate + 1) * width))
      const ratio = good.logDensity(values) - bad.logDensity(values)
      if (ratio > highest) [best, highest] = [values, ratio]
    }
    known.forEach(({ member, its }, index) => {
      const value = best[index]
      if (value !== undefined) this.#drawn.set(member, { domain: its, value })
    })
  }

  #latestDomain(name: string): Domain | undefined {
    return this.#context.trials.findLast(({ domains }) => domains[name] !== undefined)?.domains[name]
  }

  #estimator(domains: readonly Domain[], trials: readonly TrialRecord[], names: readonly string[]) {
    // By age: the oldest of many count less.
    const ordered = trials.toSorted((a, b) => a.number - b.number)
    const observations = names.map((name) => ordered.map(({ parameters }) => parameters[name] ?? 0))
    return new ParzenEstimator(domains, observations, {
      weights: ageWeights(ordered.length),
      bandwidths: neighbourBandwidths,
    })
  }
}

/** How many of so many trials count as good. */
function goodTrials(count: number): number {
  return Math.min(Math.ceil(count / 10), 25)
}

/** 1 for the latest 25, falling towards the oldest (Bergstra et al. 2013, ICML). */
function ageWeights(count: number): Float64Array {
  const old = Math.max(0, count - 25)
  return Float64Array.from({ length: count }, (_, index) =>
    index < old ? 1 / count + ((1 - 1 / count) * index) / Math.max(1, old - 1) : 1,
  )
}

/** The distance to the farther neighbour (Bergstra et al. 2011); of a single one, to the farther end. */
function neighbourBandwidths(places: Float64Array): Float64Array {
  const sorted = places.slice().sort()
  if (sorted.length === 1) return places.map((place) => Math.max(place, 1 - place))
  const distinct = sorted.filter((place, index) => place !== sorted[index - 1])
  const floor = narrowest(places.length)
  const positionOf = positionsIn(distinct)
  return places.map((place) => {
    const at = positionOf(place)
    const width = Math.max(place - (distinct[at - 1] ?? place), (distinct[at + 1] ?? place) - place)
    return Math.min(Math.max(width, floor), 1)
  })
}

/** Where a number of [0, 1] stands in a sorted list that has it: searched in one of as many cells as there are numbers. */
function positionsIn(sorted: Float64Array): (number: number) => number {
  const count = sorted.length
  const cellOf = (number: number) => Math.min(Math.max(Math.floor(number * count), 0), count - 1)
  const starts = new Int32Array(count + 1)
  for (const number of sorted) {
    const next = cellOf(number) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let cell = 0; cell < count; cell++) starts[cell + 1] = (starts[cell + 1] ?? 0) + (starts[cell] ?? 0)
  return (number) => {
    const cell = cellOf(number)
    let [low, high] = [starts[cell] ?? 0, (starts[cell + 1] ?? count) - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] ?? 0) < number) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * No kernel is narrower: with few observations little is known. Half of the usual "magic clip" (Watanabe 2023): on the
 * functions of the bench that finds lower values, and a quarter finds higher ones again.
 */
function narrowest(count: number): number {
  return 0.5 / Math.min(100, 2 + count)
}

export const tpe: SamplerRow = {
  create: tpeSampler,
  technique: {
    name: 'tpe',
    kind: 'sampler',
    defaults: { startupTrials: 10, candidates: 64, multivariate: true },
    paper: 'Bergstra et al. 2011, NIPS; Watanabe 2023, arXiv:2304.11127',
    catalogue: ['H6'],
  },
}
