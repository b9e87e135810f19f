/** Six convolutions, three pools and dropout: `regimen train mnist --config mnist-deep-conv.ts` */
import { defineConfig } from '@regimen/cli'
import {
  adam,
  conv2d,
  dense,
  dropout,
  flatten,
  maxPool2d,
  randomRotation,
  randomShift,
  relu,
  reshape,
  sequential,
} from 'regimen'

const image = [28, 28]

const convolution = <I extends number, O extends number>(channels: I, outputs: O, padding = 1) =>
  conv2d(channels, outputs, { kernel: 3, padding })

export default defineConfig({
  model: sequential(
    reshape([28, 28, 1]),
    convolution(1, 16),
    relu(),
    convolution(16, 16),
    relu(),
    maxPool2d(),
    convolution(16, 32),
    relu(),
    convolution(32, 32, 2),
    relu(),
    maxPool2d(),
    convolution(32, 64),
    relu(),
    convolution(64, 64),
    relu(),
    maxPool2d(),
    flatten(),
    dense(4 * 4 * 64, 50),
    relu(),
    dropout(0.5),
    dense(50, 10),
    dropout(0.5),
  ),
  optimizer: adam({ learningRate: 0.001 }),
  epochs: 20,
  batchSize: 100,
  patience: false,
  // Rows come flat: the changes have to be told that they are images.
  augment: [randomShift({ pixels: 1, image }), randomRotation({ degrees: 10, image })],
})
