/** What a recipe keeps in the folder of its run, to be gone on with after any end. */
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { readBytes, SqliteStudyStore } from '@regimen/node'
import { type Candidate, type RecipeStore, SavedFields } from 'regimen'
import type { Budget } from '../options/budget.ts'
import { RunFolder, runFiles, writeWhole } from '../training/run-folder.ts'
import { settingsFromJson, settingsToJson, type TrainSettings } from '../training/settings.ts'

const formatVersion = 1

/** What was asked for. */
export interface SavedRecipe {
  readonly settings: TrainSettings
  readonly fixed: Partial<Candidate>
  readonly budget: Budget
  readonly workers?: number
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
  }
  return { folder: opened, saved }
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

/** Results of the steps as files, trials in SQLite: all of it survives a process that is killed. */
export class FolderRecipeStore implements RecipeStore {
  readonly studies: SqliteStudyStore
  /** Of the studies. */
  readonly file: string
  private readonly folder: string

  constructor(folder: string) {
    this.folder = path.join(folder, runFiles.steps)
    mkdirSync(this.folder, { recursive: true })
    this.file = path.join(folder, runFiles.study)
    this.studies = new SqliteStudyStore(this.file)
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const file = path.join(this.folder, name)
    return existsSync(file) ? readBytes(file) : undefined
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await writeWhole(path.join(this.folder, name), bytes)
  }

  close(): void {
    this.studies.close()
  }
}
