/** What makes updates of gradients: an optimizer's own rule with decay, learning rate and L1 about it. */
import type { RegimenError } from '../errors.ts'
import { optionError } from '../nn/options.ts'
import type { Settings } from '../technique.ts'
import { type L1, l1Settings, proximalL1, readL1 } from './l1.ts'
import { type LearningRate, readLearningRate, scaleByLearningRate } from './learning-rate.ts'
import { type OptionTable, type OptionValues, readOptions } from './option.ts'
import { scheduleSettings } from './schedules/fields.ts'
import type { GradientTransform, Schedule } from './transform.ts'
import {
  coupledWeightDecay,
  decoupledWeightDecay,
  readWeightDecay,
  type WeightDecay,
  weightDecaySettings,
} from './weight-decay.ts'

/** Options of every optimizer that a group of parameters may have of its own. */
export interface UpdateOptions {
  /** η: a number, a schedule, or a function of the update number. Default: the optimizer's own. */
  readonly learningRate?: LearningRate
  /** `{ coupled: λ }` (L2) or `{ decoupled: λ }`. Default: none, but for optimizers that are defined with one. */
  readonly weightDecay?: WeightDecay
  /** λ of L1 regularization, by its proximal step: weights become exactly 0. Default: none. */
  readonly l1?: number | L1
}

export const updateOptions: readonly string[] = [
  'learningRate',
  'weightDecay',
  'l1',
] satisfies (keyof UpdateOptions)[]

/** What decides the links of a chain beside the optimizer's own options. */
export interface UpdateContext {
  readonly learningRate: Schedule
  readonly weightDecay: WeightDecay | undefined
}

export interface UpdateRule<O extends OptionTable> {
  /** The default learning rate. */
  readonly learningRate: Schedule
  /** The default decay of optimizers that are defined with one. */
  readonly weightDecay?: WeightDecay
  /** The optimizer's own options. */
  readonly options: O
  /** Links that make of gradients the direction to which decoupled decay is added. Default: none. */
  readonly direction?: (options: OptionValues<O>, context: UpdateContext) => readonly GradientTransform[]
  /** The direction's links add coupled decay themselves. */
  readonly addsCoupledDecay?: boolean
  /** What is remembered only fits parameters that nothing else moves: no L1. */
  readonly tiesParameters?: boolean
  /** Links that make updates of that direction. Default: −η times. */
  readonly finish?: (options: OptionValues<O>, context: UpdateContext) => readonly GradientTransform[]
}

/** The options of a rule, defaults filled in. */
export interface ReadUpdate<O extends OptionTable> extends UpdateContext {
  readonly options: OptionValues<O>
  readonly l1: L1 | undefined
  /** What makes the same again. */
  readonly settings: Settings
}

/** @throws RegimenError `technique-option`. */
export function readUpdate<O extends OptionTable>(
  technique: string,
  rule: UpdateRule<O>,
  given: ReadonlyMap<string, unknown>,
): ReadUpdate<O> {
  const learningRate = readLearningRate(technique, given.get('learningRate'), rule.learningRate)
  const weightDecay = readWeightDecay(technique, given.get('weightDecay') ?? rule.weightDecay)
  const l1 = readL1(technique, given.get('l1'))
  if (l1 && rule.tiesParameters) throw l1Refused(technique, given.get('l1'))
  const options = readOptions(technique, rule.options, given)
  return {
    learningRate,
    weightDecay,
    l1,
    options,
    settings: {
      learningRate: scheduleSettings(learningRate),
      ...options,
      ...(weightDecay && { weightDecay: weightDecaySettings(weightDecay) }),
      ...(l1 && { l1: l1Settings(l1) }),
    },
  }
}

/** The links in their order: coupled decay, direction, decoupled decay, learning rate, L1. */
export function updateLinks<O extends OptionTable>(
  rule: UpdateRule<O>,
  { learningRate, weightDecay, l1, options }: ReadUpdate<O>,
): readonly GradientTransform[] {
  const { coupled, decoupled } = weightDecay ?? {}
  const context: UpdateContext = { learningRate, weightDecay }
  return [
    ...(coupled === undefined || rule.addsCoupledDecay ? [] : [coupledWeightDecay(coupled, weightDecay)]),
    ...(rule.direction?.(options, context) ?? []),
    ...(decoupled === undefined ? [] : [decoupledWeightDecay(decoupled, weightDecay)]),
    ...(rule.finish?.(options, context) ?? [scaleByLearningRate(learningRate)]),
    ...(l1 === undefined ? [] : [proximalL1(learningRate, l1)]),
  ]
}

function l1Refused(technique: string, value: unknown): RegimenError {
  return optionError(
    technique,
    'l1',
    value,
    'no L1: this method remembers points that L1 would not move along',
  )
}
