/** Models with a training of their own. */

export { checkBatchNormPlacement, type PlacementFinding } from './batch-norm-placement.ts'
export {
  type BoltzmannLearningOptions,
  BoltzmannMachine,
  type BoltzmannMachineOptions,
  type GibbsOptions,
} from './boltzmann-machine.ts'
export { type ContrastiveDivergenceOptions, learnByContrastiveDivergence } from './contrastive-divergence.ts'
export {
  averageProbabilities,
  type EnsembleScores,
  evaluateEnsemble,
  type ProbabilityScores,
  type SnapshotOptions,
  type Snapshots,
  snapshots,
} from './ensemble.ts'
export { type Episode, EpisodeSampler, type EpisodeSize } from './episodes.ts'
export { type GanOptions, generate, trainGan } from './gan.ts'
export {
  evaluateOneShot,
  learnOneShot,
  type OneShotClassifier,
  type OneShotEvaluationOptions,
  type OneShotOptions,
  type OneShotResult,
} from './one-shot.ts'
export {
  matchingNetwork,
  nearestNeighbour,
  type OneShotMethod,
  prototypicalNetwork,
  siameseNetwork,
} from './one-shot-methods.ts'
export {
  type RbmOptions,
  type RbmParameters,
  RestrictedBoltzmannMachine,
} from './restricted-boltzmann-machine.ts'
