/** The options of the search that finds settings: `regimen train` without a model, and `regimen recipe`. */
import { type DiagnosisCode, diagnosisCodes } from 'regimen'
import { usageError } from '../errors.ts'
import type { Dictionary } from '../i18n/index.ts'
import { type Budget, parseBudget } from './budget.ts'
import { chooseNames } from './choose.ts'
import type { Command } from './command-line.ts'
import { numberOption } from './numbers.ts'

/** As commander collects them. */
export interface SearchOptions {
  readonly budget?: Budget
  readonly workers?: number
  readonly despite?: readonly DiagnosisCode[]
  readonly store?: string
}

/** With any of these `train` trains one network as it is told, without a search. */
const modelOptions = [
  'hidden',
  'activation',
  'initializer',
  'batchNorm',
  'dropout',
  'optimizer',
  'learningRate',
  'weightDecay',
  'l2',
  'batchSize',
  'epochs',
  'patience',
  'earlyStopping',
  'metrics',
  'config',
] as const

const searchOptions = ['budget', 'workers', 'despite'] as const

export function addSearchOptions(command: Command, { help }: Dictionary): Command {
  return command
    .option('--budget <limit>', help.recipe.budget, parseBudget)
    .option('--workers <n>', help.recipe.workers, numberOption('--workers', 'threads'))
    .option('--despite <codes>', help.recipe.despite, (text) =>
      chooseNames('--despite', text, diagnosisCodes),
    )
}

export function addStoreOption(command: Command, { help }: Dictionary): Command {
  return command.option('--store <file>', help.tune.store)
}

/** True where the settings are to be found. @throws CliError `options-mix` */
export function wantsRecipe(command: Command): boolean {
  const model = modelOptions.find((name) => isGiven(command, name))
  const search = searchOptions.find((name) => isGiven(command, name))
  if (model !== undefined && search !== undefined) {
    throw usageError('options-mix', { model: longName(command, model), search: longName(command, search) })
  }
  return model === undefined
}

function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === 'cli'
}

function longName(command: Command, name: string): string {
  return command.options.find((option) => option.attributeName() === name)?.long ?? `--${name}`
}

/** The steps of the recipe, as they are counted. */
const steps = [1, 2, 3, 4, 5, 6]

/** @throws CliError `bad-value` */
export function stepOption(text: string): number {
  const step = steps.find((each) => String(each) === text.trim())
  if (step === undefined) {
    throw usageError('bad-value', { option: '--step', value: text, expected: 'step' })
  }
  return step
}
