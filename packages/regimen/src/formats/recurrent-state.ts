/** How PyTorch keeps the weights of recurrent layers: outputs first, two biases, and a suffix for each direction. */
import { zeros } from '../engine/ops/create.ts'
import { add } from '../engine/ops/elementwise.ts'
import { concatenate } from '../engine/ops/indexing.ts'
import { sliceAxis, transpose } from '../engine/ops/views.ts'
import type { Tensor } from '../engine/tensor.ts'
import type { TensorRecord } from '../nn/layer.ts'
import { recordBelow, recordUnder } from '../nn/layers/state.ts'
import type { ModuleTensors, StateDictRow } from './state-dict-rows.ts'

/** Of two biases that are added the sum alone matters: ours is the first, the second 0. */
function toPyTorch(own: TensorRecord, suffix: string): ModuleTensors {
  const { inputWeight, hiddenWeight, bias, candidateBias } = own
  if (!inputWeight || !hiddenWeight || !bias) return {}
  return {
    [`weight_ih_l0${suffix}`]: transpose(inputWeight),
    [`weight_hh_l0${suffix}`]: transpose(hiddenWeight),
    [`bias_ih_l0${suffix}`]: bias,
    [`bias_hh_l0${suffix}`]: secondBias(bias, candidateBias),
  }
}

/** The GRU's candidate's second bias stands inside the reset gate's product, so it is kept apart. */
function secondBias(bias: Tensor, candidateBias: Tensor | undefined): Tensor {
  if (!candidateBias) return zeros(bias.shape, bias.dtype)
  return concatenate([zeros([2 * candidateBias.size], bias.dtype), candidateBias])
}

function fromPyTorch(find: (name: string) => Tensor, own: TensorRecord, suffix: string): TensorRecord {
  const [first, second] = [find(`bias_ih_l0${suffix}`), find(`bias_hh_l0${suffix}`)]
  return {
    inputWeight: transpose(find(`weight_ih_l0${suffix}`)),
    hiddenWeight: transpose(find(`weight_hh_l0${suffix}`)),
    ...(own.candidateBias ? biasesOfGru(first, second) : { bias: add(first, second) }),
  }
}

function biasesOfGru(first: Tensor, second: Tensor): TensorRecord {
  const gates = (2 * first.size) / 3
  const sums = add(sliceAxis(first, 0, 0, gates), sliceAxis(second, 0, 0, gates))
  return {
    bias: concatenate([sums, sliceAxis(first, 0, gates)]),
    candidateBias: sliceAxis(second, 0, gates),
  }
}

/** `simpleRnn`, `gru` and `lstm`, whose gates stand in PyTorch's order. */
export const recurrent: StateDictRow = {
  keepsOrder: false,
  gives: 'sequence',
  toPyTorch: (own) => toPyTorch(own, ''),
  fromPyTorch: (find, own) => fromPyTorch(find, own, ''),
}

const directions = { forward: '', backward: '_reverse' } as const
const both = Object.entries(directions)

/** One module with both directions. */
export const bidirectional: StateDictRow = {
  keepsOrder: false,
  gives: 'sequence',
  toPyTorch: (own) =>
    Object.assign({}, ...both.map(([name, suffix]) => toPyTorch(recordBelow(name, own), suffix))),
  fromPyTorch: (find, own) =>
    Object.assign(
      {},
      ...both.map(([name, suffix]) => recordUnder(name, fromPyTorch(find, recordBelow(name, own), suffix))),
    ),
}
