/**
 * How PyTorch names and lays out what each kind of layer has learnt. Regimen keeps weights as [inputs, outputs] and
 * kernels as [rows, columns, channels, outputs]; PyTorch has the outputs first, and images and signals channels first.
 */
import { transpose } from '../engine/ops/views.ts'
import type { Tensor } from '../engine/tensor.ts'
import { activations } from '../nn/activations/index.ts'
import type { TensorRecord } from '../nn/layer.ts'
import { type FeatureOrder, gathered, scattered } from './feature-order.ts'
import { bidirectional, recurrent } from './recurrent-state.ts'

/** What PyTorch has under the layer's name; the key is the rest of it: `weight`. */
export type ModuleTensors = { readonly [name: string]: Tensor }

/** How PyTorch would have what goes through the layer. */
export interface Standing {
  /** Of the features that it takes. */
  readonly order: FeatureOrder
  /** Of the features that it gives, where the layer decides. */
  readonly after: FeatureOrder
  /** Whether what it takes is channels first there: an image or a signal. */
  readonly channelsFirst: boolean
}

export interface StateDictRow {
  toPyTorch(own: TensorRecord, standing: Standing): ModuleTensors
  /** @param find the module's tensor of a name. */
  fromPyTorch(find: (name: string) => Tensor, own: TensorRecord, standing: Standing): TensorRecord
  /** Whether the features after the layer stand where they stood before. */
  readonly keepsOrder: boolean
  /** What [length, features] after it is: PyTorch has a signal channels first, a sequence as here. Default: as before. */
  readonly gives?: 'signal' | 'sequence'
}

/** A tensor of ours that is one of PyTorch's. */
interface Pairing {
  readonly own: string
  readonly name: string
  readonly toPyTorch?: (tensor: Tensor, standing: Standing) => Tensor
  readonly fromPyTorch?: (tensor: Tensor, standing: Standing) => Tensor
}

const keep = (tensor: Tensor) => tensor

/** Tensors that the layer does not have (a bias that was left out) are passed over. */
function paired(
  pairings: readonly Pairing[],
  flow: Pick<StateDictRow, 'keepsOrder' | 'gives'>,
): StateDictRow {
  return {
    ...flow,
    toPyTorch: (own, standing) => {
      const present = pairings.flatMap(({ own: key, name, toPyTorch = keep }) => {
        const tensor = own[key]
        return tensor ? [[name, toPyTorch(tensor, standing)] as const] : []
      })
      return Object.fromEntries(present)
    },
    fromPyTorch: (find, own, standing) => {
      const present = pairings.filter(({ own: key }) => own[key])
      return Object.fromEntries(
        present.map(({ own: key, name, fromPyTorch = keep }) => [key, fromPyTorch(find(name), standing)]),
      )
    },
  }
}

const linear: Pairing = {
  own: 'weight',
  name: 'weight',
  toPyTorch: (tensor, { order, after }) => scattered(transpose(scattered(tensor, order)), after),
  fromPyTorch: (tensor, { order, after }) => gathered(transpose(gathered(tensor, after)), order),
}

const bias: Pairing = {
  own: 'bias',
  name: 'bias',
  toPyTorch: (tensor, { after }) => scattered(tensor, after),
  fromPyTorch: (tensor, { after }) => gathered(tensor, after),
}

/** [places, channels, outputs] and [outputs, channels, places], with one dimension of places or two. */
const kernel: Pairing = {
  own: 'weight',
  name: 'weight',
  toPyTorch: (tensor) => transpose(tensor, tensor.rank === 4 ? [3, 2, 0, 1] : [2, 1, 0]),
  fromPyTorch: (tensor) => transpose(tensor, tensor.rank === 4 ? [2, 3, 1, 0] : [2, 1, 0]),
}

const perFeature = (own: string, name: string): Pairing => ({
  own,
  name,
  toPyTorch: (tensor, { order }) => scattered(tensor, order),
  fromPyTorch: (tensor, { order }) => gathered(tensor, order),
})

/** Of one slope for all features there is nothing to move. */
const slope: Pairing = {
  own: 'slope',
  name: 'weight',
  toPyTorch: (tensor, { order }) => (tensor.size === 1 ? tensor : scattered(tensor, order)),
  fromPyTorch: (tensor, { order }) => (tensor.size === 1 ? tensor : gathered(tensor, order)),
}

/** A layer norm's: of a whole image or signal it has the channels first, like what it is put on. */
const perEntry = (own: string, name: string): Pairing => ({
  own,
  name,
  toPyTorch: (tensor, { order, channelsFirst }) => {
    if (tensor.rank === 1) return scattered(tensor, order)
    return channelsFirst ? transpose(tensor, tensor.rank === 3 ? [2, 0, 1] : [1, 0]) : tensor
  },
  fromPyTorch: (tensor, { order, channelsFirst }) => {
    if (tensor.rank === 1) return gathered(tensor, order)
    return channelsFirst ? transpose(tensor, tensor.rank === 3 ? [1, 2, 0] : [1, 0]) : tensor
  },
})

/** Whatever is done to each element by itself does not care where it stands. */
const elementwise = paired([], { keepsOrder: true })
const withoutTensors = paired([], { keepsOrder: false })
const signalPool = paired([], { keepsOrder: false, gives: 'signal' })
const convolution = paired([kernel, bias], { keepsOrder: false })
const signalConvolution = paired([kernel, bias], { keepsOrder: false, gives: 'signal' })

/** By kind of layer; a kind that is not here is taken apart (walk.ts). */
export const stateDictRows: { readonly [kind: string]: StateDictRow } = {
  ...Object.fromEntries(Object.keys(activations).map((kind) => [kind, elementwise])),
  pRelu: paired([slope], { keepsOrder: true }),
  dropout: elementwise,
  originalDropout: elementwise,
  spatialDropout: elementwise,
  alphaDropout: elementwise,
  gaussianNoise: elementwise,
  maxout: withoutTensors,
  flatten: withoutTensors,
  reshape: withoutTensors,
  maxPool1d: signalPool,
  averagePool1d: signalPool,
  maxPool2d: withoutTensors,
  averagePool2d: withoutTensors,
  globalAveragePool: withoutTensors,
  globalAveragePool1d: withoutTensors,
  globalMaxPool: withoutTensors,
  globalMaxPool1d: withoutTensors,
  dense: paired([linear, bias], { keepsOrder: false }),
  embedding: paired([{ own: 'weight', name: 'weight' }], { keepsOrder: false, gives: 'sequence' }),
  conv1d: signalConvolution,
  conv2d: convolution,
  convTransposed1d: signalConvolution,
  convTransposed2d: convolution,
  batchNorm: paired(
    [
      perFeature('gamma', 'weight'),
      perFeature('beta', 'bias'),
      perFeature('runningMean', 'running_mean'),
      perFeature('runningVariance', 'running_var'),
    ],
    { keepsOrder: true },
  ),
  layerNorm: paired([perEntry('gamma', 'weight'), perEntry('beta', 'bias')], { keepsOrder: true }),
  groupNorm: paired([perFeature('gamma', 'weight'), perFeature('beta', 'bias')], { keepsOrder: false }),
  simpleRnn: recurrent,
  lstm: recurrent,
  gru: recurrent,
  bidirectional,
}
