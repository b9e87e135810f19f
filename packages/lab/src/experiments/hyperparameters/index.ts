/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { aFewEpochsRankSettings } from './a-few-epochs-rank-settings.ts'
import { aHundredUpdatesShowTheLearningRate } from './a-hundred-updates-show-the-learning-rate.ts'
import { aSmallSampleIsLearnedByHeart } from './a-small-sample-is-learned-by-heart.ts'
import { curvesTellWhatIsWrong } from './curves-tell-what-is-wrong.ts'
import { initialLossTellsTheClasses } from './initial-loss-tells-the-classes.ts'
import { learningRatesAreSearchedOnALogScale } from './learning-rates-are-searched-on-a-log-scale.ts'
import { monitorsFindSaturatedAndDeadUnits } from './monitors-find-saturated-and-dead-units.ts'
import { narrowingTheRangeFindsBetterSettings } from './narrowing-the-range-finds-better-settings.ts'
import { noLearningRateSuitsEveryTask } from './no-learning-rate-suits-every-task.ts'
import { randomSearchWinsWhereFewMatter } from './random-search-wins-where-few-matter.ts'
import { refiningImprovesWhatCoarseSearchFound } from './refining-improves-what-coarse-search-found.ts'
import { theSearchLoopIsTheSameForAllGenerators } from './the-search-loop-is-the-same-for-all-generators.ts'

export const hyperparameters: readonly Experiment[] = [
  learningRatesAreSearchedOnALogScale,
  randomSearchWinsWhereFewMatter,
  narrowingTheRangeFindsBetterSettings,
  aHundredUpdatesShowTheLearningRate,
  aFewEpochsRankSettings,
  aSmallSampleIsLearnedByHeart,
  curvesTellWhatIsWrong,
  initialLossTellsTheClasses,
  monitorsFindSaturatedAndDeadUnits,
  noLearningRateSuitsEveryTask,
  refiningImprovesWhatCoarseSearchFound,
  theSearchLoopIsTheSameForAllGenerators,
]
