import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Technique } from '../../technique.ts'
import type { Layer, LayerPart, LayerResult, LayerState, Mode } from '../layer.ts'
import { SettingsReader } from '../settings-reader.ts'
import { type LayerKind, layerConfig } from './layer-kind.ts'
import { initializeParts, PartPass, partOf } from './parts.ts'
import type { CheckedLayers, SequentialInput, SequentialOutput } from './shape-flow.ts'

/**
 * Layers one after the other. Their shapes are checked by the compiler as far as they are known:
 * `sequential(dense(784, 100), relu(), dense(50, 10))` is an error at the third layer. At run time the
 * error names the layer: `layers.2 (dense 50 → 10): expected input [50], got [100]`.
 *
 * The state of layer i is under `layers.i`: `layers.0.weight`. Its random numbers are drawn under that name
 * too, so a layer's draws depend on its own place alone.
 */
export function sequential<const Layers extends readonly Layer[]>(
  ...layers: CheckedLayers<Layers>
): Layer<SequentialInput<Layers>, SequentialOutput<Layers>>
export function sequential(...layers: readonly Layer[]): Layer {
  return {
    kind: 'sequential',
    settings: { layers: layers.map(layerConfig) },
    outputShape: (input) => partsOf(layers, input).at(-1)?.output ?? input,
    initialize: (key, input) => initializeParts(partsOf(layers, input), key),
    apply: (state, input, mode) => applyAll(layers, state, input, mode),
    parts: (input) => partsOf(layers, input),
  }
}

const pathOf = (index: number) => `layers.${index}`

/** Each layer with its path and shapes. */
function partsOf(layers: readonly Layer[], first: Shape): LayerPart[] {
  let input = first
  return layers.map((layer, index) => {
    const part = partOf(pathOf(index), layer, input)
    input = part.output
    return part
  })
}

function applyAll(layers: readonly Layer[], state: LayerState, input: Tensor, mode: Mode): LayerResult {
  const pass = new PartPass(state, mode)
  const output = layers.reduce((x, layer, index) => pass.apply(pathOf(index), layer, x), input)
  return pass.result(output)
}

const technique: Technique = {
  name: 'sequential',
  kind: 'layer',
  defaults: {},
  paper: 'Rumelhart, Hinton & Williams 1986, Nature 323 (layered networks)',
  catalogue: ['F1', 'F13'],
}

export const sequentialKind: LayerKind = {
  technique,
  fromSettings: (settings, build) =>
    sequential(...new SettingsReader('sequential', settings).records('layers').map(build)),
}
