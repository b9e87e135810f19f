import type { Tensor } from '../../engine/tensor.ts'
import type { Technique } from '../../technique.ts'
import type { Layer, LayerState, Mode, TensorRecord } from '../layer.ts'
import { joinPath } from '../layer-shape.ts'
import { requireOption } from '../options.ts'
import { selects } from '../path-selection.ts'
import { SettingsReader } from '../settings-reader.ts'
import { type LayerKind, layerConfig } from './layer-kind.ts'
import type { InputOf, RuleOf } from './shape-flow.ts'
import { recordBelow, recordUnder } from './state.ts'

/** The options of `frozenLayer` and `freeze`. */
export interface FreezeOptions {
  /**
   * What batch normalisation does in training where its parameters are frozen: `keep` its running statistics and
   * normalise by them, as in inference, or `update` them and normalise by the batch. Default `keep`.
   */
  readonly statistics?: 'keep' | 'update'
}

/** A layer of which some parameters are left as they are. */
export interface FrozenLayer extends Layer {
  readonly inner: Layer
  /** The inner layer's state: all parameters among the parameters. */
  thawed(state: LayerState): LayerState
  /** The state of this layer for one of the inner layer's. */
  adopt(state: LayerState): LayerState
}

const defaults = { statistics: 'keep' } as const
/** Frozen parameters are buffers under this path: optimizers do not see them, checkpoints hold them. */
const shelf = 'frozen'

/**
 * A layer some of whose parameters training leaves as they are: they get no gradient, no update and no state in the
 * optimizer. `freeze` does this to a model.
 * @param paths of parameters within the layer, or of layers that hold them: `['layers.0', '*.bias']`. `*` stands for
 * any characters. Default: all.
 * Yosinski, Clune, Bengio & Lipson 2014, "How transferable are features in deep neural networks?".
 * @throws RegimenError `technique-option`.
 */
export function frozenLayer<L extends Layer>(
  layer: L,
  paths?: readonly string[],
  options?: FreezeOptions,
): FrozenLayer & Layer<InputOf<L>, RuleOf<L>>
export function frozenLayer(
  layer: Layer,
  paths: readonly string[] = ['*'],
  { statistics = defaults.statistics }: FreezeOptions = {},
): FrozenLayer {
  const known = statistics === 'keep' || statistics === 'update'
  requireOption('frozen', 'statistics', statistics, known, '"keep" or "update"')
  const takes = selects(paths)
  const adopt = ({ parameters, buffers }: LayerState): LayerState => ({
    parameters: filtered(parameters, (name) => !takes(name)),
    buffers: { ...buffers, ...recordUnder(shelf, filtered(parameters, takes)) },
  })
  return {
    kind: 'frozen',
    settings: { layer: layerConfig(layer), paths, statistics },
    inner: layer,
    thawed,
    adopt,
    outputShape: (input) => layer.outputShape(input),
    initialize: (key, input) => adopt(layer.initialize(key, input)),
    apply: (state, x, mode) => {
      const own = statistics === 'keep' ? keeping(mode, takes) : mode
      const { output, buffers } = layer.apply(thawed(state), x, own)
      if (!buffers) return { output }
      return { output, buffers: { ...buffers, ...filtered(state.buffers, isShelved) } }
    },
    ...(layer.parts && { parts: layer.parts }),
  }
}

/** @internal */
export function isFrozen(layer: Layer): layer is FrozenLayer {
  return layer.kind === 'frozen' && 'thawed' in layer
}

const isShelved = (name: string) => name.startsWith(`${shelf}.`)

function thawed({ parameters, buffers }: LayerState): LayerState {
  return {
    parameters: { ...parameters, ...recordBelow(shelf, buffers) },
    buffers: filtered(buffers, (name) => !isShelved(name)),
  }
}

/** The mode in which normalisations with frozen parameters keep their statistics. */
function keeping(mode: Mode, takes: (path: string) => boolean): Mode {
  const outer = mode.path ?? ''
  const below = (path: string) => (outer === '' ? path : path.slice(outer.length + 1))
  return {
    ...mode,
    keepsStatistics: (path) => mode.keepsStatistics?.(path) === true || takes(joinPath(below(path), 'gamma')),
  }
}

function filtered(record: TensorRecord, keep: (name: string) => boolean): TensorRecord {
  const kept: [string, Tensor][] = Object.entries(record).filter(([name]) => keep(name))
  return Object.fromEntries(kept)
}

const technique: Technique = {
  name: 'frozen',
  kind: 'layer',
  defaults,
  paper: 'Yosinski, Clune, Bengio & Lipson 2014, arXiv:1411.1792',
  catalogue: [],
}

export const frozenKind: LayerKind = {
  technique,
  fromSettings: (settings, build) => {
    const reader = new SettingsReader('frozen', settings)
    const statistics = reader.text('statistics') === 'update' ? 'update' : 'keep'
    return frozenLayer(build(reader.record('layer')), reader.texts('paths'), { statistics })
  },
}
