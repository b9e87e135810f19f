/** The table of losses. */
import type { Settings } from '../../technique.ts'
import { findByName } from '../options.ts'
import type { Factory } from '../technique-factory.ts'
import { binaryCrossEntropyLoss } from './binary-cross-entropy.ts'
import { contrastiveLoss } from './contrastive.ts'
import { cosineDistanceLoss } from './cosine-distance.ts'
import { crossEntropyLoss } from './cross-entropy.ts'
import { focalLoss } from './focal.ts'
import { hingeLoss } from './hinge.ts'
import { huberLoss } from './huber.ts'
import { kullbackLeiblerLoss } from './kullback-leibler.ts'
import { logCoshLoss } from './log-cosh.ts'
import type { Loss } from './loss.ts'
import { maeLoss } from './mae.ts'
import { mseLoss } from './mse.ts'
import { sseLoss } from './sse.ts'
import { tripletLoss } from './triplet.ts'

/** All losses by name. */
export const losses = {
  sse: sseLoss,
  mse: mseLoss,
  mae: maeLoss,
  huber: huberLoss,
  logCosh: logCoshLoss,
  crossEntropy: crossEntropyLoss,
  binaryCrossEntropy: binaryCrossEntropyLoss,
  focal: focalLoss,
  hinge: hingeLoss,
  kullbackLeibler: kullbackLeiblerLoss,
  cosineDistance: cosineDistanceLoss,
  contrastive: contrastiveLoss,
  triplet: tripletLoss,
} satisfies { readonly [name: string]: Factory<Loss> }

/** The name of a loss in settings. */
export type LossName = keyof typeof losses

/**
 * A loss by the name that settings give.
 * @throws RegimenError `unknown-technique`, `unknown-option`, `technique-option`.
 */
export function lossNamed(name: string, settings: Settings = {}): Loss {
  return findByName<Factory<Loss>>('loss', losses, name).fromSettings(settings)
}
