/** What only some runs need, fetched when one does: a page without it does not carry it. */
import type { FitOptions } from './fit.ts'
import { isFullBatch } from './is-full-batch.ts'

export interface TrainingParts {
  readonly fullBatch?: typeof import('./full-batch-program.ts')
  readonly saving?: typeof import('./saved-run.ts')
  readonly augmentation?: typeof import('./augmenting-source.ts')
}

export async function fetchParts(options: FitOptions): Promise<TrainingParts> {
  const { optimizer, resume, augment = [], callbacks = [] } = options
  return {
    ...(isFullBatch(optimizer) && { fullBatch: await import('./full-batch-program.ts') }),
    ...((resume || callbacks.length > 0) && { saving: await import('./saved-run.ts') }),
    ...(augment.length > 0 && { augmentation: await import('./augmenting-source.ts') }),
  }
}
