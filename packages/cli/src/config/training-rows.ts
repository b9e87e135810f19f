/** What a config says of the rows that are trained on: how they are changed, and how often they are drawn. */
import {
  type Augmentation,
  Augmenter,
  augmentationNamed,
  BatchLoader,
  balancedWeights,
  type FitOptions,
  type FullBatchOptimizer,
  type Optimizer,
  type Part,
  RandomKey,
  RegimenError,
} from 'regimen'
import type { TrainConfig } from './define-config.ts'
import type { LoadedConfig } from './load-config.ts'

/** What `fit` is told of them. */
export type TrainingRows = Pick<FitOptions, 'augment' | 'sampling' | 'sampleWeights'>

/** Checked against the data, while the config can still be named. @throws CliError `config-broken` */
export function trainingRowsOf(
  loaded: LoadedConfig,
  train: Part<'train'>,
  optimizer: Optimizer | FullBatchOptimizer,
): TrainingRows {
  const { augment, sampleWeights } = loaded.config
  return {
    ...(augment &&
      blaming(loaded, 'augment', () => ({ augment: augmentationsOf(augment, train, optimizer) }))),
    ...(sampleWeights &&
      blaming(loaded, 'sampleWeights', () => ({
        sampling: 'withReplacement' as const,
        sampleWeights: weightsOf(sampleWeights, train),
      }))),
  }
}

function blaming<T>(loaded: LoadedConfig, field: keyof TrainConfig, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw loaded.blame(error, field) ?? error
  }
}

function augmentationsOf(
  given: NonNullable<TrainConfig['augment']>,
  train: Part<'train'>,
  optimizer: Optimizer | FullBatchOptimizer,
): readonly Augmentation[] {
  const list = given.map((each) => {
    if (typeof each === 'string') return augmentationNamed(each).fromSettings({})
    return 'prepare' in each ? each : augmentationNamed(each.name).fromSettings(each.settings ?? {})
  })
  if ('method' in optimizer && list.length > 0) {
    const value = list.map(({ name }) => name).join(', ')
    throw new RegimenError('bad-option', {
      option: 'augment',
      value,
      expected: `none with ${optimizer.name}`,
    })
  }
  // Whether they fit the data and one another.
  new Augmenter(list, train, RandomKey.fromSeed(0))
  return list
}

function weightsOf(given: NonNullable<TrainConfig['sampleWeights']>, train: Part<'train'>): Float64Array {
  const sampleWeights = given === 'balanced' ? balancedWeights(train) : Float64Array.from(given(train))
  // One for each row, and such as can be drawn from.
  new BatchLoader(train, {
    batchSize: 1,
    key: RandomKey.fromSeed(0),
    sampling: 'withReplacement',
    sampleWeights,
  })
  return sampleWeights
}
