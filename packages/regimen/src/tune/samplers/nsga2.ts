import { contains, type Domain, fromUnit, toUnit, type Value } from '../domain.ts'
import type { Sampler, SamplerContext } from '../sampler.ts'
import { type Direction, isFeasible, isFinished, type TrialRecord } from '../trial.ts'
import { continued, type Memory } from './continued.ts'
import { checkedOption } from './option.ts'
import { randomSampler } from './random.ts'
import { fronts, violation } from './rank.ts'
import type { SamplerRow } from './row.ts'
import { uniforms } from './uniform.ts'

/** The options of `nsga2Sampler`. */
export interface Nsga2Options {
  /** Trials per generation. Default: 50. */
  readonly population?: number
  /** The probability that a trial is crossed from two parents. Default: 0.9. */
  readonly crossover?: number
}

/** How near children stay to their parents, and mutants to themselves: the distribution indices of the paper. */
const crossoverIndex = 20
const mutationIndex = 20

/**
 * NSGA-II, for several objectives: parents are chosen by fronts and by how much room they have, children by simulated
 * binary crossover and polynomial mutation (Deb et al. 2002, IEEE Trans. Evol. Comput. 6). Feasible trials come before
 * infeasible ones, these by how much they miss. A generation is the next finished trials in the order of their numbers.
 * @throws RegimenError `bad-option`.
 */
export function nsga2Sampler(options: Nsga2Options = {}): Sampler {
  const population = checkedOption('population', options.population ?? 50, 2)
  const crossover = checkedOption('crossover', options.crossover ?? 0.9, 0, 1)
  const random = randomSampler()
  const memory: Memory<Generation> = {}
  return {
    name: 'nsga2',
    begin(context) {
      const rest = random.begin(context)
      const parents = parentsOf(context, population, memory)
      if (parents.length === 0) return rest
      const draws = uniforms(context.key.child('nsga2 parents'), 5)
      const [first, second] = [0, 2].map((at) => tournament(parents, draws[at] ?? 0, draws[at + 1] ?? 0))
      const crossed = (draws[4] ?? 1) < crossover ? second : undefined
      return {
        value: (name, domain) =>
          inherited(context, name, domain, first?.trial, crossed?.trial) ?? rest.value(name, domain),
      }
    },
  }
}

interface Parent {
  readonly trial: TrialRecord
  readonly front: number
  readonly room: number
}

interface Generation {
  readonly parents: readonly Parent[]
  /** Trials. */
  readonly used: number
}

/** The survivors of all whole generations, the best first; none before the first one is whole. */
function parentsOf(
  { trials, directions }: SamplerContext,
  population: number,
  memory: Memory<Generation>,
): readonly Parent[] {
  const finished = trials.filter(isFinished)
  const advance = ({ parents, used }: Generation): Generation | undefined => {
    const end = used + population
    if (end > finished.length) return undefined
    const all = [...parents.map(({ trial }) => trial), ...finished.slice(used, end)]
    return { parents: survivors(all, directions).slice(0, population), used: end }
  }
  return continued(memory, directions.join(), finished, () => ({ parents: [], used: 0 }), advance).parents
}

/** From best to worst: by constrained front, then by crowding distance. */
export function survivors(trials: readonly TrialRecord[], directions: readonly Direction[]): Parent[] {
  const feasible = trials.filter(isFeasible)
  const front = fronts(feasible, directions)
  const last = feasible.length
  // An infeasible one is a front of its own behind the others; Deb's rule.
  const missed = trials.filter((trial) => !isFeasible(trial)).sort((a, b) => violation(a) - violation(b))
  const layers = new Map<number, TrialRecord[]>()
  for (const trial of feasible) {
    const own = front.get(trial.number) ?? last
    layers.set(own, [...(layers.get(own) ?? []), trial])
  }
  missed.forEach((trial, index) => {
    layers.set(last + 1 + index, [trial])
  })
  return [...layers]
    .sort(([a], [b]) => a - b)
    .flatMap(([own, layer]) => {
      const rooms = crowdingDistances(layer)
      return layer
        .map((trial, index) => ({ trial, front: own, room: rooms[index] ?? 0 }))
        .sort((a, b) => b.room - a.room || a.trial.number - b.trial.number)
    })
}

/** The sum over the objectives of the gap between a trial's neighbours, as a share of the whole; infinite at the ends. */
export function crowdingDistances(layer: readonly TrialRecord[]): Float64Array {
  const rooms = new Float64Array(layer.length)
  const objectives = layer[0]?.values.length ?? 0
  for (let objective = 0; objective < objectives; objective++) {
    const at = (index: number | undefined) => layer[index ?? -1]?.values[objective] ?? Number.NaN
    const order = layer.map((_, index) => index).sort((a, b) => at(a) - at(b))
    const whole = at(order[order.length - 1]) - at(order[0])
    order.forEach((index, place) => {
      const isEnd = place === 0 || place === order.length - 1
      const gap = whole > 0 ? (at(order[place + 1]) - at(order[place - 1])) / whole : 0
      rooms[index] = isEnd ? Number.POSITIVE_INFINITY : (rooms[index] ?? 0) + (Number.isFinite(gap) ? gap : 0)
    })
  }
  return rooms
}

/** The better of two. */
function tournament(parents: readonly Parent[], one: number, other: number): Parent | undefined {
  // They are in order.
  return parents[Math.floor(Math.min(one, other) * parents.length)]
}

function inherited(
  { key }: SamplerContext,
  name: string,
  domain: Domain,
  first: TrialRecord | undefined,
  second: TrialRecord | undefined,
): Value | undefined {
  const genes = [first, second].flatMap((trial) => {
    const value = trial?.parameters[name]
    return value !== undefined && contains(domain, value) ? [value] : []
  })
  const [mother, father = mother] = genes
  if (mother === undefined || father === undefined) return undefined
  const [mix = 0, side = 0, mutate = 1, shift = 0.5] = uniforms(key.child(`nsga2 ${name}`), 4)
  const chance = 1 / Math.max(Object.keys(first?.parameters ?? {}).length, 1)
  if (domain.kind === 'categorical') {
    return mutate < chance ? fromUnit(domain, shift) : side < 0.5 ? mother : father
  }
  if (mother === father && mutate >= chance) return mother
  const crossed = simulatedBinary(toUnit(domain, mother), toUnit(domain, father), mix, side)
  return fromUnit(domain, mutate < chance ? polynomial(crossed, shift) : crossed)
}

/**
 * One of the two children of simulated binary crossover (Deb & Agrawal 1995): each parameter is crossed with probability
 * ½, and the child is nearer to either parent with probability ½.
 */
export function simulatedBinary(mother: number, father: number, mix: number, side: number): number {
  if (mix < 0.5) return side < 0.5 ? mother : father
  const u = 2 * mix - 1
  const spread =
    u <= 0.5 ? (2 * u) ** (1 / (crossoverIndex + 1)) : (1 / (2 * (1 - u))) ** (1 / (crossoverIndex + 1))
  const sign = side < 0.5 ? 1 : -1
  return inside(0.5 * ((1 + sign * spread) * mother + (1 - sign * spread) * father))
}

/** Polynomial mutation (Deb & Goyal 1996), bounded by the walls. */
export function polynomial(place: number, shift: number): number {
  const power = 1 / (mutationIndex + 1)
  const step =
    shift < 0.5
      ? (2 * shift + (1 - 2 * shift) * (1 - place) ** (mutationIndex + 1)) ** power - 1
      : 1 - (2 * (1 - shift) + 2 * (shift - 0.5) * place ** (mutationIndex + 1)) ** power
  return inside(place + step)
}

function inside(place: number): number {
  return Math.min(Math.max(place, 0), 1 - 2 ** -53)
}

export const nsga2: SamplerRow = {
  create: nsga2Sampler,
  technique: {
    name: 'nsga2',
    kind: 'sampler',
    defaults: { population: 50, crossover: 0.9 },
    paper: 'Deb et al. 2002, IEEE Transactions on Evolutionary Computation 6',
    catalogue: ['H6'],
  },
}
