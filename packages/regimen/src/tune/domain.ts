/** What values a hyperparameter may take: a range of numbers, linear or logarithmic, or one of several things. */
import { tuneError } from '../messages/tune.ts'

/** A hyperparameter's value: JSON as it is. */
export type Value = number | string | boolean

/** How a range of numbers is drawn from. */
export interface RangeOptions {
  /** Uniform in the logarithm: as many draws from 1e-4 to 1e-3 as from 1e-1 to 1. `low` must be positive. Default: false. */
  readonly log?: boolean
  /** Only low, low + step, low + 2·step, …. Not together with `log`. Default: any number, for integers 1. */
  readonly step?: number
}

/** Real numbers from `low` to `high`, both included. */
export interface FloatDomain extends RangeOptions {
  readonly kind: 'float'
  readonly low: number
  readonly high: number
}

/** Whole numbers from `low` to `high`, both included. */
export interface IntegerDomain extends RangeOptions {
  readonly kind: 'integer'
  readonly low: number
  readonly high: number
}

/** One of several values without order. */
export interface CategoricalDomain<V extends Value = Value> {
  readonly kind: 'categorical'
  readonly choices: readonly V[]
}

/** The values that a hyperparameter may take. */
export type Domain = FloatDomain | IntegerDomain | CategoricalDomain

/**
 * A real number from `low` to `high`.
 * @throws RegimenError `tune-range`.
 */
export function float(low: number, high: number, options: RangeOptions = {}): FloatDomain {
  return checked({ kind: 'float', low, high, ...options })
}

/**
 * A whole number from `low` to `high`, both included.
 * @throws RegimenError `tune-range`.
 */
export function integer(low: number, high: number, options: RangeOptions = {}): IntegerDomain {
  return checked({ kind: 'integer', low, high, ...options })
}

/**
 * One of the values given.
 * @throws RegimenError `tune-range` when there is none, or one twice.
 */
export function categorical<const V extends Value>(choices: readonly V[]): CategoricalDomain<V> {
  if (choices.length === 0 || new Set(choices).size < choices.length) {
    throw tuneError('tune-range', {
      range: JSON.stringify(choices),
      expected: 'at least one value, and none of them twice',
    })
  }
  return { kind: 'categorical', choices }
}

function checked<D extends FloatDomain | IntegerDomain>(domain: D): D {
  const { kind, low, high, log = false, step } = domain
  const numbers = kind === 'integer' ? Number.isSafeInteger : Number.isFinite
  const what = kind === 'integer' ? 'whole numbers' : 'numbers'
  const rules: readonly (readonly [boolean, string])[] = [
    [numbers(low) && numbers(high), `${what} at both ends`],
    [low <= high, 'a lower end that is not above the upper one'],
    [!log || low > 0, 'positive ends for a logarithmic range'],
    [step === undefined || !log, 'either a step or a logarithmic range'],
    [
      step === undefined || (numbers(step) && step > 0),
      `a positive step${kind === 'integer' ? ', whole' : ''}`,
    ],
  ]
  const broken = rules.find(([holds]) => !holds)
  if (broken) {
    const range = `${kind}(${low}, ${high}${log ? ', log' : ''}${step === undefined ? '' : `, step ${step}`})`
    throw tuneError('tune-range', { range, expected: broken[1] })
  }
  return domain
}

/** The values of a stepped or whole-number range, or of a category; infinite for real numbers. */
export function cardinality(domain: Domain): number {
  if (domain.kind === 'categorical') return domain.choices.length
  const step = stepOf(domain)
  return step === undefined ? (domain.low === domain.high ? 1 : Infinity) : stepsOf(domain, step) + 1
}

/** Undefined for real numbers. */
export function stepOf({ kind, step }: FloatDomain | IntegerDomain): number | undefined {
  return step ?? (kind === 'integer' ? 1 : undefined)
}

function stepsOf({ low, high }: FloatDomain | IntegerDomain, step: number): number {
  // 0.3 / 0.1 is a little less than 3.
  return Math.floor((high - low) / step + 1e-9)
}

/** True for a value that the domain holds. */
export function contains(domain: Domain, value: unknown): boolean {
  if (domain.kind === 'categorical') return domain.choices.some((choice) => choice === value)
  if (typeof value !== 'number' || !(value >= domain.low && value <= domain.high)) return false
  const step = stepOf(domain)
  if (step === undefined) return true
  const place = (value - domain.low) / step
  return Math.abs(place - Math.round(place)) < 1e-6
}

/**
 * The ends of the stretch of the real line on which samplers work: the logarithm where the range is logarithmic, and
 * half a step beyond both ends where values are rounded, so that all of them have the same share.
 */
export function stretchOf(domain: FloatDomain | IntegerDomain): readonly [low: number, high: number] {
  const step = stepOf(domain)
  const half = step === undefined ? 0 : step / 2
  const last = step === undefined ? domain.high : domain.low + stepsOf(domain, step) * step
  const ends = [domain.low - half, last + half] as const
  // A whole number 1 begins at 0.5: its logarithm exists.
  return domain.log ? [Math.log(ends[0]), Math.log(ends[1])] : ends
}

/** Where a number stands on that stretch. */
export function toStretch(domain: FloatDomain | IntegerDomain, value: number): number {
  return domain.log ? Math.log(value) : value
}

/** The nearest value of the domain to a place on the stretch. */
export function fromStretch(domain: FloatDomain | IntegerDomain, place: number): number {
  const { low, high } = domain
  const value = domain.log ? Math.exp(place) : place
  const step = stepOf(domain)
  if (step === undefined) return Math.min(Math.max(value, low), high)
  const steps = Math.min(Math.max(Math.round((value - low) / step), 0), stepsOf(domain, step))
  return tidy(low + steps * step)
}

/** 0.1 · 3 is 0.3, not 0.30000000000000004. */
function tidy(value: number): number {
  return Number(value.toPrecision(15))
}

/** From [0, 1) to the domain, each value with the same share (of a logarithmic range: of the logarithm). */
export function fromUnit(domain: Domain, unit: number): Value {
  if (domain.kind === 'categorical') {
    const { choices } = domain
    const choice = choices[Math.min(Math.floor(unit * choices.length), choices.length - 1)]
    if (choice === undefined) throw new RangeError('a category without values')
    return choice
  }
  const [low, high] = stretchOf(domain)
  return fromStretch(domain, low + unit * (high - low))
}

/** The inverse of `fromUnit`: the middle of the value's share. */
export function toUnit(domain: Domain, value: Value): number {
  if (domain.kind === 'categorical') {
    return (domain.choices.indexOf(value) + 0.5) / domain.choices.length
  }
  const [low, high] = stretchOf(domain)
  return high === low ? 0.5 : (toStretch(domain, Number(value)) - low) / (high - low)
}
