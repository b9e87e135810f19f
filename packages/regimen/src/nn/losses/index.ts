/** The table of losses. */
import type { Settings } from '../../technique.ts'
import { findByName } from '../options.ts'
import type { Factory } from '../technique-factory.ts'
import { binaryCrossEntropyLoss } from './binary-cross-entropy.ts'
import { crossEntropyLoss } from './cross-entropy.ts'
import type { Loss } from './loss.ts'
import { mseLoss } from './mse.ts'
import { sseLoss } from './sse.ts'

export const losses = {
  sse: sseLoss,
  mse: mseLoss,
  crossEntropy: crossEntropyLoss,
  binaryCrossEntropy: binaryCrossEntropyLoss,
} satisfies { readonly [name: string]: Factory<Loss> }

export type LossName = keyof typeof losses

/** @throws RegimenError `unknown-technique`, `unknown-option`, `technique-option`. */
export function lossNamed(name: string, settings: Settings = {}): Loss {
  return findByName<Factory<Loss>>('loss', losses, name).fromSettings(settings)
}
