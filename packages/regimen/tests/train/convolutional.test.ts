/** Networks of the new layers, trained to the end: images of digits, and echoes in sequences. */
import { describe, expect, it } from 'vitest'
import { digits } from '../../src/datasets.ts'
import {
  adam,
  batchNorm,
  conv2d,
  createDataset,
  createModel,
  dense,
  dropout,
  evaluate,
  fit,
  flatten,
  maxPool2d,
  modelFromConfig,
  RandomKey,
  relu,
  reshape,
  scalers,
  sequential,
  simpleRnn,
  splitDataset,
} from '../../src/index.ts'

const split = splitDataset(digits(), { sizes: { validation: 0.1, test: 0.2 }, key: RandomKey.fromSeed(0) })

describe('a small convolutional network', () => {
  it('reads digits: 97 % of those it has not seen', async () => {
    const scaler = scalers.minMax.fit(split.train)
    const [train, test] = [scaler.applyTo(split.train), scaler.applyTo(split.test)]
    const network = sequential(
      reshape([8, 8, 1]),
      conv2d(1, 16, { kernel: 3, padding: 'same', bias: false }),
      batchNorm(),
      relu(),
      maxPool2d(),
      conv2d(16, 32, { kernel: 3, padding: 1 }),
      relu(),
      maxPool2d(),
      flatten(),
      dropout(0.25),
      dense(128, 10),
    )
    const model = createModel(network, { input: [64], seed: 1 })
    await fit(model, { train }, { optimizer: adam({ learningRate: 0.003 }), epochs: 12, batchSize: 32 })
    expect(evaluate(model, test).accuracy).toBeGreaterThanOrEqual(0.97)
    const copy = modelFromConfig(model.config())
    copy.load(model.state)
    expect(evaluate(copy, test)).toEqual(evaluate(model, test))
  })
})

describe('a simple recurrent network', () => {
  it('echoes what it heard three times before', async () => {
    const [size, time, delay] = [600, 8, 3]
    const heard = RandomKey.fromSeed(4)
      .uniform(size * time)
      .map((u) => (u < 0.5 ? -1 : 1))
    const echoes = createDataset({
      name: 'echoes',
      task: { kind: 'classification', classes: ['low', 'high'] },
      inputs: Float32Array.from(heard),
      inputShape: [time, 1],
      targets: Int32Array.from({ length: size }, (_, row) =>
        Number(heard[(row + 1) * time - 1 - delay] === 1),
      ),
    })
    const { train, test } = splitDataset(echoes, {
      sizes: { validation: 0, test: 0.3 },
      key: RandomKey.fromSeed(1),
    })
    const model = createModel(sequential(simpleRnn(1, 12), dense(12, 2)), { input: [time, 1], seed: 1 })
    await fit(model, { train }, { optimizer: adam({ learningRate: 0.01 }), epochs: 30, batchSize: 20 })
    expect(evaluate(model, test).accuracy).toBeGreaterThanOrEqual(0.99)
  })
})
