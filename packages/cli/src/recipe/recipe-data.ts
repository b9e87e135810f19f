/** The data of a recipe: divided and encoded by the command, checked, scaled and sealed by the library. */
import { prepareRecipeData, type RecipeData } from 'regimen'
import { type LoadedData, loadData, type OnDownload } from '../training/load-data.ts'
import { digestOf } from '../training/prepare-data.ts'
import { type DataSettings, scalingFor } from '../training/settings.ts'

export interface LoadedRecipeData {
  readonly loaded: LoadedData
  readonly data: RecipeData
  readonly digest: string
}

/** Height and width of the images that are stored flat. */
export const imageShapes: Readonly<Record<string, readonly [number, number]>> = {
  digits: [8, 8],
  mnist: [28, 28],
}

export async function loadRecipeData(
  settings: DataSettings,
  onDownload: OnDownload,
): Promise<LoadedRecipeData> {
  // Its first step tells what is wrong with a constant target.
  const loaded = await loadData(settings, { onDownload, constantTarget: 'keep' })
  const image = imageShapes[settings.dataset]
  const data = prepareRecipeData(loaded.split, {
    seed: settings.seed,
    scaling: scalingFor(settings, loaded.kind).kind,
    ...(image ? { image } : {}),
  })
  return { loaded, data, digest: digestOf(loaded.split) }
}
