/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { largeWeightsSaturateSigmoids } from './large-weights-saturate-sigmoids.ts'
import { reluNeedsHeNotXavier } from './relu-needs-he-not-xavier.ts'
import { smallWeightsMakeUnitsAlike } from './small-weights-make-units-alike.ts'
import { tanhLayersFollowMeanField } from './tanh-layers-follow-mean-field.ts'
import { xavierKeepsSigmoidsSpread } from './xavier-keeps-sigmoids-spread.ts'

export const initialization: readonly Experiment[] = [
  largeWeightsSaturateSigmoids,
  reluNeedsHeNotXavier,
  smallWeightsMakeUnitsAlike,
  xavierKeepsSigmoidsSpread,
  tanhLayersFollowMeanField,
]
