/** From a row and a rule to an optimizer with checked options, weight decay and a learning rate. */
import { RegimenError } from '../errors.ts'
import { requireOption } from '../nn/options.ts'
import type { Settings, Technique } from '../technique.ts'
import { chain } from './chain.ts'
import { learningRateAt, readSchedule, scaleByLearningRate } from './learning-rate.ts'
import type { GradientTransform, Optimizer, Schedule } from './transform.ts'
import {
  coupledWeightDecay,
  decoupledWeightDecay,
  readWeightDecay,
  type WeightDecay,
} from './weight-decay.ts'

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** η. Default: the optimizer's own. */
  readonly learningRate?: Schedule
  /** `{ coupled: λ }` (L2) or `{ decoupled: λ }`. Default: none. */
  readonly weightDecay?: WeightDecay
}

type Numbers<N extends string> = { readonly [K in N]: number }

/** Called with options in code: `adam({ learningRate: 0.01 })`; what is left out has its default. */
export interface OptimizerFactory<N extends string = never> {
  /** @throws RegimenError `unknown-option`, `technique-option`. */
  (options?: OptimizerOptions & Partial<Numbers<N>>): Optimizer
  readonly technique: Technique
  /**
   * The same from a file's settings: the learning rate is a number.
   * @throws RegimenError `unknown-option`, `technique-option`.
   */
  fromSettings(settings: Settings): Optimizer
}

export interface NumberOption {
  readonly byDefault: number
  readonly holds: (value: number) => boolean
  readonly expected: string
}

/** A coefficient of an exponential average. */
export const fraction = (byDefault: number): NumberOption => ({
  byDefault,
  holds: (value) => value >= 0 && value < 1,
  expected: 'a number from 0 up to, but not including, 1',
})

/** What keeps a divisor from 0. */
export const positive = (byDefault: number): NumberOption => ({
  byDefault,
  holds: (value) => value > 0 && value < Number.POSITIVE_INFINITY,
  expected: 'a positive number',
})

export interface OptimizerRow<N extends string> extends Pick<Technique, 'name' | 'paper' | 'catalogue'> {
  /** The default learning rate. */
  readonly learningRate: number
  /** The optimizer's own options. */
  readonly options: { readonly [K in N]: NumberOption }
}

/**
 * @internal
 * @param direction makes of gradients what is to be multiplied by −η; none: the gradients themselves.
 */
export function optimizerFactory<N extends string = never>(
  row: OptimizerRow<N>,
  direction: (settings: Numbers<N>) => readonly GradientTransform[],
): OptimizerFactory<N> {
  const { name, paper, catalogue, options } = row
  const build = (given: object = {}): Optimizer => {
    const values = new Map<string, unknown>(Object.entries(given).filter(([, value]) => value !== undefined))
    requireKnown(name, [...values.keys()], ['learningRate', 'weightDecay', ...Object.keys(options)])
    const learningRate = readSchedule(name, values.get('learningRate') ?? row.learningRate)
    const decay = readWeightDecay(name, values.get('weightDecay'))
    const settings = readNumbers(name, options, values)
    const { coupled, decoupled } = decay ?? {}
    return {
      name,
      settings: {
        learningRate: typeof learningRate === 'number' ? learningRate : 'schedule',
        ...settings,
        ...(decay && { weightDecay: coupled === undefined ? { decoupled: decay.decoupled } : { coupled } }),
      },
      transform: chain(
        ...(coupled === undefined ? [] : [coupledWeightDecay(coupled, decay)]),
        ...direction(settings),
        ...(decoupled === undefined ? [] : [decoupledWeightDecay(decoupled, decay)]),
        scaleByLearningRate(learningRate),
      ),
      learningRate: (step) => learningRateAt(learningRate, step),
    }
  }
  const defaults = { learningRate: row.learningRate, ...readNumbers(name, options, new Map()) }
  const technique: Technique = { name, kind: 'optimizer', defaults, paper, catalogue }
  return Object.assign(build, { technique, fromSettings: build })
}

function requireKnown(technique: string, given: readonly string[], known: readonly string[]): void {
  const option = given.find((name) => !known.includes(name))
  if (option !== undefined) {
    throw new RegimenError('unknown-option', { technique, option, known: known.join(', ') })
  }
}

function readNumbers<N extends string>(
  technique: string,
  options: { readonly [K in N]: NumberOption },
  given: ReadonlyMap<string, unknown>,
): Numbers<N>
function readNumbers(
  technique: string,
  options: { readonly [name: string]: NumberOption },
  given: ReadonlyMap<string, unknown>,
): Numbers<string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { byDefault, holds, expected }]) => {
      const value = given.get(name) ?? byDefault
      const number = typeof value === 'number' ? value : Number.NaN
      requireOption(technique, name, value, holds(number), expected)
      return [name, number]
    }),
  )
}
