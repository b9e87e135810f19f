/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { convolutionalNetworksOnMnist } from './convolutional-networks-on-mnist.ts'
import { learningRateMattersMost } from './learning-rate-matters-most.ts'
import { optimizersComparedOnMnist } from './optimizers-compared-on-mnist.ts'
import { twoLayerNetworksLearnMnist } from './two-layer-networks-learn-mnist.ts'

export const textbook: readonly Experiment[] = [
  twoLayerNetworksLearnMnist,
  optimizersComparedOnMnist,
  learningRateMattersMost,
  convolutionalNetworksOnMnist,
]
