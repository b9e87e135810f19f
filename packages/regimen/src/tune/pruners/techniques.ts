/** The pruners' rows of `regimen techniques`. */
import type { Technique } from '../../technique.ts'
import { ashaTechnique } from './asha.ts'
import { hyperbandTechnique } from './hyperband.ts'
import { patienceTechnique } from './patience.ts'
import { medianTechnique, percentileTechnique } from './percentile.ts'
import { successiveHalvingTechnique } from './successive-halving.ts'
import { thresholdTechnique } from './threshold.ts'

export const prunerTechniques: readonly Technique[] = [
  medianTechnique,
  percentileTechnique,
  successiveHalvingTechnique,
  hyperbandTechnique,
  ashaTechnique,
  thresholdTechnique,
  patienceTechnique,
]
