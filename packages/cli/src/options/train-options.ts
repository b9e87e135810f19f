/** The options of `regimen train`, and the settings that they make. */

import path from 'node:path'
import type { ScalingKind } from 'regimen'
import type { TrainRequest } from '../commands/train.ts'
import { usageError } from '../errors.ts'
import type { Dictionary } from '../i18n/index.ts'
import type { Command } from '../options/command-line.ts'
import { checkBackend } from '../training/backend.ts'
import { defaultSettings, isBuiltIn, type TrainSettings } from '../training/settings.ts'
import { storeFile } from '../tuning/store-file.ts'
import { addBackendOptions, type BackendOptions } from './backend-options.ts'
import { chooseName } from './choose.ts'
import {
  activationNames,
  type DelimiterName,
  delimiters,
  initializerNames,
  metricNames,
  scalingNames,
  taskNames,
  trainOptimizerNames,
} from './names.ts'
import { numberOption, parseSplit, parseWidths, type SplitFractions } from './numbers.ts'
import type { SearchOptions } from './recipe-options.ts'

/** As commander collects them; what is not given is not there. */
export interface TrainOptions extends BackendOptions, SearchOptions {
  readonly target?: string
  readonly task?: (typeof taskNames)[number]
  readonly drop?: string[]
  readonly categorical?: string[]
  readonly delimiter?: DelimiterName
  readonly decimal?: '.' | ','
  readonly encoding?: string
  /** Commander sets it to true for a `--no-` option that is not given. */
  readonly header: boolean
  readonly data?: string
  readonly split?: SplitFractions
  readonly scaling?: ScalingKind
  readonly hidden?: number[]
  readonly activation?: string
  readonly initializer?: string
  readonly batchNorm?: boolean
  readonly dropout?: number
  readonly optimizer?: string
  readonly learningRate?: number
  readonly weightDecay?: number
  readonly l2?: number
  readonly epochs?: number
  readonly batchSize?: number
  readonly patience?: number
  readonly earlyStopping: boolean
  readonly metrics?: string[]
  readonly out?: string
  readonly force?: boolean
  readonly resume?: string
  readonly config?: string
}

export const names = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

export const choice =
  <T extends string>(option: string, choices: readonly T[]) =>
  (value: string): T =>
    chooseName(option, value, choices)

const metricList = (text: string): string[] =>
  names(text).map((name) => chooseName('--metrics', name, metricNames))

const delimiterNames: readonly DelimiterName[] = ['comma', 'semicolon', 'tab']

/** The options of every command that reads a CSV file. */
export function addCsvOptions(
  command: Command,
  words: Pick<Dictionary['help']['train'], 'delimiter' | 'encoding' | 'noHeader'>,
): Command {
  return command
    .option('--delimiter <name>', words.delimiter, choice('--delimiter', delimiterNames))
    .option('--encoding <name>', words.encoding, encodingName)
    .option('--no-header', words.noHeader)
}

/** Data, network, optimizer and backend: what makes a training step. */
export function addStepOptions(command: Command, words: Dictionary): Command {
  const { train } = words.help
  command
    .option('--target <column>', train.target)
    .option('--task <kind>', train.task, choice('--task', taskNames))
    .option('--drop <columns>', train.drop, names)
    .option('--categorical <columns>', train.categorical, names)
    .option('--decimal <mark>', train.decimal, choice('--decimal', ['.', ',']))
  addCsvOptions(command, train)
    .option('--data <folder>', train.folder)
    .option('--split <percent>', train.split, parseSplit)
    .option('--scaling <kind>', train.scaling, choice('--scaling', scalingNames))
    .option('--hidden <widths>', train.hidden, parseWidths)
    .option('--activation <name>', train.activation, choice('--activation', activationNames))
    .option('--initializer <name>', train.initializer, choice('--initializer', initializerNames))
    .option('--batch-norm', train.batchNorm)
    .option('--dropout <rate>', train.dropout, numberOption('--dropout', 'rate'))
    .option('--optimizer <name>', train.optimizer, choice('--optimizer', trainOptimizerNames))
    .option('--learning-rate <rate>', train.learningRate, numberOption('--learning-rate', 'positive'))
    .option('--weight-decay <lambda>', train.weightDecay, numberOption('--weight-decay', 'nonNegative'))
    .option('--l2 <lambda>', train.l2, numberOption('--l2', 'nonNegative'))
    .option('--batch-size <n>', train.batchSize, numberOption('--batch-size', 'positiveInteger'))
  return addBackendOptions(command, words)
}

/** How long to train, and where the run goes. */
export function addRunOptions(command: Command, { help }: Pick<Dictionary, 'help'>): Command {
  const { train } = help
  command
    .option('--epochs <n>', train.epochs, numberOption('--epochs', 'positiveInteger'))
    .option('--patience <epochs>', train.patience, numberOption('--patience', 'positiveInteger'))
    .option('--no-early-stopping', train.noEarlyStopping)
    .option('--metrics <names>', train.metrics, metricList)
    .option('--out <folder>', train.out)
    .option('--force', train.force)
    .option('--resume <run>', train.resume)
  return addConfigOption(command, { help })
}

export function addConfigOption(command: Command, { help }: Pick<Dictionary, 'help'>): Command {
  return command.option('--config <file>', help.train.config)
}

/** @throws CliError `bad-value` for an encoding that no decoder knows */
export function encodingName(value: string): string {
  try {
    return new TextDecoder(value).encoding
  } catch {
    const choices = ['utf-8', 'euc-kr', 'windows-1252', 'iso-8859-1', 'utf-16le', 'shift_jis', 'gbk', 'big5']
    return chooseName('--encoding', value, choices)
  }
}

const csvOptions = ['target', 'task', 'drop', 'categorical', 'decimal', 'delimiter', 'encoding'] as const

/** @throws CliError for options that do not go together */
export function trainRequest(
  dataset: string,
  seed: number,
  options: TrainOptions,
  fromConfig: Partial<TrainSettings> = {},
): TrainRequest {
  const {
    out,
    force = false,
    data,
    header: _,
    delimiter,
    earlyStopping,
    resume: __,
    store,
    budget: ___,
    workers: ____,
    despite: _____,
    config,
    ...rest
  } = options
  if (isBuiltIn(dataset.toLowerCase())) refuseCsvOptions(dataset, options)
  if ((options.weightDecay ?? 0) > 0 && (options.l2 ?? 0) > 0) {
    throw usageError('options-exclude', { first: '--weight-decay', second: '--l2' })
  }
  checkBackend(options)
  const settings: TrainSettings = {
    ...defaultSettings,
    ...fromConfig,
    ...rest,
    dataset,
    seed,
    ...(config === undefined ? {} : { config: path.resolve(config) }),
    ...(data === undefined ? {} : { folder: data }),
    ...(delimiter === undefined ? {} : { delimiter: delimiters[delimiter] }),
    ...(options.header ? {} : { header: false }),
    ...(earlyStopping ? {} : { patience: false }),
  }
  return { settings, force, store: storeFile(store), ...(out === undefined ? {} : { out }) }
}

function refuseCsvOptions(dataset: string, options: TrainOptions): void {
  const given = csvOptions.find((name) => options[name] !== undefined)
  if (given !== undefined) throw usageError('option-needs-csv', { option: `--${given}`, dataset })
  if (!options.header) throw usageError('option-needs-csv', { option: '--no-header', dataset })
}
