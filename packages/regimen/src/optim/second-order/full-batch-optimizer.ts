/** What `fit` and `minimize` take instead of an optimizer of gradients: a method with its settings. */
import { RegimenError } from '../../errors.ts'
import { requireOption, withDefaults } from '../../nn/options.ts'
import type { Settings, Technique } from '../../technique.ts'
import { readWeightDecay, type WeightDecay } from '../weight-decay.ts'
import type { MinimizationMethod } from './smooth-function.ts'

export interface FullBatchOptimizer {
  readonly name: string
  readonly settings: Settings
  readonly method: MinimizationMethod
  /** L2 regularization ½λ‖W‖² added to the loss that is minimised. */
  readonly weightDecay?: WeightDecay & { readonly coupled: number }
}

export interface FullBatchOptions {
  /** `{ coupled: λ }`: adds ½λ‖W‖² to the loss; in `fit` only. Default: none. */
  readonly weightDecay?: WeightDecay & { readonly coupled: number }
}

type Numbers = { readonly [name: string]: number }

/** Called with options in code: `lBfgs({ memory: 20 })`; what is left out has its default. */
export interface FullBatchFactory<D extends Numbers> {
  /** @throws RegimenError `unknown-option`, `technique-option`. */
  (options?: FullBatchOptions & Partial<D>): FullBatchOptimizer
  readonly technique: Technique
  /** The same from a file's settings. @throws RegimenError `unknown-option`, `technique-option`. */
  fromSettings(settings: Settings): FullBatchOptimizer
}

export interface FullBatchRow<D extends Numbers> extends Pick<Technique, 'name' | 'paper' | 'catalogue'> {
  readonly defaults: D
  /** What each option must be. */
  readonly expected: { readonly [K in keyof D]: NumberRule }
}

export interface NumberRule {
  readonly holds: (value: number) => boolean
  readonly expected: string
}

export const wholeNumber: NumberRule = {
  holds: (value) => Number.isSafeInteger(value) && value >= 1,
  expected: 'a whole number of at least 1',
}
export const betweenZeroAndOne: NumberRule = {
  holds: (value) => value > 0 && value < 1,
  expected: 'a number between 0 and 1',
}
export const positiveNumber: NumberRule = {
  holds: (value) => value > 0 && value < Number.POSITIVE_INFINITY,
  expected: 'a positive number',
}

/** Both conditions can hold at once only when c₁ < c₂. */
export const wolfeRules = { sufficientDecrease: betweenZeroAndOne, curvature: betweenZeroAndOne } as const

/** @internal */
export function fullBatchFactory<D extends Numbers>(
  row: FullBatchRow<D>,
  method: (settings: D) => MinimizationMethod,
): FullBatchFactory<D> {
  const { name, defaults, expected, paper, catalogue } = row
  const build = (given: object = {}): FullBatchOptimizer => {
    const { weightDecay, ...options } = { weightDecay: undefined, ...given }
    const settings = withDefaults(name, defaults, options)
    for (const [option, rule] of Object.entries(expected)) {
      const value = settings[option] ?? Number.NaN
      requireOption(name, option, value, rule.holds(value), rule.expected)
    }
    requireOrder(name, settings)
    const decay = readCoupled(name, weightDecay)
    return {
      name,
      settings: { ...settings, ...(decay && { weightDecay: { coupled: decay.coupled } }) },
      method: method(settings),
      ...(decay && { weightDecay: decay }),
    }
  }
  const technique: Technique = { name, kind: 'optimizer', defaults, paper, catalogue }
  return Object.assign(build, { technique, fromSettings: build })
}

function requireOrder(name: string, { sufficientDecrease = 0, curvature = 1 }: Numbers): void {
  const expected = `a number above sufficientDecrease, ${sufficientDecrease}`
  requireOption(name, 'curvature', curvature, curvature > sufficientDecrease, expected)
}

function readCoupled(name: string, value: unknown): (WeightDecay & { coupled: number }) | undefined {
  const decay = readWeightDecay(name, value)
  if (decay === undefined || decay.coupled !== undefined) return decay
  throw new RegimenError('technique-option', {
    technique: name,
    option: 'weightDecay',
    value: JSON.stringify({ decoupled: decay.decoupled }),
    expected: '{ coupled: λ } (L2): decoupled decay belongs to a learning rate, and there is none',
  })
}
