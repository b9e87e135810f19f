/** The training steps that are measured, as data: every system builds its own network from the same rows. */
import type { AugmentationName } from 'regimen'

export type LayerRow =
  | { readonly layer: 'dense'; readonly inputs: number; readonly outputs: number }
  | {
      readonly layer: 'conv'
      readonly inputs: number
      readonly outputs: number
      readonly kernel: number
      readonly padding: 'valid' | 'same'
    }
  | { readonly layer: 'batchNorm'; readonly channels: number }
  /** 2 × 2, stride 2. */
  | { readonly layer: 'maxPool' }
  | { readonly layer: 'relu' }
  | { readonly layer: 'flatten' }
  | { readonly layer: 'dropout'; readonly probability: number }
  /** Elman's network with tanh over [time, inputs]; gives the last hidden state. */
  | { readonly layer: 'rnn'; readonly inputs: number; readonly hidden: number }
  /** The same with gates: 3 products for each of Elman's, or 4. */
  | { readonly layer: 'gru' | 'lstm'; readonly inputs: number; readonly hidden: number }

export interface Workload {
  readonly name: string
  readonly about: string
  /** The shape of one example; images are [height, width, channels]. */
  readonly input: readonly number[]
  readonly layers: readonly LayerRow[]
  readonly classes: number
  readonly batch: number
  /** SGD with rate 0.01, Adam with rate 0.001; the loss is the softmax cross-entropy. */
  readonly optimizer: 'sgd' | 'adam'
  /** Regimen only: rows of its table of augmentations, which change each image of a batch anew in every epoch. */
  readonly augment?: readonly AugmentationName[]
}

function recurrent(name: string, layer: 'rnn' | 'gru' | 'lstm', title: string): Workload {
  return {
    name,
    about: `${title} over 28 rows of 28 pixels, hidden 128, then 10, adam, batch 128`,
    input: [28, 28],
    layers: [{ layer, inputs: 28, hidden: 128 }, dense(128, 10)],
    classes: 10,
    batch: 128,
    optimizer: 'adam',
  }
}

const dense = (inputs: number, outputs: number): LayerRow => ({ layer: 'dense', inputs, outputs })
const relu: LayerRow = { layer: 'relu' }
const maxPool: LayerRow = { layer: 'maxPool' }
const flatten: LayerRow = { layer: 'flatten' }
const image = [28, 28, 1]

/** Dense layers of these widths with ReLU between them. */
export function perceptron(
  name: string,
  widths: readonly number[],
  batch: number,
  optimizer: Workload['optimizer'],
): Workload {
  const layers = widths
    .slice(1)
    .flatMap((outputs, index) => [...(index > 0 ? [relu] : []), dense(widths[index] ?? 0, outputs)])
  const [input = 0] = widths
  const about = `MLP ${widths.join('-')}, ReLU, ${optimizer}, batch ${batch}`
  return { name, about, input: [input], layers, classes: widths.at(-1) ?? 0, batch, optimizer }
}

function convBlock(inputs: number, outputs: number): LayerRow[] {
  return [
    { layer: 'conv', inputs, outputs, kernel: 3, padding: 'same' },
    { layer: 'batchNorm', channels: outputs },
    relu,
  ]
}

export const workloads: readonly Workload[] = [
  perceptron('W1', [784, 100, 100, 100, 100, 10], 128, 'sgd'),
  perceptron('W1a', [784, 100, 100, 100, 100, 10], 128, 'adam'),
  perceptron('W2', [784, 512, 256, 10], 128, 'adam'),
  perceptron('W2b', [784, 2048, 2048, 10], 256, 'adam'),
  {
    name: 'W3',
    about: 'conv 30@5×5, max pool, 100, 10, ReLU, adam, batch 100',
    input: image,
    layers: [
      { layer: 'conv', inputs: 1, outputs: 30, kernel: 5, padding: 'valid' },
      relu,
      maxPool,
      flatten,
      dense(30 * 12 * 12, 100),
      relu,
      dense(100, 10),
    ],
    classes: 10,
    batch: 100,
    optimizer: 'adam',
  },
  {
    name: 'W4',
    about: 'conv-BN-ReLU 16, 16, pool, 32, 32 @3×3, pool, 50, dropout, 10, adam, batch 100',
    input: image,
    layers: [
      ...convBlock(1, 16),
      ...convBlock(16, 16),
      maxPool,
      ...convBlock(16, 32),
      ...convBlock(32, 32),
      maxPool,
      flatten,
      dense(32 * 7 * 7, 50),
      relu,
      { layer: 'dropout', probability: 0.5 },
      dense(50, 10),
    ],
    classes: 10,
    batch: 100,
    optimizer: 'adam',
  },
  recurrent('W5', 'rnn', 'Elman RNN'),
  recurrent('W6', 'gru', 'GRU'),
  recurrent('W7', 'lstm', 'LSTM'),
]
