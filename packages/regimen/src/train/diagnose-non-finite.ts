/** Where a loss that is NaN or infinite comes from: the first place that is not finite. */

import { isFiniteValue } from '../engine/ops/elementwise.ts'
import { all } from '../engine/ops/reductions.ts'
import type { Tensor } from '../engine/tensor.ts'
import type { Layer, LayerState } from '../nn/layer.ts'

/** `what` is not finite; for layers' outputs and parameters `path` says where. */
export interface NonFiniteCause {
  readonly what: 'input' | 'parameter' | 'output' | 'loss'
  /** `layers.2`, `layers.2.weight`, or '' for the input and the loss. */
  readonly path: string
}

/**
 * Walks the same way as the data: the batch, the parameters, each layer's output, and at last the loss.
 * Dropout is left out: it makes nothing infinite that was not nearly so before.
 */
export function diagnoseNonFinite(layer: Layer, state: LayerState, inputs: Tensor): NonFiniteCause {
  if (!finite(inputs)) return { what: 'input', path: '' }
  for (const [path, tensor] of Object.entries({ ...state.parameters, ...state.buffers })) {
    if (!finite(tensor)) return { what: 'parameter', path }
  }
  const broken: string[] = []
  const observe = (path: string, output: Tensor) => {
    if (!finite(output)) broken.push(path)
  }
  const { output } = layer.apply(state, inputs, { training: false, observe })
  const [first] = broken
  if (first !== undefined) return { what: 'output', path: first }
  return finite(output) ? { what: 'loss', path: '' } : { what: 'output', path: '' }
}

function finite(tensor: Tensor): boolean {
  return tensor.size === 0 || all(isFiniteValue(tensor)).item() !== 0
}
