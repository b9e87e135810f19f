/** Regimen's twins with numbers that PyTorch has never seen: the same bits on every machine. */
import {
  createModel,
  encodeSafetensors,
  type Model,
  RandomKey,
  stateDictOf,
  type Tensor,
  tensor,
} from '../../src/index.ts'
import { type Twin, twins } from './pytorch-twins.ts'

export type TwinName = keyof typeof twins

/** Between −½ and ½; of variances between ½ and 3/2. Halves of 2⁻²⁴ are float32s, so nothing is rounded. */
function known(record: Readonly<Record<string, Tensor>>, key: RandomKey): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(record).map(([path, { shape, dtype }]) => {
      const middle = path.endsWith('Variance') ? 1 : 0
      const size = shape.reduce((product, each) => product * each, 1)
      const values = Array.from(key.child(path).bits(size), (word) => middle + (word >> 8) * 2 ** -24)
      return [path, tensor(values, shape, dtype)]
    }),
  )
}

export function knownModel(name: TwinName): Model {
  const { layer, input }: Twin = twins[name]
  const model = createModel(layer(), { input, seed: 0 })
  const key = RandomKey.fromSeed(11).child(name)
  model.load({
    parameters: known(model.state.parameters, key),
    buffers: known(model.state.buffers, key),
  })
  return model
}

/** What a user writes for PyTorch. */
export function fileOf(name: TwinName): Uint8Array<ArrayBuffer> {
  return encodeSafetensors(stateDictOf(knownModel(name), twins[name].options), {})
}
