/** All that decides a training run: written to its folder, and read back to resume it. */
import {
  SavedFields,
  type ScalingKind,
  type ScalingScope,
  type Settings,
  scalingKinds,
  type Task,
} from 'regimen'
import type { SplitFractions } from '../options/numbers.ts'
import { type BackendSettings, backendNames } from './backend.ts'

export const builtInDatasets = ['digits', 'iris', 'mnist'] as const
export type BuiltInDataset = (typeof builtInDatasets)[number]

export interface DataSettings {
  /** A built-in name, or the absolute path of a CSV file. */
  readonly dataset: string
  /** Folder of the MNIST files. */
  readonly folder?: string
  /** Of a CSV file: name or number of the target column. Default: the last. */
  readonly target?: string
  readonly task?: Task['kind']
  readonly drop?: readonly string[]
  readonly categorical?: readonly string[]
  readonly delimiter?: ',' | ';' | '\t'
  readonly decimal?: '.' | ','
  readonly encoding?: string
  readonly header?: boolean
  readonly split: SplitFractions
  readonly seed: number
  /** Default: images to [0, 1] over all pixels, tables to mean 0 and standard deviation 1 per column. */
  readonly scaling?: ScalingKind
}

export interface NetworkSettings {
  readonly hidden: readonly number[]
  readonly activation: string
  /** Default: by the activation. */
  readonly initializer?: string
  readonly batchNorm: boolean
  readonly dropout: number
}

export interface OptimizerSettings {
  readonly optimizer: string
  /** Default: the optimizer's own. */
  readonly learningRate?: number
  /** Decoupled: W ← W − ηλW beside the optimizer's update. */
  readonly weightDecay: number
  /** Coupled: λW added to the gradient. */
  readonly l2: number
}

export interface TrainSettings extends DataSettings, NetworkSettings, OptimizerSettings, BackendSettings {
  /** Default: about 2,000 updates, 20 to 200 epochs. */
  readonly epochs?: number
  readonly batchSize: number
  /** Epochs without improvement before the run stops; `false`: no early stopping. Default: a fifth of the epochs. */
  readonly patience?: number | false
  /** Absolute path of a config file, whose network, optimizer, loss and callbacks are used. */
  readonly config?: string
  /** Measured beside the task's own metric. */
  readonly metrics?: readonly string[]
}

export const defaultSettings = {
  split: [0.8, 0.1, 0.1],
  seed: 0,
  hidden: [100, 100],
  activation: 'relu',
  batchNorm: false,
  dropout: 0,
  optimizer: 'adam',
  weightDecay: 0,
  l2: 0,
  batchSize: 32,
} as const satisfies Omit<TrainSettings, 'dataset'>

export function isBuiltIn(dataset: string): dataset is BuiltInDataset {
  return builtInDatasets.some((name) => name === dataset)
}

/** Passes over the training part that make about 2,000 updates. */
export function defaultEpochs(stepsPerEpoch: number): number {
  return Math.min(200, Math.max(20, Math.round(2000 / stepsPerEpoch)))
}

export function defaultPatience(epochs: number): number {
  return Math.max(10, Math.ceil(epochs / 5))
}

/** As JSON: fields that are not set are left out. */
export function settingsToJson(settings: TrainSettings): Settings {
  return { ...settings }
}

/** @throws RegimenError `bad-saved-state` */
export function settingsFromJson(json: unknown): TrainSettings {
  const saved = new SavedFields('The settings in config.json', json)
  const has = (field: string) =>
    typeof json === 'object' && json !== null && field in json && Reflect.get(json, field) !== undefined
  const optional = <K extends string, T>(field: K, read: (field: K) => T) =>
    has(field) ? { [field]: read(field) } : {}
  const text = (field: string) => saved.string(field)
  const number = (field: string) => saved.number(field)
  const texts = (field: string) => saved.strings(field)
  const [train = 0, validation = 0, test = 0] = saved.numbers('split')
  const patience = () => (Reflect.get(Object(json), 'patience') === false ? false : saved.number('patience'))
  return {
    dataset: text('dataset'),
    split: [train, validation, test],
    seed: number('seed'),
    hidden: saved.numbers('hidden'),
    activation: text('activation'),
    batchNorm: saved.boolean('batchNorm'),
    dropout: number('dropout'),
    optimizer: text('optimizer'),
    weightDecay: number('weightDecay'),
    l2: number('l2'),
    batchSize: number('batchSize'),
    ...optional('folder', text),
    ...optional('target', text),
    ...optional('task', (field) => saved.oneOf(field, ['classification', 'regression'])),
    ...optional('drop', texts),
    ...optional('categorical', texts),
    ...optional('delimiter', (field) => saved.oneOf(field, [',', ';', '\t'])),
    ...optional('decimal', (field) => saved.oneOf(field, ['.', ','])),
    ...optional('encoding', text),
    ...optional('header', (field) => saved.boolean(field)),
    ...optional('scaling', (field) => saved.oneOf(field, scalingKinds)),
    ...optional('initializer', text),
    ...optional('learningRate', number),
    ...optional('epochs', number),
    ...optional('patience', patience),
    ...optional('backend', (field) => saved.oneOf(field, backendNames)),
    ...optional('threads', number),
    ...optional('deterministic', (field) => saved.boolean(field)),
    ...optional('config', text),
    ...optional('metrics', texts),
  }
}

/** Pixels share their unit, columns of a table do not. */
export function scalingFor(
  settings: Pick<DataSettings, 'scaling'>,
  kind: 'image' | 'table',
): { readonly kind: ScalingKind; readonly per: ScalingScope } {
  return {
    kind: settings.scaling ?? (kind === 'image' ? 'minMax' : 'zScore'),
    per: kind === 'image' ? 'all' : 'feature',
  }
}
