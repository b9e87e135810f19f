import { sub } from '../../engine/ops/elementwise.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { cosineSimilarity } from './distances.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { rowTargets } from './targets.ts'

type NoSettings = Record<never, never>

/** 1 − cos of the angle between outputs and target vectors, both [batch, features]: lengths do not matter. */
export const cosineDistanceLoss: TechniqueFactory<NoSettings, Loss> = lossFactory(
  {
    name: 'cosineDistance',
    defaults: {},
    paper: 'Salton, Wong & Yang 1975, Communications of the ACM 18',
    catalogue: [],
  },
  () => ({
    perExample: (outputs, targets) =>
      sub(1, cosineSimilarity(outputs, rowTargets('cosineDistance', outputs, targets))),
  }),
)

/**
 * The mean of 1 − cos over a batch. Two rows of which one is zero are at distance 1.
 * @throws RegimenError `targets-shape`.
 */
export const cosineDistance: LossFunction<NoSettings> = lossFunction(cosineDistanceLoss)
