/** The textbook's network with dropout behind each hidden activation, trained. */
import { type Dataset, type Model, originalDropout, sgd, type Tensor, tensor } from 'regimen'
import { firstRows, type Images } from './images.ts'
import { equalWidths, stackOf, trainLayer } from './stack.ts'

export type TextbookDropoutSettings = {
  readonly rows: number
  readonly layers: number
  readonly width: number
  readonly learningRate: number
  readonly batchSize: number
  readonly updates: number
  readonly rate: number
}

export const textbookDropout = {
  rows: 300,
  layers: 6,
  width: 100,
  learningRate: 0.01,
  batchSize: 100,
  updates: 903,
  rate: 0.2,
}

/** Units are dropped in training as first published, and nothing is scaled there. */
export async function trainTextbookDropout(
  { split, features }: Images,
  settings: TextbookDropoutSettings,
  seed: number,
): Promise<Model> {
  const { rows, learningRate, batchSize, updates, rate } = settings
  const { model } = await trainLayer({
    layer: droppingStack(features, settings, rate),
    train: firstRows(split.train, rows),
    test: split.test,
    optimizer: sgd({ learningRate }),
    steps: updates,
    batchSize,
    seed,
  })
  return model
}

/** In inference hidden outputs are multiplied by 1 − rate. */
export function droppingStack(
  features: number,
  { layers, width }: Pick<TextbookDropoutSettings, 'layers' | 'width'>,
  rate: number,
) {
  return stackOf({
    inputs: features,
    hidden: equalWidths(layers, width),
    behind: () => originalDropout({ rate }),
  })
}

/** All rows of a part as one tensor. */
export function inputsOf({ inputs, size, inputShape }: Dataset): Tensor {
  return tensor(inputs, [size, ...inputShape])
}
