/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { adagradStalls } from './adagrad-stalls.ts'
import { adamIsNotAlwaysBest } from './adam-is-not-always-best.ts'
import { criticalPointsAreMostlySaddles } from './critical-points-are-mostly-saddles.ts'
import { curvatureTellsValleysFromHills } from './curvature-tells-valleys-from-hills.ts'
import { decayingRatesSettle } from './decaying-rates-settle.ts'
import { gradientDescentStaysInItsBasin } from './gradient-descent-stays-in-its-basin.ts'
import { gradientGivesDirectionNotLength } from './gradient-gives-direction-not-length.ts'
import { highLossCriticalPointsBendDownMore } from './high-loss-critical-points-bend-down-more.ts'
import { invertingAMatrixCostsItsCube } from './inverting-a-matrix-costs-its-cube.ts'
import { learningRateHasALimit } from './learning-rate-has-a-limit.ts'
import { lossSometimesRises } from './loss-sometimes-rises.ts'
import { minibatchErrorFallsWithRootOfSize } from './minibatch-error-falls-with-root-of-size.ts'
import { minibatchesReachFurtherInTheSameTime } from './minibatches-reach-further-in-the-same-time.ts'
import { momentumEscapesShallowPits } from './momentum-escapes-shallow-pits.ts'
import { nesterovLooksAhead } from './nesterov-looks-ahead.ts'
import { newtonTakesFewDearSteps } from './newton-takes-few-dear-steps.ts'
import { secondOrderTaylorIsLocallyExact } from './second-order-taylor-is-locally-exact.ts'
import { sgdZigzagsInNarrowValleys } from './sgd-zigzags-in-narrow-valleys.ts'
import { wideNetworksEndAlike } from './wide-networks-end-alike.ts'

export const optimizers: readonly Experiment[] = [
  sgdZigzagsInNarrowValleys,
  adamIsNotAlwaysBest,
  adagradStalls,
  criticalPointsAreMostlySaddles,
  gradientDescentStaysInItsBasin,
  gradientGivesDirectionNotLength,
  learningRateHasALimit,
  lossSometimesRises,
  momentumEscapesShallowPits,
  nesterovLooksAhead,
  curvatureTellsValleysFromHills,
  secondOrderTaylorIsLocallyExact,
  decayingRatesSettle,
  minibatchErrorFallsWithRootOfSize,
  wideNetworksEndAlike,
  highLossCriticalPointsBendDownMore,
  invertingAMatrixCostsItsCube,
  minibatchesReachFurtherInTheSameTime,
  newtonTakesFewDearSteps,
]
