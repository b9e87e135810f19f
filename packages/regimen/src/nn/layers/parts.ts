/** What layers that are made of others share: first states, and the pass through an inner layer. */
import type { RandomKey } from '../../engine/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Layer, LayerPart, LayerState, Mode, TensorRecord } from '../layer.ts'
import { joinPath, within } from '../layer-shape.ts'
import { recordUnder, stateBelow } from './state.ts'

/** An inner layer with its shapes. @throws RegimenError `layer-shape` with the path. */
export function partOf(path: string, layer: Layer, input: Shape): LayerPart {
  return { path, layer, input, output: within(path, () => layer.outputShape(input)) }
}

/** The states of all parts, each under its path and drawn from the key of that name. */
export function initializeParts(parts: readonly LayerPart[], key: RandomKey): LayerState {
  const parameters: Record<string, Tensor> = {}
  const buffers: Record<string, Tensor> = {}
  for (const { path, layer, input } of parts) {
    const state = within(path, () => layer.initialize(key.child(path), input))
    Object.assign(parameters, recordUnder(path, state.parameters))
    Object.assign(buffers, recordUnder(path, state.buffers))
  }
  return { parameters, buffers }
}

/** One pass through a layer's parts, which gathers what they change in the buffers. */
export class PartPass {
  readonly #state: LayerState
  readonly #mode: Mode
  /** All buffers, once one of them has changed. */
  buffers: TensorRecord | undefined

  constructor(state: LayerState, mode: Mode) {
    this.#state = state
    this.#mode = mode
  }

  /**
   * @param path of the part, under which its state is.
   * @param use sets apart the passes of a layer that is used more than once: they draw their own random numbers.
   */
  apply(path: string, layer: Layer, input: Tensor, use = path): Tensor {
    const whole = joinPath(this.#mode.path ?? '', use)
    this.#mode.observeInput?.(whole, input)
    const current = { parameters: this.#state.parameters, buffers: this.buffers ?? this.#state.buffers }
    const { output, buffers } = within(path, () =>
      layer.apply(stateBelow(path, current), input, { ...this.#mode, path: whole }),
    )
    this.#mode.observe?.(whole, output)
    if (buffers) this.buffers = { ...current.buffers, ...recordUnder(path, buffers) }
    return output
  }

  /** The layer's result, with the buffers if any part has changed its own. */
  result(output: Tensor): { readonly output: Tensor; readonly buffers?: TensorRecord } {
    return this.buffers ? { output, buffers: this.buffers } : { output }
  }
}
