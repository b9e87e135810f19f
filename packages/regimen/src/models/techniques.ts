/** The rows of the models' room. */
import type { Technique } from '../technique.ts'
import { boltzmannMachineTechnique } from './boltzmann-machine.ts'
import { contrastiveDivergenceTechnique } from './contrastive-divergence.ts'
import { rbmTechnique } from './restricted-boltzmann-machine.ts'

export const modelTechniques: readonly Technique[] = [
  boltzmannMachineTechnique,
  rbmTechnique,
  contrastiveDivergenceTechnique,
]
