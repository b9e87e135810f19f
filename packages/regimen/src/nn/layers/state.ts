/** Reading a layer's own tensors, and moving states between a layer and the one that holds it. */
import type { Tensor } from '../../engine/tensor.ts'
import { RegimenError } from '../../errors.ts'
import type { LayerState, TensorRecord } from '../layer.ts'

/** A tensor of a state. @throws RegimenError `missing-state`. */
export function tensorOf(layer: string, record: TensorRecord, name: string): Tensor {
  const found = record[name]
  if (found) return found
  const known = Object.keys(record).join(', ') || 'none'
  throw new RegimenError('missing-state', { layer, name, known })
}

/** The entries under a path, without it: what an inner layer calls its own. */
export function recordBelow(path: string, record: TensorRecord): TensorRecord {
  const prefix = `${path}.`
  const own = Object.entries(record).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]))
}

/** The same entries under a path. */
export function recordUnder(path: string, record: TensorRecord): TensorRecord {
  return Object.fromEntries(Object.entries(record).map(([name, tensor]) => [`${path}.${name}`, tensor]))
}

export function stateBelow(path: string, { parameters, buffers }: LayerState): LayerState {
  return { parameters: recordBelow(path, parameters), buffers: recordBelow(path, buffers) }
}
