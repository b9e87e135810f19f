import { tuneError } from '../../messages/tune.ts'
import { cardinality, type Domain, fromStretch, stepOf, toStretch, type Value } from '../domain.ts'
import { TrialIndex } from '../duplicates.ts'
import type { Sampler, SamplerContext } from '../sampler.ts'
import type { Parameter } from '../space.ts'
import type { Assignment, TrialRecord } from '../trial.ts'
import { checkedOption } from './option.ts'
import { randomSampler } from './random.ts'
import type { SamplerRow } from './row.ts'

/** The options of `gridSampler`. */
export interface GridOptions {
  /** How many values of each range, both ends included; ranges that have fewer give all. Default: 5. */
  readonly points?: number
  /** The values of a parameter, instead of evenly spaced ones; those of all, where the study does not know the space. */
  readonly values?: { readonly [name: string]: readonly Value[] }
}

/** A parameter's values, each with the parameters that are asked for where it is taken. */
interface Axis {
  readonly name: string
  readonly values: readonly { readonly value: Value; readonly axes: readonly Axis[]; readonly size: number }[]
  readonly size: number
}

/**
 * All combinations, one per trial: q values each of m parameters make qᵐ. Parameters of a branch multiply only where it
 * is taken. The study ends with the last combination. Needs the study's `space`, or `values` for every parameter.
 * @throws RegimenError `bad-option`; when the study begins `tune-grid-space`.
 */
export function gridSampler(options: GridOptions = {}): Sampler {
  const points = checkedOption('points', options.points ?? 5, 1)
  const axesOf = ({ space }: SamplerContext) =>
    space ? fromSpace(space, points, options.values) : fromValues(options.values)
  let walk: Walk | undefined
  const claim = (context: SamplerContext) => {
    if (walk?.space !== context.space || !walk) walk = new Walk(context.space, axesOf(context))
    return walk.next(context)
  }
  return {
    name: 'grid',
    claim,
    begin(context) {
      const rest = randomSampler().begin(context)
      let combination: Assignment | undefined
      return {
        value(name, domain) {
          combination ??= claim(context) ?? {}
          return combination[name] ?? rest.value(name, domain)
        },
      }
    },
  }
}

/** All combinations of a space in the order in which they are tried. */
export function gridOf(space: readonly Parameter[], options: GridOptions = {}): Assignment[] {
  const axes = fromSpace(space, options.points ?? 5, options.values)
  return Array.from({ length: sizeOf(axes) }, (_, index) => combinationAt(axes, index))
}

function fromValues(values: GridOptions['values'] = {}): Axis[] {
  return Object.entries(values).map(([name, list]) => axis(name, list, () => []))
}

function fromSpace(
  parameters: readonly Parameter[],
  points: number,
  values: GridOptions['values'] = {},
  conditions: Parameter['conditions'] = [],
): Axis[] {
  const here = parameters.filter((parameter) => parameter.conditions.length === conditions.length)
  const deeper = parameters.filter((parameter) => parameter.conditions.length > conditions.length)
  return here.map(({ name, domain }) =>
    axis(name, values[name] ?? spaced(domain, points), (value) => {
      const taken = [...conditions, { name, value: String(value) }]
      const under = deeper.filter((parameter) => {
        const condition = parameter.conditions[conditions.length]
        return condition?.name === name && condition.value === value
      })
      return under.length === 0 ? [] : fromSpace(under, points, values, taken)
    }),
  )
}

function axis(name: string, list: readonly Value[], axesUnder: (value: Value) => Axis[]): Axis {
  const values = list.map((value) => {
    const axes = axesUnder(value)
    return { value, axes, size: sizeOf(axes) }
  })
  return { name, values, size: values.reduce((sum, { size }) => sum + size, 0) }
}

function sizeOf(axes: readonly Axis[]): number {
  return axes.reduce((product, { size }) => product * size, 1)
}

/** Evenly spaced on the stretch on which the domain is uniform. */
function spaced(domain: Domain, points: number): Value[] {
  if (domain.kind === 'categorical') return [...domain.choices]
  const count = cardinality(domain)
  if (count <= points) {
    const value = (index: number) => toStretch(domain, domain.low + index * (stepOf(domain) ?? 0))
    return Array.from({ length: count }, (_, index) => fromStretch(domain, value(index)))
  }
  const [low, high] = [toStretch(domain, domain.low), toStretch(domain, domain.high)]
  const place = (index: number) =>
    points === 1 ? (low + high) / 2 : low + ((high - low) * index) / (points - 1)
  return [...new Set(Array.from({ length: points }, (_, index) => fromStretch(domain, place(index))))]
}

function combinationAt(axes: readonly Axis[], index: number): Assignment {
  const combination: Record<string, Value> = {}
  let left = index
  for (const { name, values, size } of axes) {
    let digit = left % size
    left = Math.floor(left / size)
    const taken = values.find((option) => {
      if (digit < option.size) return true
      digit -= option.size
      return false
    })
    if (taken) Object.assign(combination, { [name]: taken.value }, combinationAt(taken.axes, digit))
  }
  return combination
}

/**
 * A grid that is walked: trial n takes combination n, unless a trial before had it. Combinations whose trial had other
 * values, the user's own, are left over: they come at the end. What it remembers of trials is for speed only.
 */
class Walk {
  readonly space: SamplerContext['space']
  readonly #axes: readonly Axis[]
  readonly #size: number
  readonly #tried: TrialIndex
  /** All combinations before this one had been tried when the index had lost so many. */
  #first = { index: 0, losses: 0 }

  /** @throws RegimenError `tune-grid-space`. */
  constructor(space: SamplerContext['space'], axes: readonly Axis[]) {
    if (axes.length === 0) throw tuneError('tune-grid-space', { option: 'values' })
    this.space = space
    this.#axes = axes
    this.#size = sizeOf(axes)
    this.#tried = new TrialIndex((trial) => this.#keyOf(this.#valuesOf(trial)))
  }

  next({ number, trials }: SamplerContext): Assignment | undefined {
    this.#tried.update(trials)
    if (number < this.#size) {
      const own = combinationAt(this.#axes, number)
      if (!this.#isTried(own)) return own
    }
    const { losses } = this.#tried
    for (let index = losses === this.#first.losses ? this.#first.index : 0; index < this.#size; index++) {
      this.#first = { index, losses }
      const combination = combinationAt(this.#axes, index)
      if (!this.#isTried(combination)) return combination
    }
    return undefined
  }

  #isTried(combination: Assignment): boolean {
    return this.#tried.has(this.#keyOf(combination))
  }

  /** One that was begun without given values, by an older version, and has not asked yet holds its own. */
  #valuesOf(trial: TrialRecord): Assignment {
    const values = { ...trial.given, ...trial.parameters }
    const silent = Object.keys(values).length === 0 && trial.number < this.#size
    return silent ? combinationAt(this.#axes, trial.number) : values
  }

  #keyOf(values: Assignment): string {
    return JSON.stringify(coordinates(this.#axes, values))
  }
}

/** The values of all axes that are asked for: of branches, of those that are taken. */
function coordinates(axes: readonly Axis[], values: Assignment): (Value | null)[] {
  return axes.flatMap(({ name, values: options }) => {
    const value = values[name] ?? null
    const under = options.find((option) => option.value === value)?.axes ?? []
    return [value, ...coordinates(under, values)]
  })
}

export const grid: SamplerRow = {
  create: gridSampler,
  technique: {
    name: 'grid',
    kind: 'sampler',
    defaults: { points: 5 },
    paper: 'Bergstra & Bengio 2012, JMLR 13',
    catalogue: ['H4'],
  },
}
