/** Who runs the trials of the searches: this process, or several. */
import type { RecipeOptions } from 'regimen'
import type { FolderRecipeStore } from './recipe-folder.ts'

export function searchRunner(_store: FolderRecipeStore, _workers: number): Pick<RecipeOptions, 'runner'> {
  return {}
}
