/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { accuracyHasNoGradient } from './accuracy-has-no-gradient.ts'
import { backpropagationAddsAllPaths } from './backpropagation-adds-all-paths.ts'
import { biasShiftsWeightSteepens } from './bias-shifts-weight-steepens.ts'
import { compiledProgramsGiveTheSameNumbers } from './compiled-programs-give-the-same-numbers.ts'
import { depthNeedsNonlinearity } from './depth-needs-nonlinearity.ts'
import { featuresByHandOrLearnt } from './features-by-hand-or-learnt.ts'
import { gradientChangesSignNearTheBottom } from './gradient-changes-sign-near-the-bottom.ts'
import { hiddenLayersSeparateSpirals } from './hidden-layers-separate-spirals.ts'
import { squaredErrorLearnsSlowlyFromSaturation } from './squared-error-learns-slowly-from-saturation.ts'
import { trainingBeatsTheConstantGuess } from './training-beats-the-constant-guess.ts'

export const foundations: readonly Experiment[] = [
  accuracyHasNoGradient,
  biasShiftsWeightSteepens,
  compiledProgramsGiveTheSameNumbers,
  depthNeedsNonlinearity,
  featuresByHandOrLearnt,
  squaredErrorLearnsSlowlyFromSaturation,
  backpropagationAddsAllPaths,
  gradientChangesSignNearTheBottom,
  hiddenLayersSeparateSpirals,
  trainingBeatsTheConstantGuess,
]
