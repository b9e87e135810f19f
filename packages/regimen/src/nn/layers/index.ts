/** The table of layers: every kind that a saved model can name. */
import { activations } from '../activations/index.ts'
import { maxout } from '../activations/maxout.ts'
import type { Layer } from '../layer.ts'
import { findByName } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import { alphaDropout } from './alpha-dropout.ts'
import { batchNorm } from './batch-norm.ts'
import { bidirectionalKind } from './bidirectional.ts'
import { convTransposed1dKind, convTransposed2dKind } from './conv-transposed.ts'
import { conv1dKind } from './conv1d.ts'
import { conv2dKind } from './conv2d.ts'
import { denseKind } from './dense.ts'
import { dropoutKind } from './dropout.ts'
import { embeddingKind } from './embedding.ts'
import { flatten } from './flatten.ts'
import { frozenKind } from './frozen.ts'
import { gaussianNoise } from './gaussian-noise.ts'
import { globalAveragePool, globalAveragePool1d, globalMaxPool, globalMaxPool1d } from './global-pooling.ts'
import { graphKind } from './graph/config.ts'
import { groupNorm } from './group-norm.ts'
import { gruKind } from './gru.ts'
import type { LayerConfig, LayerKind } from './layer-kind.ts'
import { layerNorm } from './layer-norm.ts'
import { lstmKind } from './lstm.ts'
import { originalDropout } from './original-dropout.ts'
import { averagePool2dKind, maxPool2dKind } from './pooling.ts'
import { averagePool1dKind, maxPool1dKind } from './pooling1d.ts'
import { reshapeKind } from './reshape.ts'
import { residualKind } from './residual.ts'
import { sequentialKind } from './sequential.ts'
import { simpleRnnKind } from './simple-rnn.ts'
import { spatialDropout } from './spatial-dropout.ts'
import { weightNoiseKind } from './weight-noise.ts'

/** Kinds of layers by the name that settings give. */
export type LayerKinds = { readonly [kind: string]: LayerKind }

/** Layers that are no activations, or change the shape. */
export const layers = {
  dense: denseKind,
  embedding: embeddingKind,
  conv1d: conv1dKind,
  conv2d: conv2dKind,
  convTransposed1d: convTransposed1dKind,
  convTransposed2d: convTransposed2dKind,
  maxPool1d: maxPool1dKind,
  maxPool2d: maxPool2dKind,
  averagePool1d: averagePool1dKind,
  averagePool2d: averagePool2dKind,
  globalAveragePool,
  globalAveragePool1d,
  globalMaxPool,
  globalMaxPool1d,
  simpleRnn: simpleRnnKind,
  gru: gruKind,
  lstm: lstmKind,
  bidirectional: bidirectionalKind,
  batchNorm,
  layerNorm,
  groupNorm,
  dropout: dropoutKind,
  originalDropout,
  spatialDropout,
  alphaDropout,
  gaussianNoise,
  weightNoise: weightNoiseKind,
  maxout,
  flatten,
  reshape: reshapeKind,
  sequential: sequentialKind,
  residual: residualKind,
  graph: graphKind,
  frozen: frozenKind,
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
