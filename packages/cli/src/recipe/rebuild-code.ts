/** A few lines of TypeScript that train the found model again. */
import type { RecipeResult } from 'regimen'
import type { TrainSettings } from '../training/settings.ts'
import type { LoadedRecipeData } from './recipe-data.ts'

export function rebuildCode(
  _settings: TrainSettings,
  _loaded: LoadedRecipeData,
  _result: RecipeResult,
): string | undefined {
  return undefined
}
