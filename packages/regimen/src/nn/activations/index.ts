/** The table of activations. */
import { findByName } from '../options.ts'
import type { ActivationEntry } from './activation.ts'
import { elu } from './elu.ts'
import { gelu } from './gelu.ts'
import { hardSigmoid, hardSwish, hardTanh, relu6 } from './hard.ts'
import { identity } from './identity.ts'
import { leakyRelu } from './leaky-relu.ts'
import { mish } from './mish.ts'
import { pRelu } from './p-relu.ts'
import { relu } from './relu.ts'
import { selu } from './selu.ts'
import { sigmoid } from './sigmoid.ts'
import { silu } from './silu.ts'
import { logSoftmax, softmax } from './softmax.ts'
import { softplus } from './softplus.ts'
import { step } from './step.ts'
import { tanh } from './tanh.ts'

/** All activations by name. */
export const activations = {
  sigmoid,
  tanh,
  relu,
  leakyRelu,
  pRelu,
  elu,
  selu,
  gelu,
  silu,
  mish,
  softplus,
  hardSigmoid,
  hardTanh,
  hardSwish,
  relu6,
  softmax,
  logSoftmax,
  identity,
  step,
} as const

/** Other names of the same. */
export const activationAliases = { linear: 'identity', swish: 'silu' } as const

/** The name of an activation in settings, or an alias of it. */
export type ActivationName = keyof typeof activations | keyof typeof activationAliases

/** An activation by the name or alias that settings give. @throws RegimenError `unknown-technique`. */
export function activationNamed(name: string): ActivationEntry {
  return findByName<ActivationEntry>('activation', activations, name, activationAliases)
}
