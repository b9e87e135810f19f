/** `regimen train` and `regimen recipe`: their arguments and options. */
import { type RecipeRequest, recipeCommand, resumeRecipe } from './commands/recipe.ts'
import { resumeCommand, trainCommand } from './commands/train.ts'
import { configParts, configSettings } from './config/apply-config.ts'
import { loadConfig } from './config/load-config.ts'
import { usageError } from './errors.ts'
import type { Dictionary } from './i18n/index.ts'
import { defaultBudget } from './options/budget.ts'
import { addExamples, type Command } from './options/command-line.ts'
import { givenOptions, seedGiven, seedOf } from './options/given.ts'
import {
  addSearchOptions,
  addStoreOption,
  type SearchOptions,
  stepOption,
  wantsRecipe,
} from './options/recipe-options.ts'
import { addRunOptions, addStepOptions, type TrainOptions, trainRequest } from './options/train-options.ts'
import { fixedSettings } from './recipe/fixed-settings.ts'
import { isRecipeFolder } from './recipe/recipe-folder.ts'
import type { Terminal } from './terminal/terminal.ts'
import { storeFile } from './tuning/store-file.ts'

type Add = (name: string, summary: string, description: string) => Command

export function addTrain(add: Add, words: Dictionary, terminal: Terminal): void {
  const { train } = words.help
  const command = add('train', train.summary, train.description).argument('[data]', train.data)
  addSearchOptions(command, words)
  addStepOptions(command, words)
  addRunOptions(command, words)
  addStoreOption(command, words)
  addExamples(command, words, train.examples)
  command.action(async (dataset: string | undefined, options: TrainOptions) => {
    if (options.resume !== undefined) {
      await resume(options.resume, command, dataset, options, terminal)
    } else if (dataset === undefined) {
      throw usageError('missing-argument', { argument: 'data', command: 'regimen train' })
    } else if (wantsRecipe(command)) {
      await recipeCommand(recipeRequest(dataset, command, options), terminal)
    } else {
      await trainPlainly(dataset, command, options, terminal)
    }
  })
}

interface RecipeOptions extends Omit<TrainOptions, 'earlyStopping'> {
  readonly step?: number
}

export function addRecipe(add: Add, words: Dictionary, terminal: Terminal): void {
  const { recipe, train } = words.help
  const command = add('recipe', recipe.summary, recipe.description)
    .argument('[data]', train.data)
    .option('--step <n>', recipe.step, stepOption)
  addSearchOptions(command, words)
  addStepOptions(command, words)
    .option('--out <folder>', train.out)
    .option('--force', train.force)
    .option('--resume <run>', train.resume)
  addStoreOption(command, words)
  addExamples(command, words, recipe.examples)
  command.action(async (dataset: string | undefined, options: RecipeOptions) => {
    const all: TrainOptions = { ...options, earlyStopping: true }
    if (options.resume !== undefined) {
      await resume(options.resume, command, dataset, all, terminal)
    } else if (dataset === undefined) {
      throw usageError('missing-argument', { argument: 'data', command: 'regimen recipe' })
    } else {
      const { step } = options
      const request = recipeRequest(dataset, command, all)
      await recipeCommand(step === undefined ? request : { ...request, step }, terminal)
    }
  })
}

async function trainPlainly(
  dataset: string,
  command: Command,
  options: TrainOptions,
  terminal: Terminal,
): Promise<void> {
  const loaded = options.config === undefined ? undefined : await loadConfig(options.config)
  const fromConfig = loaded ? configSettings(loaded) : {}
  const seed = seedGiven(command) ? seedOf(command) : (fromConfig.seed ?? seedOf(command))
  const request = trainRequest(dataset, seed, options, fromConfig)
  await trainCommand({ ...request, ...(loaded && { parts: configParts(loaded) }) }, terminal)
}

function recipeRequest(dataset: string, command: Command, options: TrainOptions): RecipeRequest {
  const { settings, out, force, store } = trainRequest(dataset, seedOf(command), options)
  const { budget = defaultBudget, workers, despite } = options
  return {
    settings,
    fixed: fixedSettings(options),
    budget,
    force,
    ...(workers === undefined ? {} : { workers }),
    ...(despite === undefined ? {} : { despite }),
    ...(out === undefined ? {} : { out }),
    ...(store === undefined ? {} : { store }),
  }
}

/** Of a search, --budget, --workers and --despite may be other ones; all else is in its folder. */
async function resume(
  folder: string,
  command: Command,
  dataset: string | undefined,
  options: SearchOptions & { readonly store?: string },
  terminal: Terminal,
): Promise<void> {
  const isRecipe = isRecipeFolder(folder)
  const free = new Set(['--resume', '--store', ...(isRecipe ? ['--budget', '--workers', '--despite'] : [])])
  const option = dataset ?? givenOptions(command).find((given) => !free.has(given))
  if (option !== undefined) throw usageError('resume-has-settings', { option })
  if (seedGiven(command)) throw usageError('resume-has-settings', { option: '--seed' })
  const store = storeFile(options.store)
  if (!isRecipe) {
    await resumeCommand(folder, terminal, store)
    return
  }
  const { budget, workers, despite } = options
  await resumeRecipe(
    {
      folder,
      store,
      ...(budget === undefined ? {} : { budget }),
      ...(workers === undefined ? {} : { workers }),
      ...(despite === undefined ? {} : { despite }),
    },
    terminal,
  )
}
