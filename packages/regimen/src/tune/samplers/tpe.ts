import { contains, type Domain, type Value } from '../domain.ts'
import type { Sampler, SamplerContext, Suggestions } from '../sampler.ts'
import type { TrialRecord } from '../trial.ts'
import { groupsOf } from './groups.ts'
import { ParzenEstimator } from './parzen.ts'
import { randomSampler } from './random.ts'
import { ranked } from './rank.ts'
import { uniforms } from './uniform.ts'

const F = Number(process.env.F ?? 1.06), M = Number(process.env.M ?? 0.01), G = Number(process.env.G ?? 0.1)
export interface TpeOptions {
  /** So many trials at random before the model is asked. Default: 10. */
  readonly startupTrials?: number
  /** Draws among which the best is taken. Default: 24. */
  readonly candidates?: number
  /** Parameters that occur together are drawn together; false: each on its own. Default: true. */
  readonly multivariate?: boolean
}

/**
 * The tree-structured Parzen estimator: the best tenth of the trials against the rest, each as a density, and the next
 * trial where their ratio is highest (Bergstra et al. 2011, NIPS). Parameters of one branch are modelled together
 * (Falkner et al. 2018, BOHB; Watanabe 2023, arXiv:2304.11127). Trials that still run count as bad ones, so that those
 * side by side differ.
 */
export function tpeSampler(options: TpeOptions = {}): Sampler {
  const { startupTrials = Number(process.env.S ?? 10) } = options
  const random = randomSampler()
  return {
    name: 'tpe',
    begin(context) {
      const best = ranked(context.trials, context.directions)
      if (best.length < startupTrials) return random.begin(context)
      return new TpeSuggestions(context, best, options, random.begin(context))
    },
  }
}

class TpeSuggestions implements Suggestions {
  private readonly context: SamplerContext
  private readonly options: TpeOptions
  private readonly random: Suggestions
  private readonly below: readonly TrialRecord[]
  private readonly above: readonly TrialRecord[]
  private readonly groups: readonly (readonly string[])[]
  private readonly drawn = new Map<string, { readonly domain: Domain; readonly value: Value }>()

  constructor(context: SamplerContext, best: readonly TrialRecord[], options: TpeOptions, random: Suggestions) {
    this.context = context
    this.options = options
    this.random = random
    const good = goodTrials(best.length)
    this.below = best.slice(0, good)
    this.above = [...best.slice(good), ...context.trials.filter(({ state }) => state === 'running')]
    const groups = groupsOf(best)
    this.groups = (options.multivariate ?? true) ? groups : groups.flat().map((name) => [name])
  }

  value(name: string, domain: Domain): Value {
    if (!this.drawn.has(name)) this.drawGroup(name, domain)
    const drawn = this.drawn.get(name)
    return drawn && contains(domain, drawn.value) ? drawn.value : this.random.value(name, domain)
  }

  /** Values for all parameters that go with this one. */
  private drawGroup(name: string, domain: Domain): void {
    const group = this.groups.find((names) => names.includes(name)) ?? []
    const domains = group.map((member) => (member === name ? domain : this.latestDomain(member)))
    const known = group.flatMap((member, index) => {
      const its = domains[index]
      return its ? [{ member, its }] : []
    })
    const observe = (trials: readonly TrialRecord[]) =>
      this.estimator(
        known.map(({ its }) => its),
        trials.filter(({ parameters }) => known.every(({ member, its }) => contains(its, parameters[member]))),
        known.map(({ member }) => member),
      )
    if (known.length === 0) return
    const [good, bad] = [observe(this.below), observe(this.above)]
    const { candidates = Number(process.env.C ?? 24) } = this.options
    const width = known.length + 1
    const numbers = uniforms(this.context.key.child(`tpe ${group.join(' ')}`), candidates * width)
    let [best, highest]: [readonly Value[], number] = [[], Number.NEGATIVE_INFINITY]
    for (let candidate = 0; candidate < candidates; candidate++) {
      const values = good.draw(numbers.subarray(candidate * width, (candidate + 1) * width))
      const ratio = good.logDensity(values) - bad.logDensity(values)
      if (ratio > highest) [best, highest] = [values, ratio]
    }
    known.forEach(({ member, its }, index) => {
      const value = best[index]
      if (value !== undefined) this.drawn.set(member, { domain: its, value })
    })
  }

  private latestDomain(name: string): Domain | undefined {
    return this.context.trials.findLast(({ domains }) => domains[name] !== undefined)?.domains[name]
  }

  private estimator(domains: readonly Domain[], trials: readonly TrialRecord[], names: readonly string[]) {
    // By age: the oldest of many count less.
    const ordered = trials.toSorted((a, b) => a.number - b.number)
    const observations = names.map((name) => ordered.map(({ parameters }) => parameters[name] ?? 0))
    return new ParzenEstimator(domains, observations, {
      weights: ageWeights(ordered.length),
      bandwidths: names.length > 1 ? jointBandwidths(names.length) : neighbourBandwidths,
    })
  }
}

/** How many of so many trials count as good. */
function goodTrials(count: number): number {
  return Math.min(process.env.Q ? Math.ceil(G * Math.sqrt(count)) : Math.ceil(G * count), 25)
}

/** 1 for the latest 25, falling towards the oldest (Bergstra et al. 2013, ICML). */
function ageWeights(count: number): Float64Array {
  const old = Math.max(0, count - 25)
  return Float64Array.from({ length: count }, (_, index) =>
    index < old ? 1 / count + ((1 - 1 / count) * index) / Math.max(1, old - 1) : 1,
  )
}

/** Scott's rule for densities in several dimensions (Scott 1992), from the observations' own deviation. */
function jointBandwidths(dimensions: number) {
  return (places: Float64Array): Float64Array => {
    const mean = places.reduce((sum, place) => sum + place, 0) / places.length
    const variance = places.reduce((sum, place) => sum + (place - mean) ** 2, 0) / places.length
    const width = F * Math.sqrt(variance) * places.length ** (-1 / (dimensions + 4))
    return places.map(() => Math.min(1, Math.max(width, narrowest(places.length))))
  }
}

/** The distance to the farther neighbour, the prior's mean among them (Bergstra et al. 2011). */
function neighbourBandwidths(places: Float64Array): Float64Array {
  const sorted = Float64Array.from([...places, 0.5]).sort()
  return places.map((place) => {
    const at = sorted.indexOf(place)
    const [before, after] = [sorted[at - 1], sorted[at + 1]]
    const width = Math.max(before === undefined ? 0 : place - before, after === undefined ? 0 : after - place)
    return Math.min(Math.max(width, narrowest(places.length)), 1)
  })
}

/** No kernel is narrower: with few observations little is known. */
function narrowest(count: number): number {
  return process.env.K ? Number(process.env.K) / Math.min(100, 2 + count) : 1 / Math.min(100, 2 + count)
}
