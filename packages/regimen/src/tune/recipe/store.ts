/** Where a recipe keeps what it has done, so that it can be gone on with. */
import { MemoryStudyStore } from '../memory-store.ts'
import type { StudyStore } from '../store.ts'

/** Named files and studies. Names are those of files: `coarseSearch.json`, `model.safetensors`. */
export interface RecipeStore {
  /** The trials of both searches. */
  readonly studies: StudyStore
  /** Undefined for a name that was never written. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Replaces what was there, whole or not at all. */
  write(name: string, bytes: Uint8Array): Promise<void>
}

/** In this process's memory, gone with it. */
export class MemoryRecipeStore implements RecipeStore {
  readonly studies: StudyStore = new MemoryStudyStore()
  readonly #files = new Map<string, Uint8Array>()

  async read(name: string): Promise<Uint8Array | undefined> {
    return this.#files.get(name)?.slice()
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    this.#files.set(name, bytes.slice())
  }
}

/** @internal */
export async function readJson(store: RecipeStore, name: string): Promise<unknown> {
  const bytes = await store.read(name)
  return bytes && JSON.parse(new TextDecoder().decode(bytes))
}

/** @internal */
export async function writeJson(store: RecipeStore, name: string, value: unknown): Promise<void> {
  await store.write(name, new TextEncoder().encode(JSON.stringify(value)))
}
