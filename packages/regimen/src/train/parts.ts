/** What only some runs need, fetched when one does: a page without it does not carry it. */
import type { FitOptions } from './fit.ts'
import { isFullBatch } from './is-full-batch.ts'

export interface TrainingParts {
  readonly fullBatch?: typeof import('./full-batch-program.ts')
  readonly resume?: typeof import('./resume.ts')
  readonly augmentation?: typeof import('./augmenting-source.ts')
}

export async function fetchParts({ optimizer, resume, augment = [] }: FitOptions): Promise<TrainingParts> {
  return {
    ...(isFullBatch(optimizer) && { fullBatch: await import('./full-batch-program.ts') }),
    ...(resume && { resume: await import('./resume.ts') }),
    ...(augment.length > 0 && { augmentation: await import('./augmenting-source.ts') }),
  }
}
