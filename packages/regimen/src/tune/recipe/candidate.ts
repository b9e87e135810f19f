/** A way to train, as plain settings; and the network and optimizer that it means. */
import type { Task } from '../../data/dataset.ts'
import type { Shape } from '../../engine/types.ts'
import { type ActivationName, activationNamed } from '../../nn/activations/index.ts'
import { type InitializerName, initializerNamed } from '../../nn/initializers/index.ts'
import type { Layer } from '../../nn/layer.ts'
import { batchNorm } from '../../nn/layers/batch-norm.ts'
import { conv2d } from '../../nn/layers/conv2d.ts'
import { dense } from '../../nn/layers/dense.ts'
import { dropout } from '../../nn/layers/dropout.ts'
import { flatten } from '../../nn/layers/flatten.ts'
import { maxPool2d } from '../../nn/layers/pooling.ts'
import { reshape } from '../../nn/layers/reshape.ts'
import { sequential } from '../../nn/layers/sequential.ts'
import { createModel, type Model } from '../../nn/model.ts'
import { multilayerPerceptron } from '../../nn/network.ts'
import { adamW } from '../../optim/adam-w.ts'
import { nesterov } from '../../optim/nesterov.ts'
import { cosineSchedule } from '../../optim/schedules/cosine.ts'
import type { Optimizer } from '../../optim/transform.ts'
import type { SearchData } from './types.ts'

/** Hyperparameters of one way to train: plain JSON. */
export interface Candidate {
  /** `convolutional` only where rows are images. */
  readonly architecture: 'dense' | 'convolutional'
  /** Units of each hidden layer; channels of the first convolutions, of which later ones have twice as many. */
  readonly width: number
  /** Hidden layers; pairs of a convolution and the next one, each pair followed by pooling. */
  readonly depth: number
  readonly activation: ActivationName
  /** Default: what suits the activation. */
  readonly initializer?: InitializerName
  readonly batchNorm: boolean
  /** Probability of dropping a hidden unit. */
  readonly dropout: number
  readonly optimizer: RecipeOptimizer
  readonly learningRate: number
  /** Decoupled. */
  readonly weightDecay: number
  readonly batchSize: number
}

/** The optimizers that the recipe chooses from. */
export const recipeOptimizers = { adamW, nesterov } as const
/** The name of one of them. */
export type RecipeOptimizer = keyof typeof recipeOptimizers

/**
 * Published defaults: AdamW at 1e-3 (Kingma & Ba 2015), He initialisation and ReLU (He et al. 2015), two hidden layers
 * of 100 units, batches of 32 (Bengio 2012, arXiv:1206.5533).
 */
export const publishedCandidate: Candidate = {
  architecture: 'dense',
  width: 100,
  depth: 2,
  activation: 'relu',
  batchNorm: false,
  dropout: 0,
  optimizer: 'adamW',
  learningRate: 1e-3,
  weightDecay: 1e-4,
  batchSize: 32,
}

/** The network of a candidate for inputs of this shape. @throws RegimenError `technique-option`, `layer-shape`. */
export function candidateNetwork(
  candidate: Candidate,
  { train, image }: Pick<SearchData, 'train' | 'image'>,
): Layer<Shape, Shape> {
  const outputs = outputsOf(train.task)
  if (candidate.architecture === 'convolutional' && image) {
    return convolutionalNetwork(candidate, train.inputShape, image, outputs)
  }
  const { width, depth, activation, initializer } = candidate
  return multilayerPerceptron({
    inputs: train.inputShape,
    hidden: new Array<number>(depth).fill(width),
    outputs,
    activation,
    ...(initializer && { initializer }),
    batchNorm: candidate.batchNorm,
    dropout: candidate.dropout,
  })
}

/** The model of a candidate with its first weights. */
export function candidateModel(
  candidate: Candidate,
  data: Pick<SearchData, 'train' | 'image'>,
  seed: number,
): Model {
  return createModel(candidateNetwork(candidate, data), { input: data.train.inputShape, seed })
}

/** The optimizer of a candidate. @param steps with it, the rate falls over half a cosine wave to 0 by then. */
export function candidateOptimizer(candidate: Candidate, steps?: number): Optimizer {
  const { optimizer, learningRate, weightDecay } = candidate
  return recipeOptimizers[optimizer]({
    learningRate: steps === undefined ? learningRate : cosineSchedule({ learningRate, steps }),
    weightDecay: { decoupled: weightDecay },
  })
}

/** One output for each class, or one for the predicted quantity. */
export function outputsOf(task: Task): number {
  return task.kind === 'classification' ? task.classes.length : 1
}

/** Pairs of 3×3 convolutions, each pair followed by pooling (Simonyan & Zisserman 2015), then one dense layer. */
function convolutionalNetwork(
  candidate: Candidate,
  inputShape: Shape,
  image: readonly [number, number, number],
  outputs: number,
): Layer<Shape, Shape> {
  const activation = activationNamed(candidate.activation)
  const initializer = initializerNamed(candidate.initializer ?? activation.initializer)
  const normalised = (layer: (bias: boolean) => Layer): Layer[] => [
    layer(!candidate.batchNorm),
    ...(candidate.batchNorm ? [batchNorm()] : []),
    activation.fromSettings({}),
  ]
  const layers: Layer[] = inputShape.length === 3 ? [] : [reshape(image)]
  let [height, width, channels] = image
  for (let block = 0; block < candidate.depth; block++) {
    const outputChannels = candidate.width * 2 ** block
    for (const [from, to] of [
      [channels, outputChannels],
      [outputChannels, outputChannels],
    ] as const) {
      layers.push(
        ...normalised((bias) => conv2d(from, to, { kernel: 3, padding: 'same', bias, initializer })),
      )
    }
    channels = outputChannels
    if (height >= 4 && width >= 4) {
      layers.push(maxPool2d())
      height = Math.floor(height / 2)
      width = Math.floor(width / 2)
    }
  }
  const hidden = candidate.width * 4
  layers.push(flatten())
  layers.push(...normalised((bias) => dense(height * width * channels, hidden, { initializer, bias })))
  if (candidate.dropout > 0) layers.push(dropout(candidate.dropout))
  layers.push(dense(hidden, outputs, { initializer }))
  return sequential(...layers)
}
