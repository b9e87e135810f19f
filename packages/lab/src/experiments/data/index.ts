/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { choosingOnTheTestSetOverfitsIt } from './choosing-on-the-test-set-overfits-it.ts'
import { leakedRowsFlatterTheTest } from './leaked-rows-flatter-the-test.ts'
import { outliersSqueezeScaledFeatures } from './outliers-squeeze-scaled-features.ts'
import { unequalScalesSlowLearning } from './unequal-scales-slow-learning.ts'
import { validationChoosesTheTestSetJudges } from './validation-chooses-the-test-set-judges.ts'
import { zeroCentringHelpsDescent } from './zero-centring-helps-descent.ts'

export const data: readonly Experiment[] = [
  unequalScalesSlowLearning,
  outliersSqueezeScaledFeatures,
  validationChoosesTheTestSetJudges,
  choosingOnTheTestSetOverfitsIt,
  leakedRowsFlatterTheTest,
  zeroCentringHelpsDescent,
]
