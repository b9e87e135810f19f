/** The table of activations. */
import { findByName } from '../options.ts'
import type { Factory } from '../technique-factory.ts'
import type { ActivationLayer } from './activation.ts'
import { elu } from './elu.ts'
import { identity } from './identity.ts'
import { leakyRelu } from './leaky-relu.ts'
import { relu } from './relu.ts'
import { selu } from './selu.ts'
import { sigmoid } from './sigmoid.ts'
import { logSoftmax, softmax } from './softmax.ts'
import { step } from './step.ts'
import { tanh } from './tanh.ts'

/** An activation's row, whatever its options are. */
export interface ActivationEntry extends Factory<ActivationLayer> {
  readonly initializer: string
}

/** All activations by name. */
export const activations = {
  sigmoid,
  tanh,
  relu,
  leakyRelu,
  elu,
  selu,
  softmax,
  logSoftmax,
  identity,
  step,
} as const

export const activationAliases = { linear: 'identity' } as const

/** The name of an activation in settings, or an alias of it. */
export type ActivationName = keyof typeof activations | keyof typeof activationAliases

/** An activation by the name or alias that settings give. @throws RegimenError `unknown-technique`. */
export function activationNamed(name: string): ActivationEntry {
  return findByName<ActivationEntry>('activation', activations, name, activationAliases)
}
