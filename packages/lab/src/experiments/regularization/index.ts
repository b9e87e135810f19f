import type { Experiment } from '../../experiment.ts'
import { deepNetworksOverfitFewRows } from './deep-networks-overfit-few-rows.ts'
import { dropoutAtTestTimeDoesNotHelp } from './dropout-at-test-time-does-not-help.ts'
import { dropoutAveragesSubnetworks } from './dropout-averages-subnetworks.ts'
import { dropoutBeatsWeightDecayInWideNetworks } from './dropout-beats-weight-decay-in-wide-networks.ts'
import { dropoutDropsUnitsNotRows } from './dropout-drops-units-not-rows.ts'
import { dropoutMakesActivationsSparse } from './dropout-makes-activations-sparse.ts'
import { dropoutNeedsRoom } from './dropout-needs-room.ts'
import { dropoutScalesByWhatItKeeps } from './dropout-scales-by-what-it-keeps.ts'
import { dropoutWorksBeyondDenseLayers } from './dropout-works-beyond-dense-layers.ts'
import { earlyStoppingWatchesTheLoss } from './early-stopping-watches-the-loss.ts'
import { labelSmoothingLowersConfidence } from './label-smoothing-lowers-confidence.ts'
import { noiseMakesNetworksRobust } from './noise-makes-networks-robust.ts'
import { overfittingFallsWithData } from './overfitting-falls-with-data.ts'
import { scalingKeepsWhatDropoutExpects } from './scaling-keeps-what-dropout-expects.ts'
import { shiftedImagesHelp } from './shifted-images-help.ts'
import { weightDecayMustNotBeTooStrong } from './weight-decay-must-not-be-too-strong.ts'
import { widthDoesNotWidenTheGap } from './width-does-not-widen-the-gap.ts'

export const regularization: readonly Experiment[] = [
  deepNetworksOverfitFewRows,
  overfittingFallsWithData,
  widthDoesNotWidenTheGap,
  weightDecayMustNotBeTooStrong,
  earlyStoppingWatchesTheLoss,
  shiftedImagesHelp,
  noiseMakesNetworksRobust,
  labelSmoothingLowersConfidence,
  dropoutNeedsRoom,
  dropoutDropsUnitsNotRows,
  dropoutScalesByWhatItKeeps,
  dropoutAtTestTimeDoesNotHelp,
  scalingKeepsWhatDropoutExpects,
  dropoutAveragesSubnetworks,
  dropoutMakesActivationsSparse,
  dropoutWorksBeyondDenseLayers,
  dropoutBeatsWeightDecayInWideNetworks,
]
