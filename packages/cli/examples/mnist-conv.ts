/** A convolution, a pool and two dense layers: `regimen train mnist --config mnist-conv.ts` */
import { defineConfig } from '@regimen/cli'
import {
  adam,
  conv2d,
  dense,
  flatten,
  maxPool2d,
  normalInitializer,
  randomRotation,
  randomShift,
  relu,
  reshape,
  sequential,
} from 'regimen'

const image = [28, 28]
const initializer = normalInitializer({ standardDeviation: 0.01 })

export default defineConfig({
  model: sequential(
    reshape([28, 28, 1]),
    conv2d(1, 30, { kernel: 5, initializer }),
    relu(),
    maxPool2d(),
    flatten(),
    dense(30 * 12 * 12, 100, { initializer }),
    relu(),
    dense(100, 10, { initializer }),
  ),
  // The average of the weights is what is kept: smoother than the last ones.
  optimizer: adam({ learningRate: 0.001, average: { ema: 0.995 } }),
  epochs: 20,
  batchSize: 100,
  // Rows come flat: the changes have to be told that they are images.
  augment: [randomShift({ pixels: 1, image }), randomRotation({ degrees: 10, image })],
})
