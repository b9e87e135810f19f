/** Every technique of the library, collected from the tables of its rooms. */
import { dataTechniques } from './data/techniques.ts'
import { numericalGradientTechnique } from './engine/numerical-gradient.ts'
import { modelTechniques } from './models/techniques.ts'
import { nnTechniques } from './nn/techniques.ts'
import { optimTechniques } from './optim/techniques.ts'
import type { Technique } from './technique.ts'
import { earlyStoppingTechnique } from './train/early-stopping.ts'
import { reduceOnPlateau } from './train/reduce-on-plateau.ts'
import { prunerTechniques } from './tune/pruners/techniques.ts'
import { tuneTechniques } from './tune/techniques.ts'

/** Every technique of the library: the rows of `regimen techniques`. */
export const techniques: readonly Technique[] = [
  ...nnTechniques,
  ...optimTechniques,
  ...dataTechniques,
  earlyStoppingTechnique,
  reduceOnPlateau.technique,
  numericalGradientTechnique,
  ...tuneTechniques,
  ...prunerTechniques,
  ...modelTechniques,
]
