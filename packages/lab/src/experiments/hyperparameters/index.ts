/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { aFewEpochsRankSettings } from './a-few-epochs-rank-settings.ts'
import { aHundredUpdatesShowTheLearningRate } from './a-hundred-updates-show-the-learning-rate.ts'
import { learningRatesAreSearchedOnALogScale } from './learning-rates-are-searched-on-a-log-scale.ts'
import { narrowingTheRangeFindsBetterSettings } from './narrowing-the-range-finds-better-settings.ts'
import { randomSearchWinsWhereFewMatter } from './random-search-wins-where-few-matter.ts'

export const hyperparameters: readonly Experiment[] = [
  learningRatesAreSearchedOnALogScale,
  randomSearchWinsWhereFewMatter,
  narrowingTheRangeFindsBetterSettings,
  aHundredUpdatesShowTheLearningRate,
  aFewEpochsRankSettings,
]
