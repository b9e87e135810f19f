/** The pictures of the guides, computed by the library: by their path below docs/pictures, without the ending. */
import { activationPictures } from './pictures/activations.ts'
import { initializerPictures } from './pictures/initializers.ts'
import { lossPictures } from './pictures/losses.ts'
import { metricPictures } from './pictures/metrics.ts'
import { optimizerPictures } from './pictures/optimizers.ts'

export async function allPictures(): Promise<ReadonlyMap<string, string>> {
  const families = [
    activationPictures(),
    initializerPictures(),
    lossPictures(),
    metricPictures(),
    await optimizerPictures(),
  ]
  return new Map(families.flatMap((family) => [...family]))
}
