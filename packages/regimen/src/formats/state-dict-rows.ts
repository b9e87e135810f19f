/**
 * How PyTorch names and lays out what each kind of layer has learnt. Regimen keeps weights as [inputs, outputs] and
 * kernels as [rows, columns, channels, outputs]; PyTorch has the outputs first, and images channels first.
 */

import { zeros } from '../engine/ops/create.ts'
import { add } from '../engine/ops/elementwise.ts'
import { concatenate } from '../engine/ops/indexing.ts'
import { sliceAxis, transpose } from '../engine/ops/views.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { allocate, sizeOf } from '../engine/types.ts'
import { activations } from '../nn/activations/index.ts'
import type { TensorRecord } from '../nn/layer.ts'

/**
 * Where each feature stands in PyTorch: behind a flattened image, [height, width, channels] here and [channels,
 * height, width] there. `undefined`: in the same place.
 */
export type FeatureOrder = Int32Array | undefined

/** What PyTorch has under the layer's name; the key is the rest of it: `weight`. */
export type ModuleTensors = { readonly [name: string]: Tensor }

export interface StateDictRow {
  toPyTorch(own: TensorRecord, order: FeatureOrder): ModuleTensors
  /** @param find the module's tensor of a name. */
  fromPyTorch(find: (name: string) => Tensor, own: TensorRecord, order: FeatureOrder): TensorRecord
  /** Whether the features after the layer stand where they stood before. */
  readonly keepsOrder: boolean
}

/** A tensor of ours that is one of PyTorch's. */
interface Pairing {
  readonly own: string
  readonly name: string
  readonly toPyTorch?: (tensor: Tensor, order: FeatureOrder) => Tensor
  readonly fromPyTorch?: (tensor: Tensor, order: FeatureOrder) => Tensor
}

const keep = (tensor: Tensor) => tensor

/** Tensors that the layer does not have (a bias that was left out) are passed over. */
function paired(pairings: readonly Pairing[], keepsOrder: boolean): StateDictRow {
  return {
    keepsOrder,
    toPyTorch: (own, order) => {
      const present = pairings.flatMap(({ own: key, name, toPyTorch = keep }) => {
        const tensor = own[key]
        return tensor ? [[name, toPyTorch(tensor, order)] as const] : []
      })
      return Object.fromEntries(present)
    },
    fromPyTorch: (find, own, order) => {
      const present = pairings.filter(({ own: key }) => own[key])
      return Object.fromEntries(
        present.map(({ own: key, name, fromPyTorch = keep }) => [key, fromPyTorch(find(name), order)]),
      )
    },
  }
}

/** Rows moved: row i of the tensor becomes row `order[i]`. */
function scattered(tensor: Tensor, order: FeatureOrder): Tensor {
  return order === undefined ? tensor : moveRows(tensor, (row) => [row, order[row] ?? 0])
}

/** The reverse: row `order[i]` becomes row i. */
function gathered(tensor: Tensor, order: FeatureOrder): Tensor {
  return order === undefined ? tensor : moveRows(tensor, (row) => [order[row] ?? 0, row])
}

function moveRows(tensor: Tensor, fromTo: (row: number) => readonly [number, number]): Tensor {
  const { dtype, shape } = tensor
  const data = tensor.data()
  const moved = allocate(dtype, tensor.size)
  const width = sizeOf(shape.slice(1))
  for (let row = 0; row < (shape[0] ?? 0); row++) {
    const [from, to] = fromTo(row)
    moved.set(data.subarray(from * width, (from + 1) * width), to * width)
  }
  return fromData(dtype, shape, moved)
}

const linear: Pairing = {
  own: 'weight',
  name: 'weight',
  toPyTorch: (tensor, order) => transpose(scattered(tensor, order)),
  fromPyTorch: (tensor, order) => gathered(transpose(tensor), order),
}

const bias: Pairing = { own: 'bias', name: 'bias' }

/** [rows, columns, channels / groups, outputs] and [outputs, channels / groups, rows, columns]. */
const kernel: Pairing = {
  own: 'weight',
  name: 'weight',
  toPyTorch: (tensor) => transpose(tensor, [3, 2, 0, 1]),
  fromPyTorch: (tensor) => transpose(tensor, [2, 3, 1, 0]),
}

const perFeature = (own: string, name: string): Pairing => ({
  own,
  name,
  toPyTorch: scattered,
  fromPyTorch: gathered,
})

/** Of one slope for all features there is nothing to move. */
const slope: Pairing = {
  own: 'slope',
  name: 'weight',
  toPyTorch: (tensor, order) => (tensor.size === 1 ? tensor : scattered(tensor, order)),
  fromPyTorch: (tensor, order) => (tensor.size === 1 ? tensor : gathered(tensor, order)),
}

const turned = (own: string, name: string): Pairing => ({
  own,
  name,
  toPyTorch: (tensor) => transpose(tensor),
  fromPyTorch: (tensor) => transpose(tensor),
})

/** Weights of a recurrent layer with two biases in PyTorch, of which the sum alone matters. */
function recurrent(): StateDictRow {
  const weights = paired(
    [turned('inputWeight', 'weight_ih_l0'), turned('hiddenWeight', 'weight_hh_l0')],
    false,
  )
  return {
    keepsOrder: false,
    toPyTorch: (own, order) => {
      const { bias: sum } = own
      const biases: ModuleTensors = sum ? { bias_ih_l0: sum, bias_hh_l0: zeros(sum.shape, sum.dtype) } : {}
      return { ...weights.toPyTorch(own, order), ...biases }
    },
    fromPyTorch: (find, own, order) => ({
      ...weights.fromPyTorch(find, own, order),
      bias: add(find('bias_ih_l0'), find('bias_hh_l0')),
    }),
  }
}

/** The candidate's second bias stands inside the reset gate's product, so it is kept apart. */
const gru: StateDictRow = {
  keepsOrder: false,
  toPyTorch: (own, order) => {
    const { bias: first, candidateBias, ...rest } = own
    const weights = recurrent().toPyTorch(rest, order)
    if (!first || !candidateBias) return weights
    const gates = zeros([2 * candidateBias.size], first.dtype)
    return { ...weights, bias_ih_l0: first, bias_hh_l0: concatenate([gates, candidateBias]) }
  },
  fromPyTorch: (find, own, order) => {
    const [first, second] = [find('bias_ih_l0'), find('bias_hh_l0')]
    const gates = (2 * first.size) / 3
    return {
      ...recurrent().fromPyTorch(find, own, order),
      bias: concatenate([
        add(sliceAxis(first, 0, 0, gates), sliceAxis(second, 0, 0, gates)),
        sliceAxis(first, 0, gates),
      ]),
      candidateBias: sliceAxis(second, 0, gates),
    }
  },
}

const withoutTensors = (keepsOrder: boolean) => paired([], keepsOrder)

/** By kind of layer. */
export const stateDictRows: { readonly [kind: string]: StateDictRow } = {
  // Whatever is done to each element by itself does not care where it stands.
  ...Object.fromEntries(Object.keys(activations).map((kind) => [kind, withoutTensors(true)])),
  pRelu: paired([slope], true),
  dropout: withoutTensors(true),
  alphaDropout: withoutTensors(true),
  maxout: withoutTensors(false),
  flatten: withoutTensors(false),
  reshape: withoutTensors(false),
  maxPool2d: withoutTensors(false),
  averagePool2d: withoutTensors(false),
  globalAveragePool: withoutTensors(false),
  dense: paired([linear, bias], false),
  conv2d: paired([kernel, bias], false),
  batchNorm: paired(
    [
      perFeature('gamma', 'weight'),
      perFeature('beta', 'bias'),
      perFeature('runningMean', 'running_mean'),
      perFeature('runningVariance', 'running_var'),
    ],
    true,
  ),
  simpleRnn: recurrent(),
  lstm: recurrent(),
  gru,
}
