/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { accuracyHasNoGradient } from './accuracy-has-no-gradient.ts'
import { biasShiftsWeightSteepens } from './bias-shifts-weight-steepens.ts'
import { compiledProgramsGiveTheSameNumbers } from './compiled-programs-give-the-same-numbers.ts'
import { depthNeedsNonlinearity } from './depth-needs-nonlinearity.ts'
import { featuresByHandOrLearnt } from './features-by-hand-or-learnt.ts'
import { squaredErrorLearnsSlowlyFromSaturation } from './squared-error-learns-slowly-from-saturation.ts'

export const foundations: readonly Experiment[] = [
  accuracyHasNoGradient,
  biasShiftsWeightSteepens,
  compiledProgramsGiveTheSameNumbers,
  depthNeedsNonlinearity,
  featuresByHandOrLearnt,
  squaredErrorLearnsSlowlyFromSaturation,
]
