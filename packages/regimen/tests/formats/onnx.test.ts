import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import {
  activations,
  alphaDropout,
  averagePool2d,
  batchNorm,
  conv2d,
  createModel,
  dense,
  dropout,
  encodeOnnx,
  flatten,
  globalAveragePool,
  type Layer,
  leakyRelu,
  type Model,
  mapTree,
  maxout,
  maxPool2d,
  pRelu,
  predict,
  RandomKey,
  RegimenError,
  relu,
  reshape,
  type Shape,
  sequential,
  simpleRnn,
  softmax,
  tensor,
} from '../../src/index.ts'
import { layerKinds } from '../../src/nn/layers/index.ts'
import { type ZooRow, zoo } from '../nn/layer-zoo.ts'
import { kindsIn } from './kinds.ts'
import { twins } from './pytorch-twins.ts'

const one = (layer: Layer, input: Shape) => ({ layer, input })
const stack = (layers: readonly Layer[], input: Shape) => ({ layer: sequential(...layers) as Layer, input })

type Case = Pick<ZooRow, 'layer' | 'input' | 'inputs'>

/** Layers and small networks by name. The zoo has every kind of layer, a new one too. */
const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(Object.entries(zoo).map(([name, row]) => [`zoo: ${name}`, row])),
  ...Object.fromEntries(
    Object.entries(twins).map(([name, twin]) => [`as in PyTorch: ${name}`, { ...twin, layer: twin.layer() }]),
  ),
  ...Object.fromEntries(
    Object.entries(activations).map(([name, make]) => [name, one(make.fromSettings({}), [10])]),
  ),
  'pRelu of images': one(pRelu({ perFeature: true }), [3, 4, 2]),
  'softmax behind a convolution': stack([conv2d(1, 3, { kernel: 2 }), softmax()], [3, 3, 1]),
  'softplus, sharper': one(activations.softplus.fromSettings({ beta: 3 }), [10]),
  'gelu by tanh': one(activations.gelu.fromSettings({ approximation: 'tanh' }), [10]),
  'leakyRelu, steeper': one(leakyRelu({ slope: 0.3 }), [10]),
  'hardTanh, wider': one(activations.hardTanh.fromSettings({ low: -0.5, high: 2 }), [10]),
  'elu, deeper': one(activations.elu.fromSettings({ alpha: 2 }), [10]),
  maxout: one(maxout({ pieces: 3 }), [2, 6]),
  'maxout of images': one(maxout(), [2, 3, 4]),
  dense: one(dense(3, 125), [3]),
  'dense without a bias': one(dense(1, 1, { bias: false }), [1]),
  'batchNorm of features': one(batchNorm(), [10]),
  'batchNorm of images': one(batchNorm({ epsilon: 0.1 }), [3, 4, 2]),
  'batchNorm of sequences': one(batchNorm(), [5, 3]),
  'batchNorm behind a convolution': stack([conv2d(2, 3, { kernel: 2 }), batchNorm(), relu()], [3, 3, 2]),
  conv2d: one(conv2d(2, 3, { kernel: 3 }), [5, 6, 2]),
  'conv2d with everything': one(
    conv2d(4, 6, {
      kernel: [3, 2],
      stride: [2, 1],
      padding: [1, 2],
      dilation: [1, 2],
      groups: 2,
      bias: false,
    }),
    [9, 8, 4],
  ),
  'conv2d, same padding, odd': one(conv2d(1, 2, { kernel: 2, padding: 'same', stride: 2 }), [5, 6, 1]),
  'conv2d, valid': one(conv2d(3, 1, { kernel: 1, padding: 'valid' }), [1, 1, 3]),
  maxPool2d: one(maxPool2d(), [4, 6, 3]),
  'maxPool2d, same padding': one(maxPool2d({ window: 3, stride: 2, padding: 'same' }), [6, 5, 2]),
  averagePool2d: one(averagePool2d({ window: 3, stride: 1, padding: 1 }), [4, 5, 2]),
  'averagePool2d without the padding': one(
    averagePool2d({ window: 3, stride: 1, padding: 1, countIncludePad: false }),
    [4, 5, 2],
  ),
  globalAveragePool: one(globalAveragePool(), [3, 5, 4]),
  'globalAveragePool behind a convolution': stack(
    [conv2d(1, 4, { kernel: 2 }), globalAveragePool(), dense(4, 2)],
    [4, 4, 1],
  ),
  simpleRnn: one(simpleRnn(3, 4), [6, 3]),
  'simpleRnn, all states, relu': one(simpleRnn(2, 3, { returnSequences: true, activation: 'relu' }), [5, 2]),
  'simpleRnn with an activation that the operator lacks': one(
    simpleRnn(2, 3, { activation: 'gelu' }),
    [5, 2],
  ),
  'simpleRnn with another, all states from the end': one(
    simpleRnn(2, 3, { activation: 'softmax', returnSequences: true, reverse: true }),
    [4, 2],
  ),
  'simpleRnn from the end': one(simpleRnn(2, 3, { reverse: true }), [5, 2]),
  'simpleRnn of two layers': stack(
    [simpleRnn(2, 3, { returnSequences: true }), simpleRnn(3, 4, { activation: 'sigmoid' }), dense(4, 1)],
    [5, 2],
  ),
  flatten: one(flatten(), [2, 3, 4]),
  reshape: one(reshape([3, 4, 1]), [12]),
  dropout: one(dropout(0.5), [10]),
  alphaDropout: one(alphaDropout({ rate: 0.5 }), [10]),
  'a convolutional network': stack(
    [
      reshape([8, 8, 1]),
      conv2d(1, 4, { kernel: 3, padding: 1 }),
      batchNorm(),
      relu(),
      maxPool2d(),
      conv2d(4, 5, { kernel: 3 }),
      relu(),
      sequential(flatten(), dropout(0.25), dense(20, 10)) as Layer,
      softmax(),
    ],
    [64],
  ),
}

/** Weights, and what stands for running statistics, away from where they start. */
function shaken(layer: Layer, input: Shape): Model {
  const model = createModel(layer, { input, seed: 1 })
  const move = (each: typeof model.state) =>
    mapTree(each, (value, path) => {
      const noise = RandomKey.fromSeed(2).child(path).uniform(value.size)
      return tensor(
        Float64Array.from(value.data(), (number, index) => number + 0.5 * (noise[index] ?? 0)),
        value.shape,
        value.dtype,
      )
    })
  model.load(move(model.state))
  return model
}

async function run(file: Uint8Array, inputs: Float32Array, shape: Shape) {
  const session = await InferenceSession.create(file)
  const { output } = await session.run({ input: new OnnxTensor('float32', inputs, [...shape]) })
  return output
}

describe('onnxruntime computes the same', () => {
  test.each(Object.entries(cases))('%s', async (_, { layer, input, inputs: make }) => {
    const model = shaken(layer, input)
    const file = encodeOnnx(model)
    const size = input.reduce((product, each) => product * each, 1)
    for (const batch of [1, 3]) {
      const uniform = RandomKey.fromSeed(batch)
        .child('inputs')
        .uniform(batch * size)
      const inputs = Float32Array.from(
        make?.([batch, ...input]).data() ?? uniform,
        make ? (value) => value : (value) => 8 * value - 4,
      )
      const expected = predict(model, inputs)
      const output = await run(file, inputs, [batch, ...input])
      expect(output?.dims).toEqual(expected.shape)
      const values = output?.data as Float32Array
      expected.outputs.forEach((value, index) => {
        const error = Math.abs((values[index] ?? Number.NaN) - value)
        expect(error / Math.max(1, Math.abs(value)), `output ${index}`).toBeLessThan(1e-5)
      })
    }
  })

  test('every kind of layer has a case', () => {
    const covered = new Set(Object.values(cases).flatMap(({ layer }) => kindsIn(layer)))
    expect(Object.keys(layerKinds).filter((kind) => !covered.has(kind))).toEqual([])
  })
})

describe('what ONNX cannot say', () => {
  test.each([['a layer of one own', { ...(relu() as Layer), kind: 'own' }, [3], 'own']] as const)(
    '%s',
    (_, layer, input, says) => {
      let thrown: unknown
      try {
        encodeOnnx(createModel(layer as Layer, { input }))
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(RegimenError)
      expect((thrown as RegimenError).code).toBe('onnx-layer')
      expect((thrown as RegimenError).message).toContain(says)
    },
  )
})
