/** All experiments, family by family. */
import type { Experiment, Family } from '../experiment.ts'
import { activations } from './activations/index.ts'
import { batchNormalization } from './batch-normalization/index.ts'
import { data } from './data/index.ts'
import { foundations } from './foundations/index.ts'
import { hyperparameters } from './hyperparameters/index.ts'
import { initialization } from './initialization/index.ts'
import { models } from './models/index.ts'
import { optimizers } from './optimizers/index.ts'
import { regularization } from './regularization/index.ts'
import { textbook } from './textbook/index.ts'

const byFamily: Readonly<Record<Family, readonly Experiment[]>> = {
  foundations,
  optimizers,
  initialization,
  activations,
  'batch-normalization': batchNormalization,
  regularization,
  data,
  hyperparameters,
  models,
  textbook,
}

/** In the order of the lab book. */
export const experiments: readonly Experiment[] = Object.values(byFamily).flat()

export function experimentById(id: string): Experiment | undefined {
  return experiments.find((experiment) => experiment.id === id)
}
