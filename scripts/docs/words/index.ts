/** All words, by the guide in which they stand. */
import { activationWords } from './activations.ts'
import { initializerWords } from './initializers.ts'
import { lossWords } from './losses.ts'
import { metricWords } from './metrics.ts'
import { optimizerWords } from './optimizers.ts'
import { scheduleWords } from './schedules.ts'
import { secondOrderWords } from './second-order.ts'
import type { WordTable } from './words.ts'

export type { Description, Language, TechniqueWords } from './words.ts'

export const words = {
  optimizers: optimizerWords,
  schedules: scheduleWords,
  'second-order': secondOrderWords,
  initialisation: initializerWords,
  activations: activationWords,
  losses: lossWords,
  metrics: metricWords,
} as const satisfies { readonly [guide: string]: WordTable }

export type GuideName = keyof typeof words
