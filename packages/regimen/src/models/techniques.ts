/** The rows of the models' room. */
import type { Technique } from '../technique.ts'
import { boltzmannMachineTechnique } from './boltzmann-machine.ts'
import { contrastiveDivergenceTechnique } from './contrastive-divergence.ts'
import { ensembleTechniques } from './ensemble.ts'
import { ganTechnique } from './gan.ts'
import { matchingNetwork, nearestNeighbour, prototypicalNetwork, siameseNetwork } from './one-shot-methods.ts'
import { rbmTechnique } from './restricted-boltzmann-machine.ts'

export const modelTechniques: readonly Technique[] = [
  boltzmannMachineTechnique,
  rbmTechnique,
  contrastiveDivergenceTechnique,
  ...[prototypicalNetwork, matchingNetwork, siameseNetwork, nearestNeighbour].map(
    ({ technique }) => technique,
  ),
  ganTechnique,
  ...ensembleTechniques,
]
