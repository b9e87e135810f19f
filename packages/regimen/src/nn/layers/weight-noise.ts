import { add, mul } from '../../engine/ops/elementwise.ts'
import { childSource, randomNormal } from '../../engine/ops/random.ts'
import type { Settings, Technique } from '../../technique.ts'
import type { Layer, LayerState, Mode } from '../layer.ts'
import { withDefaults } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import { type LayerKind, layerConfig } from './layer-kind.ts'
import { requireDeviation, sourceIn } from './masks.ts'
import { initializeParts, PartPass, partOf } from './parts.ts'
import type { InputOf, RuleOf } from './shape-flow.ts'

/** The options of `weightNoise`. */
export interface WeightNoiseOptions {
  /** In the units of the weights. Default 0.075 (Graves 2013). */
  readonly standardDeviation?: number
}

const defaults = { standardDeviation: 0.075 }

/**
 * A layer whose parameters have normal noise of mean 0 added in training, fresh in each pass; the gradient goes to the
 * parameters without it. In inference the layer as it is. The layer's state is under `layer`. Draws from `mode.random`
 * under the layer's path.
 * Murray & Edwards 1994; Graves 2011.
 * @throws RegimenError `technique-option`; when applied in training without `random`: `missing-random`.
 */
export function weightNoise<L extends Layer>(
  layer: L,
  options?: WeightNoiseOptions,
): Layer<InputOf<L>, RuleOf<L>>
export function weightNoise(layer: Layer, { standardDeviation = 0.075 }: WeightNoiseOptions = {}): Layer {
  requireDeviation('weightNoise', standardDeviation)
  const parts = (input: readonly number[]) => [partOf(inner, layer, input)]
  const settings: Settings = { layer: layerConfig(layer), standardDeviation }
  return {
    kind: 'weightNoise',
    settings,
    outputShape: (input) => parts(input)[0]?.output ?? [],
    initialize: (key, input) => initializeParts(parts(input), key),
    parts,
    apply: (state, x, mode) => {
      const pass = new PartPass(noisy(state, standardDeviation, mode), mode)
      return pass.result(pass.apply(inner, layer, x))
    },
  }
}

const inner = 'layer'

function noisy(state: LayerState, standardDeviation: number, mode: Mode): LayerState {
  if (!mode.training || standardDeviation === 0) return state
  const source = sourceIn(mode, `weightNoise ${standardDeviation}`)
  const parameters = Object.entries(state.parameters).map(([name, weight]) => {
    const dtype = weight.dtype === 'float64' ? 'float64' : 'float32'
    const noise = randomNormal(childSource(source, name), weight.shape, dtype)
    return [name, add(weight, mul(noise, standardDeviation))]
  })
  return { ...state, parameters: Object.fromEntries(parameters) }
}

const technique: Technique = {
  name: 'weightNoise',
  kind: 'regularization',
  defaults,
  paper:
    'Murray & Edwards 1994, IEEE Transactions on Neural Networks 5; Graves 2011, NIPS; standard deviation: Graves 2013, arXiv:1308.0850',
  catalogue: ['R9'],
}

export const weightNoiseKind: LayerKind = {
  technique,
  fromSettings: (settings, build) => {
    const { layer, ...rest } = settings
    const reader = new SettingsReader('weightNoise', settings)
    return weightNoise(build(reader.record('layer')), withDefaults('weightNoise', defaults, rest))
  },
}
