/** What a recipe has done, in a folder: its steps as JSON, its trials in SQLite, its model. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileError, type RecipeStore, type StudyStore } from 'regimen'
import { writeFileAtomic } from '../atomic-file.ts'
import { reasonOf } from '../read-bytes.ts'
import { SqliteStudyStore } from '../store/study-store.ts'

/** Names of a recipe's own files. */
export const recipeFiles = {
  studies: 'studies.sqlite',
  data: (search: string) => `${search}-data.safetensors`,
  plan: (search: string) => `${search}-plan.json`,
} as const

/** A recipe's store in a folder. A process killed at any instant leaves every file whole. */
export class FolderRecipeStore implements RecipeStore {
  readonly folder: string
  readonly studies: StudyStore
  private readonly database: SqliteStudyStore

  /** @param folder made when it is not there. @throws RegimenError `store-unreadable`, `store-newer`. */
  constructor(folder: string) {
    this.folder = path.resolve(folder)
    this.database = new SqliteStudyStore(path.join(this.folder, recipeFiles.studies))
    this.studies = this.database
  }

  /** @throws RegimenError `file-unreadable`. */
  async read(name: string): Promise<Uint8Array | undefined> {
    const file = path.join(this.folder, name)
    try {
      return await readFile(file)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw fileError('file-unreadable', { file, reason: reasonOf(error) }, { cause: error })
    }
  }

  /** @throws RegimenError `disk-full`, `cannot-write`. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    await writeFileAtomic(path.join(this.folder, name), bytes)
  }

  close(): void {
    this.database.close()
  }
}
