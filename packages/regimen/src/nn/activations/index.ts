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

export type ActivationName = keyof typeof activations | keyof typeof activationAliases

/** @throws RegimenError `unknown-technique`. */
export function activationNamed(name: string): ActivationEntry {
  return findByName<ActivationEntry>('activation', activations, name, activationAliases)
}
