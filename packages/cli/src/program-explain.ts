/** `regimen explain`: its arguments and options, and what the argument means. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { type PassName, passNames } from 'regimen'
import { type ExplainSource, explainCommand } from './commands/explain.ts'
import { configSettings } from './config/apply-config.ts'
import { isRecord } from './config/config-fields.ts'
import { configEndings, loadConfig } from './config/load-config.ts'
import { usageError } from './errors.ts'
import type { Dictionary } from './i18n/index.ts'
import { addExamples, type Command } from './options/command-line.ts'
import { givenOptions, seedGiven, seedOf } from './options/given.ts'
import {
  addConfigOption,
  addStepOptions,
  choice,
  type TrainOptions,
  trainRequest,
} from './options/train-options.ts'
import type { Terminal } from './terminal/terminal.ts'
import { backendSettings } from './training/backend.ts'
import { RunFolder, runFiles } from './training/run-folder.ts'
import { builtInDatasets, type TrainSettings } from './training/settings.ts'

type Add = (name: string, summary: string, description: string) => Command

interface ExplainOptions extends Omit<TrainOptions, 'earlyStopping'> {
  readonly report?: string
  readonly pass?: PassName
}

export function addExplain(add: Add, words: Dictionary, terminal: Terminal): void {
  const { explain } = words.help
  const command = add('explain', explain.summary, explain.description)
    .argument('<config>', explain.config)
    .option('--report <file>', explain.report)
    .option('--pass <name>', explain.pass, choice('--pass', passNames))
  addStepOptions(command, words)
  addConfigOption(command, words)
  addExamples(command, words, explain.examples)
  command.action(async (argument: string, { report, pass, ...options }: ExplainOptions) => {
    const source = await sourceOf(argument, command, options)
    const outputs = { ...(report === undefined ? {} : { report }), ...(pass === undefined ? {} : { pass }) }
    await explainCommand({ source, ...outputs }, terminal)
  })
}

async function sourceOf(
  argument: string,
  command: Command,
  options: Omit<ExplainOptions, 'report' | 'pass'>,
): Promise<ExplainSource> {
  const meant = meaningOf(argument)
  if (meant.kind === 'run') {
    refuse(givenOptions(command), new Set(['--report', '--pass', ...backendOptions]), argument)
    if (seedGiven(command)) throw usageError('config-has-settings', { option: '--seed', config: argument })
    return { ...meant, backend: backendSettings(options) }
  }
  const settingsFor = (dataset: string, fromConfig?: Partial<TrainSettings>) => {
    const seed = seedGiven(command) ? seedOf(command) : (fromConfig?.seed ?? seedOf(command))
    return trainRequest(dataset, seed, { ...options, earlyStopping: true }, fromConfig).settings
  }
  if (meant.kind === 'config') {
    if (options.config !== undefined) refuse(['--config'], new Set(), argument)
    const config = await loadConfig(argument)
    // Which data they are is chosen when the network is known.
    return { kind: 'config', settings: settingsFor(builtInDatasets[0], configSettings(config)), config }
  }
  if (options.config === undefined) return { kind: 'data', settings: settingsFor(argument) }
  const config = await loadConfig(options.config)
  return { kind: 'data', settings: settingsFor(argument, configSettings(config)), config }
}

const backendOptions = ['--backend', '--threads', '--deterministic']

/** A run says everything but what computes; a config file is no second one's data. */
function refuse(given: readonly string[], free: ReadonlySet<string>, config: string): void {
  const option = given.find((each) => !free.has(each))
  if (option !== undefined) throw usageError('config-has-settings', { option, config })
}

type Meaning =
  | { readonly kind: 'run'; readonly file: string }
  | { readonly kind: 'config' }
  | { readonly kind: 'data' }

/** The folder of a run or its config.json, a config file, or else data. */
function meaningOf(argument: string): Meaning {
  const isThere = existsSync(argument)
  if (isThere && statSync(argument).isDirectory()) {
    return { kind: 'run', file: RunFolder.open(argument).file('config') }
  }
  if (path.basename(argument) === runFiles.config) return { kind: 'run', file: argument }
  if (!configEndings.includes(path.extname(argument).toLowerCase())) return { kind: 'data' }
  return isThere && isSavedRun(argument) ? { kind: 'run', file: argument } : { kind: 'config' }
}

/** A copy of a run's config.json under another name, unlike a config in JSON. */
function isSavedRun(file: string): boolean {
  if (!/\.json$/i.test(file)) return false
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRecord(json) && 'format' in json && 'architecture' in json
  } catch {
    return false
  }
}
