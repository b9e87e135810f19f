/** What the recipe adds to the list of techniques. */
import type { Technique } from '../../technique.ts'
import { curveReadingTechnique } from './curves.ts'
import { recipeTechnique } from './recipe.ts'
import { sealedTestTechnique } from './sealed-test.ts'
import { coarseSearchTechnique } from './steps/coarse-search.ts'
import { leakageCheckTechnique } from './steps/data.ts'
import { initialLossTechnique } from './steps/initial-loss.ts'
import { learningRatesTechnique } from './steps/learning-rates.ts'
import { overfitSampleTechnique } from './steps/overfit-sample.ts'
import { refinementTechnique } from './steps/refinement.ts'

/** The recipe, its steps, and what guards them. */
export const recipeTechniques: readonly Technique[] = [
  recipeTechnique,
  sealedTestTechnique,
  leakageCheckTechnique,
  initialLossTechnique,
  overfitSampleTechnique,
  learningRatesTechnique,
  coarseSearchTechnique,
  refinementTechnique,
  curveReadingTechnique,
]
