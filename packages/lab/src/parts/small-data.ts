/** The networks on which regularization is compared: two wide layers and too few images. */
import { adam, type Layer, type Loss, type Optimizer } from 'regimen'
import { firstRows, type Images } from './images.ts'
import { type StackOptions, stackOf, type TrainedLayer, trainLayer } from './stack.ts'

export type SmallDataSettings = {
  readonly rows: number
  readonly hidden: readonly number[]
  readonly learningRate: number
  readonly batchSize: number
  readonly updates: number
}

/** Overfit on purpose: 50 epochs of 1000 images through two layers of 256. */
export const smallData = {
  rows: 1000,
  hidden: [256, 256],
  learningRate: 0.001,
  batchSize: 50,
  updates: 1000,
}

/** What one of the networks has that the others have not. */
export interface Treatment extends Pick<StackOptions, 'first' | 'before' | 'behind'> {
  /** In place of the stack. */
  readonly layer?: Layer
  /** Default: Adam. */
  readonly optimizer?: Optimizer
  readonly loss?: Loss
}

/** Trains on the first rows of the training part, measures on the test part. */
export function trainOnSmallData(
  { split, features }: Images,
  { rows, hidden, learningRate, batchSize, updates }: SmallDataSettings,
  seed: number,
  { layer, optimizer, loss, ...options }: Treatment = {},
): Promise<TrainedLayer> {
  return trainLayer({
    layer: layer ?? stackOf({ inputs: features, hidden, ...options }),
    train: firstRows(split.train, rows),
    test: split.test,
    optimizer: optimizer ?? adam({ learningRate }),
    steps: updates,
    batchSize,
    seed,
    ...(loss && { loss }),
  })
}
