/** The table of losses. */
import type { Settings } from '../../technique.ts'
import { findByName } from '../options.ts'
import type { Factory } from '../technique-factory.ts'
import { binaryCrossEntropyLoss } from './binary-cross-entropy.ts'
import { crossEntropyLoss } from './cross-entropy.ts'
import type { Loss } from './loss.ts'
import { mseLoss } from './mse.ts'
import { sseLoss } from './sse.ts'

/** All losses by name. */
export const losses = {
  sse: sseLoss,
  mse: mseLoss,
  crossEntropy: crossEntropyLoss,
  binaryCrossEntropy: binaryCrossEntropyLoss,
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
