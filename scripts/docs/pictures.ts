/** The pictures of the guides, computed by the library: by their path below docs/pictures, without the ending. */
import { activationPictures } from './pictures/activations.ts'
import { batchNormPictures } from './pictures/batch-norm.ts'
import { dataPictures } from './pictures/data.ts'
import { initializerPictures } from './pictures/initializers.ts'
import { layerPictures } from './pictures/layers.ts'
import { lossPictures } from './pictures/losses.ts'
import { metricPictures } from './pictures/metrics.ts'
import { modelPictures } from './pictures/models.ts'
import { optimizerPictures } from './pictures/optimizers.ts'
import { regularisationPictures } from './pictures/regularisation.ts'
import { schedulePictures } from './pictures/schedules.ts'
import { secondOrderPictures } from './pictures/second-order.ts'
import { trainingPictures } from './pictures/training.ts'
import { tuningPictures } from './pictures/tuning.ts'

type Pictures = ReadonlyMap<string, string>

/** By their folder. */
export const pictureFamilies: { readonly [folder: string]: () => Pictures | Promise<Pictures> } = {
  activations: activationPictures,
  'batch-norm': batchNormPictures,
  data: dataPictures,
  initialisation: initializerPictures,
  layers: layerPictures,
  losses: lossPictures,
  metrics: metricPictures,
  models: modelPictures,
  optimizers: optimizerPictures,
  regularisation: regularisationPictures,
  schedules: schedulePictures,
  'second-order': secondOrderPictures,
  training: trainingPictures,
  tuning: tuningPictures,
}
