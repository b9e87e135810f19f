/** What a recipe keeps in the folder of its run, to be gone on with after any end. */
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { FolderRecipeStore } from '@regimen/node'
import { type Candidate, type DiagnosisCode, diagnosisCodes, SavedFields } from 'regimen'
import type { Budget } from '../options/budget.ts'
import { RunFolder, runFiles } from '../training/run-folder.ts'
import { settingsFromJson, settingsToJson, type TrainSettings } from '../training/settings.ts'

const formatVersion = 1

/** What was asked for. */
export interface SavedRecipe {
  readonly settings: TrainSettings
  readonly fixed: Partial<Candidate>
  readonly budget: Budget
  readonly workers?: number
  /** Diagnoses that shall not stop it. */
  readonly despite?: readonly DiagnosisCode[]
  /** SHA-256 of the data. */
  readonly digest: string
}

/** True for the folder of a recipe, finished or not. */
export function isRecipeFolder(folder: string): boolean {
  return existsSync(path.join(folder, runFiles.recipe))
}

export async function saveRecipe(folder: RunFolder, saved: SavedRecipe): Promise<void> {
  const { settings, ...rest } = saved
  await folder.writeJson('recipe', { format: formatVersion, settings: settingsToJson(settings), ...rest })
}

/** @throws CliError `not-a-run`, `config-damaged`; RegimenError `bad-saved-state` */
export async function readRecipe(folder: string): Promise<{ folder: RunFolder; saved: SavedRecipe }> {
  const opened = RunFolder.open(folder, 'recipe')
  const json = await opened.readJson('recipe')
  const fields = new SavedFields(runFiles.recipe, json)
  fields.require(fields.number('format') === formatVersion, 'format', String(formatVersion))
  const has = (name: string) => Reflect.get(Object(json), name) !== undefined
  const saved: SavedRecipe = {
    settings: settingsFromJson(Reflect.get(Object(json), 'settings')),
    fixed: fixedFromJson(Reflect.get(Object(json), 'fixed')),
    budget: budgetFromJson(Reflect.get(Object(json), 'budget')),
    digest: fields.string('digest'),
    ...(has('workers') ? { workers: fields.number('workers') } : {}),
    ...(has('despite') ? { despite: diagnosisCodes.filter((code) => despiteOf(fields).has(code)) } : {}),
  }
  return { folder: opened, saved }
}

function despiteOf(fields: SavedFields): ReadonlySet<string> {
  return new Set(fields.strings('despite'))
}

function budgetFromJson(json: unknown): Budget {
  const fields = new SavedFields(`${runFiles.recipe}, budget`, json)
  return Reflect.has(Object(json), 'trials')
    ? { trials: fields.number('trials') }
    : { seconds: fields.number('seconds') }
}

/** As it was written: the library checks its values again when the recipe goes on. */
function fixedFromJson(json: unknown): Partial<Candidate> {
  new SavedFields(`${runFiles.recipe}, fixed`, json)
  return isObject(json) ? json : {}
}

function isObject(json: unknown): json is Partial<Candidate> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** Results of the steps and all trials. */
export function openRecipeStore(folder: RunFolder): FolderRecipeStore {
  mkdirSync(folder.file('steps'), { recursive: true })
  return new FolderRecipeStore(folder.file('steps'))
}
