/** Using what one model has learnt in another: freezing, thawing, taking layers, putting a new head on. */
import type { Technique } from '../technique.ts'
import type { Layer, LayerState, TensorRecord } from './layer.ts'
import { type FreezeOptions, frozenLayer, isFrozen } from './layers/frozen.ts'
import { sequential } from './layers/sequential.ts'
import { createModel, type Model } from './model.ts'
import { requireOption, show } from './options.ts'
import { type PathSelection, selects } from './path-selection.ts'

/**
 * The same model, with some parameters left as they are by training. They get no gradient, no update and no state in
 * any optimizer; what was frozen before is thawed. The given model does not change.
 * @param paths `['layers.0', '*.bias']` or a function of the path.
 * @throws RegimenError `technique-option` when no parameter is chosen.
 */
export function freeze(model: Model, paths: PathSelection, options: FreezeOptions = {}): Model {
  const bare = thaw(model)
  const names = Object.keys(bare.state.parameters)
  const chosen = names.filter(selects(paths))
  const value = typeof paths === 'function' ? 'a function that takes none' : paths
  const expected = `at least one of the parameters ${names.join(', ')}`
  requireOption('freeze', 'paths', value, chosen.length > 0, expected)
  const layer = frozenLayer(bare.layer, typeof paths === 'function' ? chosen : paths, options)
  return modelWith(layer, bare, layer.adopt(bare.state))
}

/** The same model with nothing frozen by `freeze`. */
export function thaw(model: Model): Model {
  const { layer } = model
  return isFrozen(layer) ? modelWith(layer.inner, model, layer.thawed(model.state)) : model
}

/**
 * A model of the first layers of a sequential one, with their weights; nothing is frozen.
 * @param count so many; a negative one leaves as many out at the end.
 * @throws RegimenError `technique-option` for a model that is not sequential, or has no such layers.
 */
export function takeLayers(model: Model, count: number): Model {
  const bare = thaw(model)
  const layers = layersOf('takeLayers', bare, count)
  return modelWith(sequential(...layers), bare, bare.state)
}

/** The options of `replaceHead`. */
export interface ReplaceHeadOptions {
  /** So many layers stay; a negative number leaves as many out at the end. Default −1. */
  readonly keep?: number
  /** What comes in the place of the others. */
  readonly head: readonly Layer[]
  /** The seed of the head's first weights. Default 0. */
  readonly seed?: number
}

/**
 * A model whose first layers are those of a trained sequential one, with their weights, and whose others are new.
 * @throws RegimenError `technique-option` as `takeLayers`, `layer-shape` when the head does not fit.
 */
export function replaceHead(model: Model, { keep = -1, head, seed = 0 }: ReplaceHeadOptions): Model {
  const bare = thaw(model)
  const kept = layersOf('replaceHead', bare, keep)
  return modelWith(sequential(...kept, ...head), bare, bare.state, kept.length, seed)
}

/** The options of `discriminativeRates`. */
export interface DiscriminativeRatesOptions {
  /** Of the last layer that has parameters. */
  readonly learningRate: number
  /** Each layer before it learns so many times more slowly. Default 2.6. */
  readonly factor?: number
}

/**
 * Parameter groups for an optimizer, one for each layer of a sequential model: the nearer to the input, the lower the
 * learning rate. `adam({ learningRate: 1e-3, groups: discriminativeRates(model, { learningRate: 1e-3 }) })`.
 * Howard & Ruder 2018, arXiv:1801.06146, section 3.2.
 * @throws RegimenError `technique-option`.
 */
export function discriminativeRates(
  model: Model,
  { learningRate, factor = 2.6 }: DiscriminativeRatesOptions,
): { readonly paths: readonly string[]; readonly learningRate: number }[] {
  requireOption('discriminativeRates', 'factor', factor, factor > 0, 'a number above 0')
  const names = Object.keys(model.state.parameters)
  const parts = model.layer.parts?.(model.inputShape) ?? []
  const learning = parts.filter(({ path }) => names.some((name) => name.startsWith(`${path}.`)))
  return learning.map(({ path }, place) => ({
    paths: [path],
    learningRate: learningRate / factor ** (learning.length - 1 - place),
  }))
}

/** The first layers of a sequential model. */
function layersOf(technique: string, { layer, inputShape }: Model, count: number): readonly Layer[] {
  requireOption(technique, 'model', layer.kind, layer.kind === 'sequential', 'a sequential model')
  const layers = (layer.parts?.(inputShape) ?? []).map((part) => part.layer)
  const kept = layers.slice(0, count)
  const exists = Number.isSafeInteger(count) && kept.length > 0 && Math.abs(count) <= layers.length
  const expected = `a whole number from 1 to ${layers.length}, or a negative one`
  requireOption(technique, 'count', show(count), exists, expected)
  return kept
}

/** @param layers so many keep their state; the others get a fresh one. Default: all. */
function modelWith(
  layer: Layer,
  { inputShape }: Model,
  state: LayerState,
  layers = Number.POSITIVE_INFINITY,
  seed = 0,
): Model {
  const model = createModel(layer, { input: inputShape, seed })
  const isKept = (path: string) => layers === Number.POSITIVE_INFINITY || placeOf(path) < layers
  const taken = (fresh: TensorRecord, known: TensorRecord): TensorRecord =>
    Object.fromEntries(
      Object.entries(fresh).map(([path, tensor]) => [path, (isKept(path) && known[path]) || tensor]),
    )
  model.state = {
    parameters: taken(model.state.parameters, state.parameters),
    buffers: taken(model.state.buffers, state.buffers),
  }
  return model
}

/** The layer's number in `layers.3.weight`. */
const placeOf = (path: string) => Number(path.split('.')[1])

/** The row of `discriminativeRates`. */
export const discriminativeRatesTechnique: Technique = {
  name: 'discriminativeRates',
  kind: 'procedure',
  defaults: { factor: 2.6 },
  paper: 'Howard & Ruder 2018, arXiv:1801.06146, section 3.2',
  catalogue: [],
}
