/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { allPositiveWeightsDoNotTrain } from './all-positive-weights-do-not-train.ts'
import { equalWeightsStayEqual } from './equal-weights-stay-equal.ts'
import { fiveLayersOfEveryInitialization } from './five-layers-of-every-initialization.ts'
import { initialWeightsDecideWhetherNetworksLearn } from './initial-weights-decide-whether-networks-learn.ts'
import { largeWeightsSaturateSigmoids } from './large-weights-saturate-sigmoids.ts'
import { reluNeedsHeNotXavier } from './relu-needs-he-not-xavier.ts'
import { smallWeightsMakeUnitsAlike } from './small-weights-make-units-alike.ts'
import { tanhLayersFollowMeanField } from './tanh-layers-follow-mean-field.ts'
import { varianceIsNotItsRoot } from './variance-is-not-its-root.ts'
import { xavierKeepsSigmoidsSpread } from './xavier-keeps-sigmoids-spread.ts'

export const initialization: readonly Experiment[] = [
  fiveLayersOfEveryInitialization,
  largeWeightsSaturateSigmoids,
  smallWeightsMakeUnitsAlike,
  xavierKeepsSigmoidsSpread,
  tanhLayersFollowMeanField,
  reluNeedsHeNotXavier,
  equalWeightsStayEqual,
  varianceIsNotItsRoot,
  allPositiveWeightsDoNotTrain,
  initialWeightsDecideWhetherNetworksLearn,
]
