/** What first weights do to deep networks: the catalogue's section I, on networks of five layers of 100 units. */
import { describe, expect, test } from 'vitest'
import { digits } from '../../src/datasets.ts'
import {
  type ActivationName,
  activationNamed,
  asPart,
  constantInitializer,
  createModel,
  crossEntropy,
  dense,
  type Fans,
  fit,
  gradient,
  heNormal,
  type Initializer,
  lecunNormal,
  mul,
  multilayerPerceptron,
  normalInitializer,
  sequential,
  sgd,
  sigmoid,
  sum,
  type Tensor,
  tanh,
  tensor,
  textbookXavier,
  uniformInitializer,
  xavierNormal,
} from '../../src/index.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import { normals, sourceOf } from './helpers.ts'

describe('signals through five layers', () => {
  /** The outputs of the last of five layers of 100 units on 500 standard normal inputs, inputs included before. */
  function lastOutputs(activation: ActivationName, initializer: Initializer): Float64Array {
    const block = () => [
      dense(100, 100, { initializer, bias: false }),
      activationNamed(activation).fromSettings({}),
    ]
    const model = createModel(sequential(...Array.from({ length: 5 }, block).flat()), {
      input: [100],
      seed: 2,
    })
    return Float64Array.from(model.apply(normals(4, [500, 100])).data())
  }
  const fraction = (data: Float64Array, holds: (value: number) => boolean) =>
    data.filter(holds).length / data.length
  const deviation = (data: Float64Array) =>
    Math.sqrt(data.reduce((total, v) => total + v ** 2, 0) / data.length)
  const normal = (standardDeviation: number) => normalInitializer({ standardDeviation })

  test('I2: standard deviation 1 drives sigmoids to their ends; Xavier does not (I7)', () => {
    const atEnds = (value: number) => value < 0.1 || value > 0.9
    expect(fraction(lastOutputs('sigmoid', normal(1)), atEnds)).toBeGreaterThan(0.6)
    expect(fraction(lastOutputs('sigmoid', xavierNormal()), atEnds)).toBeLessThan(0.03)
  })

  test('I8, I9: ReLU signals shrink by half a layer with Xavier, and keep their size with He', () => {
    const xavier = deviation(lastOutputs('relu', xavierNormal())) ** 2
    expect(xavier).toBeGreaterThan(0.5 ** 5 / 2)
    expect(xavier).toBeLessThan(0.5 ** 5 * 2)
    const he = deviation(lastOutputs('relu', heNormal())) ** 2
    expect(he).toBeGreaterThan(0.5)
    expect(he).toBeLessThan(2)
  })

  test('I10, I11: 1/n is the variance; its root there saturates tanh', () => {
    const saturated = (value: number) => Math.abs(value) > 0.99
    // The notes' Var = √(1/n): a standard deviation of n^(−1/4).
    expect(fraction(lastOutputs('tanh', normal(100 ** -0.25)), saturated)).toBeGreaterThan(0.3)
    expect(fraction(lastOutputs('tanh', xavierNormal()), saturated)).toBeLessThan(0.01)
    expect(fraction(lastOutputs('tanh', lecunNormal()), saturated)).toBeLessThan(0.01)
  })

  test('I5: the textbook’s form is LeCun’s, and differs from Glorot’s where the fans do', () => {
    const sample = (initializer: Initializer, of: Fans) => initializer.sample(sourceOf(8), [400], of).data()
    const [equal, unequal] = [
      { fanIn: 64, fanOut: 64 },
      { fanIn: 300, fanOut: 500 },
    ]
    expect(sample(textbookXavier(), unequal)).toEqual(sample(lecunNormal(), unequal))
    expect(sample(textbookXavier(), equal)).toEqual(sample(xavierNormal(), equal))
    expect(sample(textbookXavier(), unequal)).not.toEqual(sample(xavierNormal(), unequal))
  })
})

describe('gradients through five layers of sigmoids', () => {
  /** The length of the gradient at the inputs over that at the outputs, and the slopes σ′ of the last layer. */
  function gradients(standardDeviation: number) {
    const initializer = normalInitializer({ standardDeviation })
    const block = () => [dense(100, 100, { initializer, bias: false }), sigmoid()]
    const model = createModel(sequential(...Array.from({ length: 5 }, block).flat()), {
      input: [100],
      seed: 2,
    })
    const [x, weights] = [normals(4, [500, 100]), normals(5, [500, 100])]
    const slope = gradient((given: Tensor) => sum(mul(model.apply(given), weights)), x)
    const length = (t: Tensor) => Math.hypot(...t.data())
    const slopes = [...model.apply(x).data()].map((y) => y * (1 - y)).sort((a, b) => a - b)
    return { ratio: length(slope) / length(weights), medianSlope: slopes[slopes.length / 2] ?? 0 }
  }

  test('I3: standard deviation 1 saturates them, but large weights make up for it', () => {
    const { ratio, medianSlope } = gradients(1)
    expect(medianSlope).toBeLessThan(0.02)
    expect(ratio).toBeGreaterThan(0.1)
  })

  test('I4: with 0.01 all units say ½, and the gradient is lost', () => {
    const { ratio, medianSlope } = gradients(0.01)
    expect(medianSlope).toBeGreaterThan(0.24)
    expect(ratio).toBeLessThan(1e-7)
  })
})

describe('learning', () => {
  test.each([0, 0.1])('I1: units that start equal (all %d) stay equal', (value) => {
    const initializer = constantInitializer({ value })
    const layer = sequential(dense(4, 8, { initializer }), tanh(), dense(8, 3, { initializer }))
    const [x, classes] = [normals(6, [12, 4]), tensor([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 1], [12], 'int32')]
    let { parameters } = createModel(layer, { input: [4] }).state
    for (let step = 0; step < 20; step++) {
      const slopes = gradient(
        (p: TensorRecord) =>
          crossEntropy(layer.apply({ parameters: p, buffers: {} }, x, { training: true }).output, classes),
        parameters,
      )
      parameters = Object.fromEntries(
        Object.entries(parameters).map(([path, w]) => {
          const slope = slopes[path]?.data() ?? []
          return [
            path,
            tensor(
              [...w.data()].map((v, at) => v - 0.5 * (slope[at] ?? 0)),
              w.shape,
            ),
          ]
        }),
      )
    }
    const weights = parameters['layers.0.weight']?.data() ?? []
    for (let input = 0; input < 4; input++) {
      expect(new Set(weights.slice(input * 8, input * 8 + 8)).size).toBe(1)
    }
  })

  /** The last training loss of a ReLU network on the digits; Infinity where it broke. */
  async function lossAfter(initializer: Initializer): Promise<number> {
    const data = digits()
    const layer = multilayerPerceptron({
      inputs: data.inputShape,
      hidden: [100, 100, 100, 100],
      outputs: 10,
      initializer,
    })
    const model = createModel(layer, { input: data.inputShape, seed: 1 })
    const { metrics, reason } = await fit(
      model,
      { train: asPart(data, 'train') },
      {
        optimizer: sgd({ learningRate: 0.05 }),
        epochs: 12,
        batchSize: 64,
        metrics: [],
      },
    )
    return reason === 'nonFinite' ? Number.POSITIVE_INFINITY : Number(metrics.trainLoss)
  }

  test('I13: it decides whether a network learns at all; I12: weights within 0 and 1 do not', async () => {
    expect(await lossAfter(normalInitializer({ standardDeviation: 0.01 }))).toBeGreaterThan(2.25)
    expect(await lossAfter(uniformInitializer({ mean: 0.5, limit: 0.5 }))).toBeGreaterThan(2.25)
    expect(await lossAfter(xavierNormal())).toBeLessThan(1)
    expect(await lossAfter(heNormal())).toBeLessThan(1)
  })
})
