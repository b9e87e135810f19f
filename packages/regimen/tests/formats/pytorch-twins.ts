/** Regimen's twins of the networks in make_state_dict_fixtures.py. Between them they have a layer of every kind. */

import { sizeOf } from '../../src/engine/types.ts'
import {
  activations,
  addNodes,
  alphaDropout,
  averagePool1d,
  averagePool2d,
  batchNorm,
  bidirectional,
  concatenateNodes,
  conv1d,
  conv2d,
  convTransposed1d,
  convTransposed2d,
  dense,
  dropout,
  embedding,
  flatten,
  frozenLayer,
  gaussianNoise,
  globalAveragePool,
  globalAveragePool1d,
  globalMaxPool,
  globalMaxPool1d,
  graph,
  graphInput,
  groupNorm,
  gru,
  type Layer,
  layerNorm,
  leakyRelu,
  lstm,
  maxout,
  maxPool1d,
  maxPool2d,
  originalDropout,
  pRelu,
  relu,
  reshape,
  residual,
  type Shape,
  type StateDictOptions,
  sequential,
  simpleRnn,
  spatialDropout,
  type Tensor,
  tanh,
  tensor,
  weightNoise,
} from '../../src/index.ts'
import type fixture from '../fixtures/state-dicts.json'

export interface Twin {
  readonly input: Shape
  readonly layer: () => Layer
  readonly options?: StateDictOptions
  /** Default: any numbers. */
  readonly inputs?: (shape: Shape) => Tensor
}

const stack = (...layers: readonly Layer[]): Layer => sequential(...layers)

/** Indices of seven words. */
const words = (shape: Shape) =>
  tensor(
    Array.from({ length: sizeOf(shape) }, (_, place) => (place * 3) % 7),
    shape,
  )

/** In the order of the script. */
const allActivations = [
  ...['sigmoid', 'tanh', 'relu'],
  ...[
    'leakyRelu',
    'elu',
    'selu',
    'gelu',
    'silu',
    'mish',
    'softplus',
    'hardSigmoid',
    'hardTanh',
    'hardSwish',
    'relu6',
  ],
  ...['logSoftmax', 'softmax', 'identity', 'step'],
] as const
const options: { readonly [name: string]: Record<string, number> } = {
  leakyRelu: { slope: 0.1 },
  elu: { alpha: 0.5 },
}

function pictureAndTable(): Layer {
  const [picture, table] = [graphInput([4, 4, 2]), graphInput([3])]
  const seen = picture
    .through(conv2d(2, 3, { kernel: 3 }))
    .through(relu())
    .through(flatten())
  const known = table.through(dense(3, 6))
  const shared = dense(6, 6)
  const label = concatenateNodes(seen, known).through(dense(18, 2))
  return graph(
    { picture, table },
    { label, other: addNodes(known.through(shared).through(tanh()).through(shared), known) },
  )
}

export const twins: Readonly<Record<keyof typeof fixture, Twin>> = {
  dense: {
    input: [5],
    layer: () =>
      stack(
        dense(5, 10),
        batchNorm(),
        relu(),
        dense(10, 3, { bias: false }),
        pRelu(),
        dropout(0.5),
        dense(3, 1),
      ),
  },
  convolutional: {
    input: [10, 8, 3],
    layer: () =>
      stack(
        conv2d(3, 4, { kernel: 3, padding: 1 }),
        batchNorm(),
        relu(),
        maxPool2d(),
        conv2d(4, 6, { kernel: [3, 2], stride: [2, 1], padding: [1, 0], groups: 2, bias: false }),
        leakyRelu(),
        pRelu({ perFeature: true }),
        flatten(),
        batchNorm(),
        pRelu({ perFeature: true }),
        dense(54, 10),
      ),
  },
  nested: {
    input: [7, 8, 2],
    layer: () =>
      stack(
        stack(conv2d(2, 3, { kernel: 3, dilation: 2 }), tanh()),
        stack(averagePool2d({ window: 2, stride: 1 }), flatten(), stack(dense(18, 2))),
      ),
  },
  named: {
    input: [4, 4, 1],
    layer: () => stack(conv2d(1, 3, { kernel: 3 }), relu(), flatten(), dropout(0.5), dense(12, 2)),
    options: { modules: { 'layers.0': 'conv1', 'layers.4': 'classifier.1' } },
  },
  rnn: { input: [6, 3], layer: () => simpleRnn(3, 5) },
  lstm: { input: [6, 3], layer: () => lstm(3, 5) },
  gru: { input: [6, 3], layer: () => gru(3, 5) },
  activations: {
    input: [4],
    layer: () =>
      stack(
        ...allActivations.flatMap((name) => [
          dense(4, 4),
          activations[name].fromSettings(options[name] ?? {}),
        ]),
        dense(4, 2),
      ),
  },
  signals: {
    input: [11, 2],
    layer: () =>
      stack(
        conv1d(2, 4, { kernel: 3, stride: 2, padding: 1, groups: 2 }),
        batchNorm(),
        maxPool1d({ window: 2, stride: 1 }),
        convTransposed1d(4, 3, { kernel: 3, stride: 2, outputPadding: 1, padding: 1 }),
        averagePool1d({ window: 3, stride: 2, padding: 1 }),
        layerNorm({ dimensions: 2 }),
        flatten(),
        dense(15, 4),
      ),
  },
  'signals, all places': {
    input: [9, 1],
    layer: () =>
      stack(
        conv1d(1, 4, { kernel: 2, dilation: 3, bias: false }),
        groupNorm({ groups: 2 }),
        convTransposed1d(4, 2, { kernel: 2, groups: 2 }),
      ),
  },
  'largest of a signal': {
    input: [6, 3],
    layer: () => stack(conv1d(3, 4, { kernel: 2 }), globalMaxPool1d(), flatten(), dense(4, 2)),
  },
  'mean of a signal': {
    input: [6, 3],
    layer: () => stack(conv1d(3, 4, { kernel: 2 }), globalAveragePool1d(), flatten(), dense(4, 2)),
  },
  'largest of an image': {
    input: [4, 5, 1],
    layer: () => stack(conv2d(1, 4, { kernel: 2 }), globalMaxPool(), flatten(), dense(4, 2)),
  },
  'mean of an image': {
    input: [4, 5, 1],
    layer: () => stack(conv2d(1, 4, { kernel: 2 }), globalAveragePool(), flatten(), dense(4, 2)),
  },
  'image norms': {
    input: [4, 5, 2],
    layer: () =>
      stack(
        conv2d(2, 6, { kernel: 2 }),
        groupNorm({ groups: 3 }),
        relu(),
        layerNorm({ dimensions: 3 }),
        spatialDropout(),
        convTransposed2d(6, 4, {
          kernel: [3, 2],
          stride: 2,
          padding: [1, 0],
          outputPadding: [1, 0],
          groups: 2,
        }),
        relu(),
        flatten(),
        layerNorm(),
        dense(192, 2),
      ),
  },
  'features into images': {
    input: [3],
    layer: () =>
      stack(
        dense(3, 24),
        batchNorm(),
        pRelu({ perFeature: true }),
        reshape([2, 3, 4]),
        convTransposed2d(4, 2, { kernel: 2, stride: 2 }),
      ),
  },
  noise: {
    input: [6],
    layer: () =>
      stack(
        dense(6, 12),
        gaussianNoise(),
        alphaDropout({ rate: 0.3 }),
        maxout({ pieces: 3 }),
        originalDropout({ rate: 0.2 }),
        dense(4, 2),
      ),
  },
  embedding: {
    input: [5],
    layer: () =>
      stack(embedding(7, 4), layerNorm(), gru(4, 3, { returnSequences: true }), layerNorm({ dimensions: 2 })),
    options: { modules: { 'layers.2': '2.inner' } },
    inputs: words,
  },
  'words as a signal': {
    input: [5],
    layer: () => stack(embedding(7, 4), conv1d(4, 3, { kernel: 2 }), flatten(), dense(12, 2)),
    options: { modules: { 'layers.1': '2', 'layers.3': '4' } },
    inputs: words,
  },
  'sequences made flat': {
    input: [4, 2],
    layer: () => stack(lstm(2, 3, { returnSequences: true }), flatten(), dense(12, 2)),
    options: { modules: { 'layers.0': '0.inner' } },
  },
  bidirectional: { input: [5, 3], layer: () => bidirectional(lstm(3, 4)) },
  'bidirectional states': { input: [5, 3], layer: () => bidirectional(gru(3, 4, { returnSequences: true })) },
  residual: {
    input: [4, 6, 2],
    layer: () =>
      stack(
        residual(stack(conv2d(2, 2, { kernel: 3, padding: 1 }), relu())),
        residual(conv2d(2, 4, { kernel: 2, stride: 2 }), {
          shortcut: conv2d(2, 4, { kernel: 1, stride: 2, bias: false }),
        }),
        flatten(),
        residual(pRelu({ perFeature: true })),
        dense(24, 3),
      ),
  },
  graph: { input: [35], layer: pictureAndTable },
  'frozen and noisy': {
    input: [3],
    layer: () =>
      stack(
        frozenLayer(stack(dense(3, 4), batchNorm()), ['layers.0', '*.gamma']),
        tanh(),
        weightNoise(dense(4, 2)),
      ),
  },
}
