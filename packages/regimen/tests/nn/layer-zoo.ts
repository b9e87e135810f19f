/** A layer of every kind, with inputs that it takes and one that it does not: the properties iterate over these rows. */
import { tensor } from '../../src/engine/ops/create.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import { type Shape, sizeOf } from '../../src/engine/types.ts'
import type { Layer } from '../../src/nn/index.ts'
import * as nn from '../../src/nn/index.ts'
import { normals } from './helpers.ts'

export interface ZooRow {
  readonly layer: Layer
  readonly input: Shape
  /** A shape that it refuses; layers without one take every shape, which is tried. */
  readonly wrong?: Shape
  /** Whether training and inference differ on the first state. Default false. */
  readonly modes?: boolean
  /** Default: normal numbers. */
  readonly inputs?: (shape: Shape) => Tensor
}

export const inputsOf = ({ input, inputs }: ZooRow, batch: number): Tensor =>
  inputs?.([batch, ...input]) ?? normals(3, [batch, ...input])

/** Half way between whole numbers, so that differences in the indices change nothing. */
const indices = (shape: Shape) =>
  tensor(
    Array.from({ length: sizeOf(shape) }, (_, place) => ((place * 3) % 5) + 0.5),
    shape,
  )

const {
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
  elu,
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
  layerNorm,
  lstm,
  maxout,
  maxPool1d,
  maxPool2d,
  multilayerPerceptron,
  originalDropout,
  pRelu,
  reshape,
  residual,
  selu,
  sequential,
  simpleRnn,
  softmax,
  spatialDropout,
  tanh,
  weightNoise,
} = nn

/** Two inputs, a shared layer and two outputs. */
function twoInputs(): Layer {
  const [a, b] = [graphInput([3]), graphInput([2, 2])]
  const shared = dense(3, 4)
  const left = a.through(shared)
  const right = b.through(flatten()).through(dense(4, 3)).through(shared)
  const both = concatenateNodes(left.through(tanh()), addNodes(left, right))
  return graph({ a, b }, { sum: both.through(dense(8, 2)), left })
}

export const zoo: { readonly [name: string]: ZooRow } = {
  dense: { layer: dense(3, 4), input: [3], wrong: [4] },
  'dense without bias': { layer: dense(3, 4, { bias: false }), input: [3], wrong: [2, 3] },
  'batch norm': { layer: batchNorm(), input: [3], wrong: [], modes: true },
  'batch norm over positions': { layer: batchNorm(), input: [2, 3], wrong: [], modes: true },
  dropout: { layer: dropout(0.3), input: [5], modes: true },
  flatten: { layer: flatten(), input: [2, 2] },
  softmax: { layer: softmax(), input: [4], wrong: [] },
  PReLU: { layer: pRelu(), input: [4] },
  'PReLU per feature': { layer: pRelu({ perFeature: true, slope: 0.1 }), input: [2, 3], wrong: [] },
  maxout: { layer: maxout({ pieces: 3 }), input: [2, 6], wrong: [5] },
  'alpha dropout': { layer: alphaDropout({ rate: 0.3 }), input: [5], modes: true },
  reshape: { layer: reshape([1, 2, 3]), input: [6], wrong: [5] },
  conv2d: {
    layer: conv2d(2, 3, { kernel: 2, padding: 'same', stride: [2, 1] }),
    input: [3, 4, 2],
    wrong: [3, 4, 3],
  },
  'conv2d in groups': {
    layer: conv2d(2, 4, { kernel: [1, 2], groups: 2, dilation: 2, bias: false }),
    input: [1, 4, 2],
    wrong: [1, 4, 4],
  },
  'max pool': { layer: maxPool2d({ window: 2, stride: 1 }), input: [3, 2, 1], wrong: [1, 1, 1] },
  'average pool': {
    layer: averagePool2d({ padding: 1, countIncludePad: false }),
    input: [2, 3, 1],
    wrong: [2, 3],
  },
  'global average pool': { layer: globalAveragePool(), input: [2, 2, 2], wrong: [2] },
  'simple RNN': { layer: simpleRnn(2, 3), input: [3, 2], wrong: [3, 3] },
  'simple RNN, sequences': { layer: simpleRnn(1, 2, { returnSequences: true }), input: [4, 1], wrong: [4] },
  'convolutional network': {
    layer: sequential(
      reshape([4, 4, 1]),
      conv2d(1, 2, { kernel: 3, padding: 1, bias: false }),
      batchNorm(),
      tanh(),
      maxPool2d(),
      flatten(),
      dense(8, 2),
    ),
    input: [16],
    wrong: [15],
    modes: true,
  },
  'dense, tanh, dense': { layer: sequential(dense(3, 5), tanh(), dense(5, 2)), input: [3], wrong: [4] },
  'batch-normalised network': {
    layer: multilayerPerceptron({
      inputs: [2, 2],
      hidden: [5, 4],
      outputs: 3,
      activation: 'tanh',
      batchNorm: true,
      dropout: 0.2,
    }),
    input: [2, 2],
    wrong: [3, 2],
    modes: true,
  },
  nested: {
    layer: sequential(
      flatten(),
      sequential(dense(4, 3), elu(), sequential(dense(3, 3), selu())),
      dense(3, 2),
    ),
    input: [4],
    wrong: [5],
  },
  embedding: { layer: embedding(5, 3), input: [4], inputs: indices },
  conv1d: {
    layer: conv1d(2, 4, { kernel: 3, padding: 1, stride: 2, groups: 2 }),
    input: [5, 2],
    wrong: [5, 3],
  },
  'transposed conv1d': {
    layer: convTransposed1d(2, 3, { kernel: 3, stride: 2, outputPadding: 1 }),
    input: [3, 2],
    wrong: [3],
  },
  'transposed conv2d': {
    layer: convTransposed2d(2, 4, { kernel: [3, 2], stride: 2, padding: 'same', groups: 2 }),
    input: [2, 3, 2],
    wrong: [2, 3, 1],
  },
  'max pool 1-D': { layer: maxPool1d({ window: 3, stride: 1 }), input: [5, 2], wrong: [2, 2] },
  'average pool 1-D': { layer: averagePool1d({ padding: 1 }), input: [3, 2], wrong: [3] },
  'global average pool 1-D': { layer: globalAveragePool1d(), input: [3, 2], wrong: [3] },
  'global max pool': { layer: globalMaxPool(), input: [2, 2, 2], wrong: [4] },
  'global max pool 1-D': { layer: globalMaxPool1d(), input: [3, 2], wrong: [4] },
  GRU: { layer: gru(2, 3), input: [3, 2], wrong: [3, 1] },
  'GRU, sequences, reverse': {
    layer: gru(1, 2, { returnSequences: true, reverse: true }),
    input: [3, 1],
    wrong: [3, 2],
  },
  LSTM: { layer: lstm(2, 3), input: [3, 2], wrong: [6] },
  bidirectional: {
    layer: bidirectional(lstm(2, 2, { returnSequences: true })),
    input: [3, 2],
    wrong: [3, 3],
  },
  'layer norm': { layer: layerNorm(), input: [2, 5], wrong: [] },
  'layer norm over all': { layer: layerNorm({ dimensions: 2 }), input: [2, 5], wrong: [5] },
  'group norm': { layer: groupNorm({ groups: 2 }), input: [2, 4], wrong: [2, 3] },
  'original dropout': { layer: originalDropout({ rate: 0.3 }), input: [5], modes: true },
  'spatial dropout': { layer: spatialDropout({ rate: 0.3 }), input: [2, 3], wrong: [], modes: true },
  'Gaussian noise': { layer: gaussianNoise(), input: [3], modes: true },
  'weight noise': { layer: weightNoise(dense(3, 2)), input: [3], wrong: [2], modes: true },
  residual: { layer: residual(sequential(dense(3, 4), tanh(), dense(4, 3))), input: [3], wrong: [4] },
  'residual with shortcut': {
    layer: residual(dense(3, 2), { shortcut: dense(3, 2, { bias: false }) }),
    input: [3],
    wrong: [2],
  },
  graph: { layer: twoInputs(), input: [7], wrong: [3] },
  'graph of images': {
    layer: (() => {
      const x = graphInput([4, 4, 2])
      const seen = x.through(conv2d(2, 2, { kernel: 3, padding: 'same' })).through(batchNorm())
      return graph(x, addNodes(x, seen.through(tanh())))
    })(),
    input: [4, 4, 2],
    wrong: [4, 4, 1],
    modes: true,
  },
  frozen: {
    layer: frozenLayer(sequential(dense(3, 4), batchNorm(), dense(4, 2)), ['layers.0', 'layers.1']),
    input: [3],
    wrong: [2],
  },
}
