/** The usual network of dense layers, from its sizes. */
import type { Shape } from '../engine/types.ts'
import { type ActivationName, activationNamed } from './activations/index.ts'
import { type InitializerName, initializerNamed } from './initializers/index.ts'
import type { Initializer } from './initializers/initializer.ts'
import type { Layer } from './layer.ts'
import { alphaDropout } from './layers/alpha-dropout.ts'
import { batchNorm } from './layers/batch-norm.ts'
import { dense } from './layers/dense.ts'
import { dropout as dropoutLayer } from './layers/dropout.ts'
import { flatten } from './layers/flatten.ts'
import { sequential } from './layers/sequential.ts'

/** The options of `multilayerPerceptron`. */
export interface MultilayerPerceptronOptions {
  /** The shape of one input, without the batch. More than one dimension is flattened. */
  readonly inputs: Shape
  /** Units of each hidden layer; `[]` makes a linear model. */
  readonly hidden: readonly number[]
  /** Classes (their logits), or values. */
  readonly outputs: number
  /** Of the hidden layers. Default `relu`. */
  readonly activation?: ActivationName
  /**
   * Of all layers. Default: what suits the activation (He for the ReLU family, Xavier for sigmoid and tanh,
   * LeCun for SELU).
   */
  readonly initializer?: Initializer | InitializerName
  /** Normalise between each hidden layer and its activation (Ioffe & Szegedy 2015). Default false. */
  readonly batchNorm?: boolean
  /** Probability of dropping a hidden unit after its activation (after SELU by `alphaDropout`). Default 0. */
  readonly dropout?: number
  /** Probability of dropping an input; Hinton et al. (2012) took 0.2, with 0.5 for hidden units. Default 0. */
  readonly inputDropout?: number
}

/**
 * [flatten] → [dropout] → (dense → [batchNorm] → activation → [dropout]) for each hidden layer → dense.
 * @throws RegimenError `technique-option`, `unknown-technique`.
 */
export function multilayerPerceptron(options: MultilayerPerceptronOptions): Layer<Shape, Shape> {
  const { inputs, hidden, outputs, dropout = 0, inputDropout = 0 } = options
  const activation = activationNamed(options.activation ?? 'relu')
  const chosen = options.initializer ?? activation.initializer
  const initializer = typeof chosen === 'string' ? initializerNamed(chosen) : chosen
  const normalize = options.batchNorm ?? false
  const drop = activation.technique.name === 'selu' ? (rate: number) => alphaDropout({ rate }) : dropoutLayer
  const layers: Layer[] = inputs.length === 1 ? [] : [flatten()]
  if (inputDropout !== 0) layers.push(dropoutLayer(inputDropout))
  let width = inputs.reduce((product, size) => product * size, 1)
  for (const units of hidden) {
    // β does what a bias would, and the batch's mean takes any bias away again.
    layers.push(dense(width, units, { initializer, bias: !normalize }))
    if (normalize) layers.push(batchNorm())
    layers.push(activation.fromSettings({}))
    if (dropout !== 0) layers.push(drop(dropout))
    width = units
  }
  layers.push(dense(width, outputs, { initializer }))
  return sequential(...layers)
}
