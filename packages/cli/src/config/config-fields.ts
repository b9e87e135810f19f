/** What each field of a config may be. */
import { losses, scalingKinds } from 'regimen'
import type { Dictionary } from '../i18n/index.ts'
import {
  activationNames,
  augmentationNames,
  initializerNames,
  metricNames,
  trainOptimizerNames,
} from '../options/names.ts'
import type { TrainConfig } from './define-config.ts'

export type ConfigValue = keyof Dictionary['configValues']

export interface ConfigField {
  readonly expected: ConfigValue
  holds(value: unknown): boolean
  /** The names among which a text must be, for the nearest one. */
  readonly names?: readonly string[]
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const whole = (value: unknown, least: number) =>
  isNumber(value) && Number.isSafeInteger(value) && value >= least
const isFunction = (value: unknown) => typeof value === 'function'
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const has = (value: unknown, ...fields: readonly string[]) =>
  isRecord(value) && fields.every((field) => field in value)
const list = (value: unknown, holds: (item: unknown) => boolean) => Array.isArray(value) && value.every(holds)
const lossNames = Object.keys(losses)

const named = (names: readonly string[], expected: ConfigValue): ConfigField => ({
  expected,
  names,
  holds: (value) => typeof value === 'string' && names.includes(value),
})

const field = (expected: ConfigValue, holds: (value: unknown) => boolean): ConfigField => ({
  expected,
  holds,
})

const positiveInteger = field('positiveInteger', (value) => whole(value, 1))
const nonNegative = field('nonNegative', (value) => isNumber(value) && value >= 0)

export const configFields: { readonly [F in keyof Required<TrainConfig>]: ConfigField } = {
  model: field('model', (value) => isFunction(value) || has(value, 'kind', 'settings')),
  hidden: field('widths', (value) => list(value, (item) => whole(item, 1))),
  activation: named(activationNames, 'activation'),
  initializer: named(initializerNames, 'initializer'),
  batchNorm: field('truth', (value) => typeof value === 'boolean'),
  dropout: field('rate', (value) => isNumber(value) && value >= 0 && value < 1),
  optimizer: {
    expected: 'optimizer',
    names: trainOptimizerNames,
    holds: (value) =>
      has(value, 'name', 'transform') ||
      has(value, 'name', 'method') ||
      trainOptimizerNames.some((name) => name === value),
  },
  learningRate: field('positive', (value) => isNumber(value) && value > 0),
  weightDecay: nonNegative,
  l2: nonNegative,
  loss: {
    expected: 'loss',
    names: lossNames,
    holds: (value) => has(value, 'name') || lossNames.some((name) => name === value),
  },
  metrics: field('metrics', (value) => list(value, (item) => metricNames.some((name) => name === item))),
  epochs: positiveInteger,
  batchSize: positiveInteger,
  patience: field('patience', (value) => value === false || whole(value, 1)),
  seed: field('integer', (value) => Number.isSafeInteger(value)),
  split: field('shares', isSplit),
  scaling: named(scalingKinds, 'scaling'),
  augment: {
    expected: 'augment',
    names: augmentationNames,
    holds: (value) => list(value, isAugmentation),
  },
  sampleWeights: {
    expected: 'sampleWeights',
    names: ['balanced'],
    holds: (value) => isFunction(value) || value === 'balanced',
  },
  monitor: field('monitor', (value) => value === true || isRecord(value)),
  callbacks: field('callbacks', (value) => isFunction(value) || list(value, (item) => has(item, 'name'))),
}

function isAugmentation(value: unknown): boolean {
  if (!isRecord(value)) return augmentationNames.some((name) => name === value)
  const settings = value.settings ?? {}
  const named = augmentationNames.some((name) => name === value.name)
  return isRecord(settings) && (isFunction(value.prepare) || named)
}

function isSplit(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false
  const shares: readonly unknown[] = value
  const total = shares.reduce(
    (sum: number, share) => sum + (isNumber(share) && share > 0 ? share : Number.NaN),
    0,
  )
  return Math.abs(total - 1) < 1e-9
}
