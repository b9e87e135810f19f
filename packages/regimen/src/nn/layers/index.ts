/** The table of layers: every kind that a saved model can name. */
import { activations } from '../activations/index.ts'
import { maxout } from '../activations/maxout.ts'
import type { Layer } from '../layer.ts'
import { findByName } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import { alphaDropout } from './alpha-dropout.ts'
import { batchNorm } from './batch-norm.ts'
import { conv2dKind } from './conv2d.ts'
import { denseKind } from './dense.ts'
import { dropoutKind } from './dropout.ts'
import { flatten } from './flatten.ts'
import type { LayerConfig, LayerKind } from './layer-kind.ts'
import { averagePool2dKind, globalAveragePool, maxPool2dKind } from './pooling.ts'
import { reshapeKind } from './reshape.ts'
import { sequentialKind } from './sequential.ts'
import { simpleRnnKind } from './simple-rnn.ts'

/** Kinds of layers by the name that settings give. */
export type LayerKinds = { readonly [kind: string]: LayerKind }

/** Layers that are no activations, or change the shape. */
export const layers = {
  dense: denseKind,
  batchNorm,
  dropout: dropoutKind,
  alphaDropout,
  maxout,
  flatten,
  reshape: reshapeKind,
  conv2d: conv2dKind,
  maxPool2d: maxPool2dKind,
  averagePool2d: averagePool2dKind,
  globalAveragePool,
  simpleRnn: simpleRnnKind,
  sequential: sequentialKind,
} satisfies LayerKinds

/** All kinds: the layers above, and each activation under its name. */
export const layerKinds: LayerKinds = { ...layers, ...activations }

/**
 * The layer that a config describes.
 * @param kinds further kinds, or other meanings of known ones.
 * @throws RegimenError `unknown-technique` for a kind that is not in the table, `technique-option`,
 * `unknown-option`.
 */
export function layerFromConfig(config: LayerConfig, kinds: LayerKinds = {}): Layer {
  const reader = new SettingsReader('layer', config)
  const kind = findByName('layer kind', { ...layerKinds, ...kinds }, reader.text('kind'))
  return kind.fromSettings(reader.record('settings'), (inner) => layerFromConfig(inner, kinds))
}
