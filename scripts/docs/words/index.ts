/** All words, by the guide in which they stand. */
import type { TechniqueKind } from 'regimen'
import { activationWords } from './activations.ts'
import { batchNormWords } from './batch-norm.ts'
import { dataWords } from './data.ts'
import { initializerWords } from './initializers.ts'
import { layerWords } from './layers.ts'
import { lossWords } from './losses.ts'
import { metricWords } from './metrics.ts'
import { modelWords } from './models.ts'
import { optimizerWords } from './optimizers.ts'
import { recipeWords } from './recipe.ts'
import { regularisationWords } from './regularisation.ts'
import { scheduleWords } from './schedules.ts'
import { secondOrderWords } from './second-order.ts'
import { tuningWords } from './tuning.ts'
import type { WordTable } from './words.ts'

export type { Description, Language, TechniqueWords } from './words.ts'

/** Techniques that share a guide: those of these kinds that have words there. */
interface Family {
  readonly kinds: readonly TechniqueKind[]
  readonly words: WordTable
}

export const families = {
  optimizers: { kinds: ['optimizer', 'transform', 'regularization'], words: optimizerWords },
  schedules: { kinds: ['schedule'], words: scheduleWords },
  'second-order': { kinds: ['optimizer', 'procedure'], words: secondOrderWords },
  initialisation: { kinds: ['initializer'], words: initializerWords },
  activations: { kinds: ['activation'], words: activationWords },
  layers: { kinds: ['layer'], words: layerWords },
  'batch-norm': { kinds: ['layer', 'procedure'], words: batchNormWords },
  regularisation: { kinds: ['regularization'], words: regularisationWords },
  losses: { kinds: ['loss'], words: lossWords },
  metrics: { kinds: ['metric'], words: metricWords },
  data: { kinds: ['scaling', 'data'], words: dataWords },
  models: { kinds: ['model', 'procedure'], words: modelWords },
  tuning: { kinds: ['sampler', 'pruner', 'procedure'], words: { ...tuningWords, ...recipeWords } },
} as const satisfies { readonly [guide: string]: Family }

export type FamilyName = keyof typeof families
