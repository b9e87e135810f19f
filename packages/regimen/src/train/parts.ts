/** What only some runs need, fetched when one does: a page without it does not carry it. */
import type { FitOptions } from './fit.ts'
import { isFullBatch } from './is-full-batch.ts'

export interface TrainingParts {
  readonly fullBatch?: typeof import('./full-batch-program.ts')
  readonly augmentation?: typeof import('../data/augmentation/read-ahead.ts')
}

export async function fetchParts({ optimizer, augment = [] }: FitOptions): Promise<TrainingParts> {
  return {
    ...(isFullBatch(optimizer) && { fullBatch: await import('./full-batch-program.ts') }),
    ...(augment.length > 0 && { augmentation: await import('../data/augmentation/read-ahead.ts') }),
  }
}
