/** Models with a training of their own. */
export {
  type BoltzmannLearningOptions,
  BoltzmannMachine,
  type BoltzmannMachineOptions,
  type GibbsOptions,
} from './boltzmann-machine.ts'
export { type ContrastiveDivergenceOptions, learnByContrastiveDivergence } from './contrastive-divergence.ts'
export {
  type RbmOptions,
  type RbmParameters,
  RestrictedBoltzmannMachine,
} from './restricted-boltzmann-machine.ts'
