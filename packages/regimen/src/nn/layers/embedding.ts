import { cast } from '../../engine/ops/elementwise.ts'
import { gather } from '../../engine/ops/indexing.ts'
import { randomSource } from '../../engine/ops/random.ts'
import type { Shape } from '../../engine/types.ts'
import type { Technique } from '../../technique.ts'
import {
  chosenInitializer,
  type InitializerName,
  initializerConfig,
  initializerFromConfig,
} from '../initializers/index.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { Layer } from '../layer.ts'
import { requireSize } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { LayerKind } from './layer-kind.ts'
import { tensorOf } from './state.ts'

/** The options of `embedding`. */
export interface EmbeddingOptions {
  /** How the vectors start. Default `normal` with standard deviation 1, as in PyTorch. */
  readonly initializer?: Initializer | InitializerName
}

/**
 * A learned vector for each of so many entries (words, categories): indices […] → […, features]. Indices count from 0
 * and may come as floats, as data sets hold them; an index out of range reads NaN, so that training stops and names
 * the layer. Only the vectors that a batch names get a gradient.
 * Parameters: `weight` [entries, features].
 * Bengio, Ducharme, Vincent & Jauvin 2003.
 * @throws RegimenError `technique-option`, `unknown-technique`.
 */
export function embedding(
  entries: number,
  features: number,
  options: EmbeddingOptions = {},
): Layer<Shape, Shape> {
  requireSize('embedding', 'entries', entries)
  requireSize('embedding', 'features', features)
  const initializer = chosenInitializer(options.initializer ?? initializerFromConfig(defaults.initializer))
  const name = `embedding ${entries} → ${features}`
  return {
    kind: 'embedding',
    settings: { entries, features, initializer: initializerConfig(initializer) },
    outputShape: (input) => [...input, features],
    initialize: (key) => {
      const fans = { fanIn: entries, fanOut: features }
      const weight = initializer.sample(randomSource(key.child('weight')), [entries, features], fans)
      return { parameters: { weight }, buffers: {} }
    },
    apply: ({ parameters }, indices) => ({
      output: gather(tensorOf(name, parameters, 'weight'), cast(indices, 'int32')),
    }),
  }
}

const defaults = { initializer: { name: 'normal', settings: { standardDeviation: 1 } } } as const

const technique: Technique = {
  name: 'embedding',
  kind: 'layer',
  defaults,
  paper: 'Bengio, Ducharme, Vincent & Jauvin 2003, JMLR 3; initializer: PyTorch',
  catalogue: ['M5'],
}

export const embeddingKind: LayerKind = {
  technique,
  fromSettings: (settings) => {
    const reader = new SettingsReader('embedding', settings)
    return embedding(reader.number('entries'), reader.number('features'), {
      initializer: initializerFromConfig(reader.record('initializer')),
    })
  },
}
