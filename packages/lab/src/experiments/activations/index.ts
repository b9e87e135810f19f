/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { deadReluStaysDead } from './dead-relu-stays-dead.ts'
import { leakyReluLetsGradientsThrough } from './leaky-relu-lets-gradients-through.ts'
import { positiveInputsTieSigns } from './positive-inputs-tie-signs.ts'
import { reluOutputsAreNotCentred } from './relu-outputs-are-not-centred.ts'
import { saturatedSlopesVanish } from './saturated-slopes-vanish.ts'
import { seluKeepsMeanAndVariance } from './selu-keeps-mean-and-variance.ts'
import { smallBiasWakesItsOwnLayer } from './small-bias-wakes-its-own-layer.ts'

export const activations: readonly Experiment[] = [
  saturatedSlopesVanish,
  positiveInputsTieSigns,
  deadReluStaysDead,
  leakyReluLetsGradientsThrough,
  smallBiasWakesItsOwnLayer,
  reluOutputsAreNotCentred,
  seluKeepsMeanAndVariance,
]
