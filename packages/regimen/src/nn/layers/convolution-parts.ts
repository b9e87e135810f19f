/** What all convolutions have beside their windows: groups, weights that start in some way, and perhaps a bias. */
import { zeros } from '../../engine/ops/create.ts'
import { add } from '../../engine/ops/elementwise.ts'
import { randomSource } from '../../engine/ops/random.ts'
import type { RandomKey } from '../../engine/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import { type InitializerName, initializerFromConfig } from '../initializers/index.ts'
import type { Fans, Initializer } from '../initializers/initializer.ts'
import type { LayerState, TensorRecord } from '../layer.ts'
import type { SettingsReader } from '../settings-reader.ts'
import { tensorOf } from './state.ts'

/** The options of every convolution. */
export interface ConvolutionOptions {
  /** Equal groups of channels and outputs that do not see each other. Default 1. */
  readonly groups?: number
  /** Whether to add a bias; it starts at 0. Leave it out before batch normalisation. Default true. */
  readonly bias?: boolean
  /** How the weights start. Default `heNormal`, for the ReLU that usually follows. */
  readonly initializer?: Initializer | InitializerName
}

export const convolutionDefaults = {
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
  initializer: 'heNormal',
} as const

interface Weights {
  readonly initializer: Initializer
  readonly shape: Shape
  readonly fans: Fans
  /** The number of biases; none where there are no such parameters. */
  readonly biases: number | undefined
}

export function initialWeights(key: RandomKey, { initializer, shape, fans, biases }: Weights): LayerState {
  const weight = initializer.sample(randomSource(key.child('weight')), shape, fans)
  return { parameters: biases === undefined ? { weight } : { weight, bias: zeros([biases]) }, buffers: {} }
}

/** @param name of the layer, for errors */
export function addBias(name: string, convolved: Tensor, parameters: TensorRecord, bias: boolean): Tensor {
  return bias ? add(convolved, tensorOf(name, parameters, 'bias')) : convolved
}

/** `ConvolutionOptions` from a file's settings. */
export function readConvolution(reader: SettingsReader) {
  return {
    groups: reader.number('groups'),
    bias: reader.boolean('bias'),
    initializer: initializerFromConfig(reader.record('initializer')),
  }
}
